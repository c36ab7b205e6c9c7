"""What the law asks of a letter stands in it: each needed text, the disclosure, the rights, the files consulted."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from limpide.contract import (
    AssessmentRecord,
    Charge,
    ChargeKind,
    Choice,
    DecisionRecord,
    DeclaredFigures,
    Evidence,
    EvidenceKind,
    Income,
    IncomeKind,
    Language,
    Motive,
    RegisterConsultation,
    RegisterKind,
    RegisterResult,
)
from limpide.core.decision import Decision
from limpide.core.typography import typographic
from limpide.documents.letter import Datum, LetterFacts, LoanRequest, Sender, compose
from limpide.legal import Obligation, find_pack
from limpide.lenders import Lender, Retention, specimen_letter_texts
from limpide.lenders.legal_terms import Duration
from limpide.lenders.letter_texts import COMMON

TEXTS = specimen_letter_texts()
PERIODS = Retention(accepted=Duration(72, "months"), refused=Duration(18, "months"), abandoned=Duration(6, "months"))
SENDER = Sender(TEXTS, review_days=30, retention=PERIODS)
LANGUAGES = ("fr", "en")
NEEDING = [each for each in find_pack("fr").obligations if each.texts]
ONLY = {"after_acceptance": Choice.ACCEPTED, "debt_advice": Choice.REFUSED}
DISCLOSED = {
    "fr": (
        "à l’aide d’une évaluation automatique",
        "traitement automatisé de vos données",
        "demander des explications",
    ),
    "en": ("automated assessment", "automated processing of your data", "explanation"),
}


def record(choice: Choice, *, assessment: AssessmentRecord | None = None) -> DecisionRecord:
    return DecisionRecord(
        decision_id=UUID(int=7), position=12, decided_at=datetime(2026, 11, 30, 9, tzinfo=UTC), client_id="100002",
        choice=choice, motive=Motive.OTHER, comment="", officer="Zoé", threshold=1 / 11, probability_of_default=0.2,
        model_decision=Decision.REFUSED, grey_zone=None, overridden=False, reasons=[], review_of=None,
        seal="ab" * 32, model_version="m" * 64, snapshot_version="s" * 64, assessment=assessment,
    )  # fmt: skip


def letter(choice: Choice, language: Language, *, assessment: AssessmentRecord | None = None) -> str:
    """Return everything that a letter says, in one line."""
    data = [Datum("external_score_2", "external_scores", "?"), Datum("bureau_debt", "bureau", _bureau(language))]
    facts = LetterFacts(
        record=record(choice, assessment=assessment), language=language, request=LoanRequest(), data=data,
        has_reference=True, other_loans=None, review=None, lender=Lender(),
    )  # fmt: skip
    return _plain(" ".join(_texts(compose(facts, sender=SENDER))))


def _bureau(language: Language) -> str:
    from limpide.features.families import SOURCES

    return SOURCES["bureau"].fr if language == "fr" else SOURCES["bureau"].en


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for value in content.values():
            yield from _texts(value)
    elif isinstance(content, list):
        for value in content:
            yield from _texts(value)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("obligation", NEEDING, ids=lambda each: each.id)
def test_every_text_that_an_obligation_needs_is_printed(obligation: Obligation, language: Language) -> None:
    for name in obligation.texts:
        written = TEXTS.common[name] if name in COMMON else TEXTS.translated[language][name]
        choices = [ONLY[name]] if name in ONLY else list(Choice)
        for choice in choices:
            assert _plain(typographic(written)) in letter(choice, language), (name, choice)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("choice", list(Choice))
def test_every_letter_discloses_automated_processing_and_the_rights_that_follow(
    choice: Choice, language: Language
) -> None:
    text = letter(choice, language)
    for said in DISCLOSED[language]:
        assert said in text, said


@pytest.mark.parametrize(
    ("choice", "fr", "en"),
    [
        (Choice.ACCEPTED, "Nous les conservons 6 ans", "We keep them for 6 years"),
        (Choice.REFUSED, "Nous les conservons 18 mois", "We keep them for 18 months"),
    ],
)
def test_the_rights_are_told_with_their_limits_and_the_period_of_the_outcome(choice: Choice, fr: str, en: str) -> None:
    french, english = letter(choice, "fr"), letter(choice, "en")
    assert fr in french and "Dans les limites de nos obligations de conservation" in french
    assert en in english and "Within the limits of our duties to keep records" in english


def looked_at(*files: RegisterConsultation, evidence: list[Evidence]) -> AssessmentRecord:
    return AssessmentRecord(
        incomes=[Income(kind=IncomeKind.WORK, amount=1850.0)],
        charges=[Charge(kind=ChargeKind.HOUSING, amount=640.0)],
        evidence=evidence,
        files=list(files),
        currency=None,
        income_period=None,
        instalment_period=None,
        declared=DeclaredFigures(income=None, instalment=None, amount=None),
    )


def test_a_letter_names_the_files_that_were_consulted_with_day_and_result() -> None:
    ficp = RegisterConsultation(
        file=RegisterKind.FICP, consulted_on=date(2026, 11, 20), result=RegisterResult.NOT_LISTED
    )
    other = RegisterConsultation(
        file=RegisterKind.OTHER, name="Fichier Exemple", consulted_on=date(2026, 11, 1), result=RegisterResult.LISTED
    )
    seen = [Evidence(kind=EvidenceKind.PAYSLIP, text="employeur secret"), Evidence(kind=EvidenceKind.LEASE)]
    text = letter(Choice.REFUSED, "fr", assessment=looked_at(ficp, other, evidence=seen))
    assert "Le 20 novembre 2026, nous avons consulté le fichier national des incidents de remboursement" in text
    assert "(FICP) : vous n’y figuriez pas." in text and "mesures de traitement du surendettement" in text
    assert "Le 1er novembre 2026, nous avons consulté Fichier Exemple : vous y figuriez." in text
    assert "d’après des bulletins de salaire et un bail ou une quittance de loyer." in text
    assert "secret" not in text and "1850" not in text and "1 850" not in text
    english = letter(Choice.REFUSED, "en", assessment=looked_at(ficp, evidence=[]))
    assert "On 20 November 2026 we consulted the French national file" in english and "not listed in it" in english
    assert "FICP" not in letter(Choice.REFUSED, "fr", assessment=looked_at(evidence=[]))
    assert "consulté" not in letter(Choice.REFUSED, "fr")


def test_every_kind_of_evidence_file_and_result_has_words_for_the_client() -> None:
    for language in LANGUAGES:
        for kind in EvidenceKind:
            for file in RegisterKind:
                for result in RegisterResult:
                    consulted = RegisterConsultation(file=file, consulted_on=date(2026, 11, 20), result=result)
                    record_ = looked_at(consulted, evidence=[Evidence(kind=kind)])
                    assert letter(Choice.ACCEPTED, language, assessment=record_)
