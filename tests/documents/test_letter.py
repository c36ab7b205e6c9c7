"""Sentences of the letter at their edges: numbers that agree, other loans with reserve, words for every policy."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from pypdf import PdfReader

from limpide.contract import (
    Choice,
    Contribution,
    Counterfactual,
    Counterfactuals,
    DecisionRecord,
    FamilyContribution,
    Language,
    LoanTerms,
    Motive,
    Prediction,
    Prospect,
    Quality,
    Unit,
)
from limpide.core.decision import Decision, GreyZone
from limpide.core.typography import typographic
from limpide.documents.letter import Datum, LetterFacts, LoanRequest, Sender, build_letter
from limpide.documents.letter_words import letter_words
from limpide.features.families import SOURCES
from limpide.features.policy import ATTRIBUTES, Policy
from limpide.lenders import Lender, same_retention, specimen_letter_texts

ZONE = GreyZone(0.08, 0.12)
SENDER = Sender(specimen_letter_texts(), review_days=30, retention=same_retention(1827))
DATA = {"external_score_2": "external_scores", "age": "age"}
OFFER = "Emprunter 8 000 au lieu de 10 000 : 36 échéances de 250, coût total du crédit 1 000."
EVIDENCE = Contribution(
    name="external_score_2", label="Score externe n° 2", family="external_scores", unit=Unit.SCORE,
    source="Demande de crédit", value=0.2, typical=0.5, quality=Quality.OK, contribution=0.7,
)  # fmt: skip
REASON = FamilyContribution(
    family="external_scores", label="Scores externes", contribution=0.7, evidence=EVIDENCE,
    sentence="Le score d’un organisme extérieur est de 20 sur 100, contre 50 pour le client de référence.",
)  # fmt: skip


def record(*, chance: float = 0.2, zone: GreyZone | None = ZONE) -> DecisionRecord:
    """A refusal that follows the model's, with one reason."""
    return DecisionRecord(
        decision_id=UUID(int=7), position=12, decided_at=datetime(2026, 11, 30, 9, tzinfo=UTC), client_id="100002",
        choice=Choice.REFUSED, motive=Motive.FOLLOWS_SCORE, comment="", officer="Zoé", threshold=1 / 11,
        probability_of_default=chance, model_decision=Decision.REFUSED, grey_zone=zone, overridden=False,
        reasons=[REASON], review_of=None, seal="ab" * 32, model_version="m" * 64, snapshot_version="s" * 64,
    )  # fmt: skip


def facts(decision: DecisionRecord, *, language: Language = "fr", other: Counterfactuals | None = None) -> LetterFacts:
    return LetterFacts(
        record=decision, language=language, request=LoanRequest(), has_reference=True, other_loans=other, review=None,
        data=[Datum(name, family, "Demande de crédit") for name, family in DATA.items()],
        lender=Lender(currency="EUR", instalment_period="month"),
    )  # fmt: skip


def read(letter: LetterFacts) -> str:
    pdf = PdfReader(io.BytesIO(build_letter(letter, sender=SENDER)))
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages)).replace("ﬁ", "fi")


@pytest.mark.parametrize(
    ("chance", "fr", "en"),
    [
        (0.2, "environ 20 dossiers comparables", "about 20 in 100"),
        (0.014, "environ un dossier comparable au vôtre sur 100 donne lieu", "about one in 100"),
        (0.004, "moins d’un dossier comparable au vôtre sur 100 donne lieu", "fewer than one in 100"),
        (0.1204, "environ 12,04 dossiers", "about 12.04 in 100"),  # not "12, and unfavourable from 12"
    ],
)
def test_the_count_agrees_and_can_be_told_from_the_limit(chance: float, fr: str, en: str) -> None:
    assert fr in read(facts(record(chance=chance)))
    assert en in read(facts(record(chance=chance), language="en"))


@pytest.mark.parametrize("zone", [None, GreyZone(1 / 11, 1 / 11)])
def test_without_a_review_zone_the_break_even_point_is_told(zone: GreyZone | None) -> None:
    text = read(facts(record(zone=zone)))
    assert "L’avis est défavorable à partir de 9,1 sur 100 (point d’équilibre)." in text
    assert "zone d’examen" not in text


def test_other_loans_are_told_with_reserve_and_only_where_the_model_was_followed() -> None:
    followed = read(facts(record(), other=other_loans(OFFER)))
    assert typographic(OFFER).replace("\xa0", " ") in followed
    assert "sous réserve d’une nouvelle étude de votre demande et sans engagement" in followed
    by_rule = record().model_copy(update={"motive": Motive.POLICY})
    assert "8 000" not in read(facts(by_rule, other=other_loans(OFFER)))
    assert "aucun n’aurait reçu un avis favorable" in read(facts(record(), other=other_loans()))
    assert "peuvent être étudiés avec vous, sous réserve" in read(facts(record()))


def other_loans(*sentences: str) -> Counterfactuals:
    score = Prediction.model_construct(probability_of_default=0.05)
    terms = LoanTerms.model_construct(amount=8000.0)
    found = [
        Counterfactual.model_construct(levers=[], sentence=each, changes=[], loan=terms, score=score)
        for each in sentences
    ]
    prospect = Prospect.FOUND if found else Prospect.NONE
    return Counterfactuals.model_construct(prospect=prospect, sentence="", score=score, tried=40, counterfactuals=found)


def test_a_score_of_an_outside_body_is_not_the_clients_own_declaration() -> None:
    text = read(facts(record()))
    assert "client de référence. Source : un organisme d’évaluation extérieur" in text


def test_what_did_not_enter_is_what_policy_bars_and_this_decision_does_not_hold() -> None:
    text = read(facts(record()))  # a model of old that used the age
    listed = text[text.index("N’entrent pas") :].split(".")[0]
    assert "le sexe" in listed and "le lieu de résidence" in listed and "le nombre d’enfants" in listed
    assert "l’âge" not in listed


def test_a_decision_of_old_without_sentences_is_told_by_its_datum() -> None:
    plain = record().model_copy(update={"reasons": [REASON.model_copy(update={"sentence": None})], "grey_zone": None})
    text = read(replace(facts(plain), has_reference=False))
    assert "Score externe n° 2 : 20 sur 100 (le plus souvent 50 sur 100)." in text
    assert "client de référence" not in text


def test_both_languages_have_the_same_sentences_with_the_same_values() -> None:
    fr, en = (letter_words(language).texts for language in ("fr", "en"))
    assert fr.keys() == en.keys()
    for key, text in fr.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", en[key])), key


def test_every_barred_attribute_and_every_source_has_words_for_the_client() -> None:
    texts = letter_words("fr").texts
    assert {f"not_used.{each.name}" for each in ATTRIBUTES if each.policy is Policy.COMPARISON} <= texts.keys()
    assert {f"source.{code}" for code in SOURCES} <= texts.keys()


def test_dates_and_lists_are_written_as_the_language_does() -> None:
    fr, en = letter_words("fr"), letter_words("en")
    assert fr.day(date(2026, 1, 1)) == "1er\xa0janvier\xa02026" and en.day(date(2026, 1, 1)) == "1\xa0January\xa02026"
    assert fr.enumerate(["a", "b", "c"]) == "a, b et c" and en.enumerate(["a"]) == "a"


def test_what_is_known_is_told_where_it_weighed_against_the_client() -> None:
    pattern = FamilyContribution(
        family="available_data",
        label="Données disponibles",
        contribution=0.4,
        evidence=None,
        sentence="Données connues : 60 sur 273.",
    )
    weighed = record().model_copy(update={"reasons": [REASON, pattern]})
    assert "l’étendue des informations connues. Données connues : 60 sur 273." in read(facts(weighed))
    light = record().model_copy(update={"reasons": [REASON, pattern.model_copy(update={"contribution": 0.01})]})
    assert "informations connues" not in read(facts(light))
