"""Counterfactuals: loans of the tariff that this client could ask for instead, each scored before it is told."""

from collections.abc import Iterator, Sequence

import numpy as np

from limpide.contract import Counterfactual, Counterfactuals, Language, Lever, Prospect
from limpide.core.decision import Decision, decide
from limpide.features.tariff import Tariff
from limpide.language.formats import get_formats
from limpide.language.wording import Phrase, say
from limpide.portfolio.case import Case
from limpide.portfolio.desk import Desk, Editable
from limpide.portfolio.edits import tell_changes
from limpide.portfolio.loans import LOAN, Loan, Offer, find_offers, read_loan, stressed
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.terms import describe_loan

_MOST = 4
_DURATIONS = {Lever.LONGER, Lever.SHORTER}
_FOUND = {
    Prospect.ALREADY_ACCEPTED: Phrase("alternatives.already_accepted"),
    Prospect.FOUND: Phrase("alternatives.found"),
    Prospect.NONE: Phrase("alternatives.none"),
}
_OFF_TARIFF = Phrase("alternatives.off_tariff")
_LEVERS = {
    Lever.LESS: Phrase("alternatives.less"),
    Lever.DOWN_PAYMENT: Phrase("alternatives.down_payment"),
    Lever.LONGER: Phrase("alternatives.longer"),
    Lever.SHORTER: Phrase("alternatives.shorter"),
}
_SENTENCE = Phrase("alternatives.sentence")
_TERMS = Phrase("alternatives.terms")
_INSTALMENT_ONLY = Phrase("alternatives.instalment_only")


def find_counterfactuals(
    portfolio: Portfolio, desk: Desk, tariff: Tariff, case: Case, *, language: Language
) -> Counterfactuals:
    """Look for loans of the tariff that are accepted, also with 5 % more or less, for a case that has a number."""
    score = portfolio.predict_case(case)
    loan = None if score.incomplete else read_loan(case.read_application(), tariff)
    if score.decision is Decision.ACCEPTED or loan is None:
        prospect = Prospect.ALREADY_ACCEPTED if score.decision is Decision.ACCEPTED else Prospect.NONE
        sentence = say(_FOUND[prospect], language).format(tried=0)
        return Counterfactuals(prospect=prospect, sentence=sentence, score=score, tried=0, counterfactuals=[])
    tried = find_offers(loan, tariff)
    editable = desk.resume(case)
    chosen = _diverse([tried[place] for place in _accepted(portfolio, editable, tried)])
    told = [_tell(portfolio, editable, offer, loan, tariff, language) for offer in chosen]
    found = [one for one in told if one.score.decision is Decision.ACCEPTED]
    prospect = Prospect.FOUND if found else Prospect.NONE
    words = _FOUND[prospect] if describe_loan(loan, tariff).on_tariff else _OFF_TARIFF
    sentence = say(words, language).format(count=len(found), tried=len(tried))
    return Counterfactuals(prospect=prospect, sentence=sentence, score=score, tried=len(tried), counterfactuals=found)


def _accepted(portfolio: Portfolio, editable: Editable, tried: Sequence[Offer]) -> list[int]:
    """Return the places of the loans that the model accepts, as they are and with 5 % more and less, in order."""
    if not tried:
        return []
    loans = [loan for offer in tried for loan in (offer.loan, *stressed(offer.loan))]
    columns = [loan.columns() for loan in loans]
    rows = editable.rows({name: [each[name] for each in columns] for name in LOAN})
    decided = [_decide(portfolio, chance) for chance in portfolio.scorer.probabilities(np.asarray(rows)).tolist()]
    times = len(loans) // len(tried)
    accepted = np.array([decision is Decision.ACCEPTED for decision in decided]).reshape(len(tried), times)
    return [int(place) for place in np.flatnonzero(accepted.all(axis=1))]


def _decide(portfolio: Portfolio, chance: float) -> Decision:
    return decide(chance, threshold=portfolio.threshold, grey_zone=portfolio.bundle.grey_zone)


def _diverse(accepted: Sequence[Offer]) -> list[Offer]:
    """Keep the least effort of each set of levers; no set that only adds a lever to one that is enough.

    All durations go one way: a client is not told to pay back both in a longer and in a shorter time.
    """
    kept: list[Offer] = []
    for offer in accepted:
        needless = any(set(one.levers) <= set(offer.levers) for one in kept)
        ways = {lever for one in (*kept, offer) for lever in one.levers} & _DURATIONS
        if not needless and len(ways) < len(_DURATIONS) and len(kept) < _MOST:
            kept.append(offer)
    return kept


def _tell(
    portfolio: Portfolio, editable: Editable, offer: Offer, before: Loan, tariff: Tariff, language: Language
) -> Counterfactual:
    changes = offer.loan.columns()
    application = editable.case.read_application()
    return Counterfactual(
        levers=list(offer.levers),
        sentence=_sentence(offer, before, language, portfolio.currency),
        changes=tell_changes(application, changes, language=language, unchanged=True),
        duration_before=before.months,
        duration_after=offer.loan.months,
        loan=describe_loan(offer.loan, tariff),
        score=portfolio.predict_case(editable.edited(changes)),
    )


def _sentence(offer: Offer, before: Loan, language: Language, currency: str | None) -> str:
    """Say what to do and what it makes: "Emprunter … : 36 échéances de …, coût total du crédit …"."""
    values = dict(_written(offer.loan, before, language, currency))
    parts = [say(_LEVERS[lever], language).format(**values) for lever in offer.levers]
    done = get_formats(language).enumerate(parts)
    terms = _INSTALMENT_ONLY if offer.loan.months is None else _TERMS
    written = terms.text(language, **values)
    return _SENTENCE.text(language, done=f"{done[0].upper()}{done[1:]}", terms=written)


def _written(loan: Loan, before: Loan, language: Language, currency: str | None) -> Iterator[tuple[str, str]]:
    amounts = {
        "amount": loan.amount,
        "amount_before": before.amount,
        "down": before.amount - loan.amount,
        "instalment": loan.instalment,
        "cost": loan.total_cost or 0.0,
    }
    yield from ((name, get_formats(language, currency).amount(amount)) for name, amount in amounts.items())
    yield from (("months", str(loan.months)), ("months_before", str(before.months)))
