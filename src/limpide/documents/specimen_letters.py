"""Letters of every kind from made-up cases, with a lender's own texts: for its communication and counsel to read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from limpide.contract import (
    Cause,
    Choice,
    CoBorrower,
    Contribution,
    Counterfactual,
    Counterfactuals,
    DecisionRecord,
    DocumentRequestRecord,
    FamilyContribution,
    Identity,
    Language,
    Motive,
    Plea,
    PostalAddress,
    Prospect,
    Quality,
    Relation,
    RequestedPiece,
    Review,
    Title,
    Unit,
)
from limpide.contract.value_text import write_value
from limpide.core.decision import Decision, GreyZone
from limpide.documents.letter import compose
from limpide.documents.letter_facts import Datum, LetterFacts, LoanRequest, Sender
from limpide.documents.letter_words import letter_words
from limpide.documents.request_letter import RequestFacts, compose_request
from limpide.features.families import FAMILIES, SOURCES
from limpide.language.catalogue import get_catalogue
from limpide.language.languages import spoken
from limpide.language.wording import Phrase
from limpide.lenders import Lender, PieceRules

_CLIENT = "100002"
_NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
_BEFORE = datetime(2026, 11, 12, 9, tzinfo=UTC)
_PERSON = Identity(
    title=Title.MS,
    given_names="Zoé",
    family_name="Léger-Martin",
    birth_date=date(1988, 4, 21),
    address=PostalAddress(lines=["Bâtiment B", "12 rue de l’Exemple"], postcode="69003", city="Lyon"),
)
_COUPLE = _PERSON.model_copy(
    update={
        "title": Title.MR,
        "given_names": "Paul",
        "co_borrower": CoBorrower(
            title=Title.MS,
            given_names="Zoé",
            family_name="Léger-Martin",
            birth_date=date(1988, 4, 21),
            relation=Relation.SPOUSE,
        ),
    }
)
# What weighed against the made-up client: concept, feature, source, unit, value, value of the reference client.
_REASONS = (
    ("external_scores", "external_score_2", "external", Unit.SCORE, 0.21, 0.57),
    ("repayment_burden", "annuity_over_income", "application", Unit.SHARE, 0.41, 0.16),
    ("employment", "employed", "application", Unit.YEARS, 0.4, 5.6),
)


@dataclass(frozen=True)
class SpecimenCase:
    """One made-up case: the name of its file, what was decided and why, who the client is, whether it was reviewed."""

    name: str
    choice: Choice
    model: Decision
    motive: Motive
    identity: Identity | None = None
    grounds: bool = False
    reviewed: bool = False
    offers: bool = False


CASES = (
    SpecimenCase("A-refused-as-assessed", Choice.REFUSED, Decision.REFUSED, Motive.FOLLOWS_SCORE, _PERSON, offers=True),
    SpecimenCase("A-refused-no-name", Choice.REFUSED, Decision.REFUSED, Motive.FOLLOWS_SCORE),
    SpecimenCase(
        "B-refused-by-a-person", Choice.REFUSED, Decision.REVIEW, Motive.NEW_INFORMATION, _PERSON, grounds=True
    ),
    SpecimenCase("C-refused-by-a-rule", Choice.REFUSED, Decision.ACCEPTED, Motive.POLICY, _COUPLE),
    SpecimenCase("D-accepted", Choice.ACCEPTED, Decision.ACCEPTED, Motive.FOLLOWS_SCORE, _COUPLE),
    SpecimenCase(
        "E-reviewed", Choice.REFUSED, Decision.REFUSED, Motive.FOLLOWS_SCORE, _PERSON, reviewed=True, offers=True
    ),
)


def compose_specimens(
    language: Language, *, sender: Sender, lender: Lender, pieces: PieceRules
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the content of each letter under the name of its file; ``IncompleteTexts`` when the sender lacks a text."""
    for case in CASES:
        yield case.name, compose(_facts(case, language, lender), sender=sender)
    yield "F-documents", compose_request(_request(language, pieces), sender=sender)


def _facts(case: SpecimenCase, language: Language, lender: Lender) -> LetterFacts:
    first = _record(case, language, at=_BEFORE)
    record = _record(case, language, at=_NOW, review_of=first.decision_id) if case.reviewed else first
    return LetterFacts(
        record=record,
        language=language,
        request=LoanRequest(received=date(2026, 11, 3), amount=12_000.0, instalment=287.0, months=48),
        data=[Datum(each[1], each[0], SOURCES[each[2]].text(language)) for each in _REASONS],
        has_reference=True,
        other_loans=_other_loans(language, lender) if case.offers else None,
        review=_review(first) if case.reviewed else None,
        lender=lender,
        identity=case.identity,
    )


def _record(case: SpecimenCase, language: Language, *, at: datetime, review_of: UUID | None = None) -> DecisionRecord:
    chance = {Decision.ACCEPTED: 0.04, Decision.REVIEW: 0.10, Decision.REFUSED: 0.21}[case.model]
    return DecisionRecord(
        decision_id=UUID(int=at.day),
        position=128 + at.month,
        decided_at=at,
        client_id=_CLIENT,
        choice=case.choice,
        motive=case.motive,
        comment="",
        grounds=letter_words(language).say("specimen.grounds") if case.grounds else "",
        officer="—",
        threshold=1 / 11,
        probability_of_default=chance,
        model_decision=case.model,
        grey_zone=GreyZone(0.08, 0.12),
        overridden=False,
        reasons=[_reason(*each, language=language) for each in _REASONS],
        review_of=review_of,
        seal="5f" * 32,
        model_version="0" * 64,
        snapshot_version="0" * 64,
    )


def _reason(
    family: str, name: str, source: str, unit: Unit, value: float, typical: float, *, language: Language
) -> FamilyContribution:
    written = [write_value(each, unit, language) for each in (value, typical)]
    sentence = get_catalogue("features", language).say(f"{name}.sentence", value=written[0])
    label = FAMILIES[family].text(language)
    evidence = Contribution(
        name=name,
        label=label,
        family=family,
        unit=unit,
        source=SOURCES[source].text(language),
        value=value,
        typical=typical,
        quality=Quality.OK,
        contribution=0.5,
    )
    against = Phrase("reasons.against").text(language, sentence=sentence, reference=written[1])
    return FamilyContribution(family=family, label=label, contribution=0.5, evidence=evidence, sentence=against)


def _other_loans(language: Language, lender: Lender) -> Counterfactuals:
    words = get_catalogue("words", language, lender.currency)
    amounts = {"amount": 8_000, "amount_before": 12_000, "instalment": 241, "cost": 676}
    values = {name: words.amount(amount) for name, amount in amounts.items()}
    done = words.say("alternatives.less", **values)
    terms = words.say("alternatives.terms", months=36, **values)
    said = words.say("alternatives.sentence", done=f"{done[0].upper()}{done[1:]}", terms=terms)
    offer = Counterfactual.model_construct(sentence=said)  # a letter says nothing else of it
    return Counterfactuals.model_construct(prospect=Prospect.FOUND, tried=40, counterfactuals=[offer])


def _review(first: DecisionRecord) -> Review:
    return Review(
        review_id=UUID(int=3),
        decision_id=first.decision_id,
        client_id=_CLIENT,
        cause=Cause.REQUEST,
        officer="—",
        opened_at=datetime(2026, 11, 18, 9, tzinfo=UTC),
        due_at=_NOW,
        overdue=False,
        concluded_at=_NOW,
        decision=first,
        plea=Plea(statement="—", corrections={}, written_by="—", reassessment=None),
        conclusion=None,
    )


def _request(language: Language, pieces: PieceRules) -> RequestFacts:
    asked = [each for each in pieces.rules if each.from_client][:4]
    record = DocumentRequestRecord(
        request_id=UUID(int=5),
        requested_at=_BEFORE,
        officer="—",
        due_on=date(2026, 12, 1),
        language=language,
        pieces=[
            RequestedPiece(code=each.code, label=spoken(each.label, language), accepted=spoken(each.accepted, language))
            for each in asked
        ],
        awaited=[each.code for each in asked],
    )
    return RequestFacts(_CLIENT, record, _COUPLE)
