"""A person without studies can read the letter."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from readability import count_syllables, measure_readability
from test_letter import SENDER, facts, record

from limpide.contract import Choice, Language, Motive
from limpide.core.decision import Decision
from limpide.documents.letter import compose

# Kandel-Moles: easy. Flesch: fairly plain; "application" and "assessment" have no shorter name.
LEAST: dict[Language, float] = {"fr": 70.0, "en": 50.0}
# An address is not prose: what the lender is called and where it is reached is left out of the measure.
SHORT = {
    "contact": "service clients",
    "mediator": "Médiation Exemple",
    "dpo": "Exemple",
    "data_authority": "CNIL",
    "supervisor": "ACPR",
    "score_provider": "Exemple",
    "credit_register": "Exemple",
    "legal_notice": "-",
}
NOT_PROSE = {
    "lender", "address", "recipient", "window", "place_date", "page", "signatory", "language", "specimen",
    "salutation",
}  # fmt: skip
REFERENCES = ("Client n", "décision ")  # numbers and a seal


def read_prose(content: Any, key: str = "") -> Iterator[str]:
    """Yield the sentences of the letter that are not an address, a number or a name."""
    if isinstance(content, str):
        if len(content.split()) > 3 and not content.startswith(REFERENCES):
            yield content
    elif isinstance(content, dict):
        for name, each in content.items():
            if name not in NOT_PROSE:
                yield from read_prose(each, name)
    elif isinstance(content, list | tuple):
        for each in content:
            yield from read_prose(each, key)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("motive", Motive)
@pytest.mark.parametrize("choice", [Choice.REFUSED, Choice.ACCEPTED])
@pytest.mark.parametrize("model", Decision)
def test_the_letter_is_easy_to_read(model: Decision, choice: Choice, motive: Motive, language: Language) -> None:
    decision = record().model_copy(update={"choice": choice, "motive": motive, "model_decision": model})
    own = {name: {**texts, **SHORT} for name, texts in SENDER.texts.translated.items()}
    sender = replace(SENDER, texts=replace(SENDER.texts, translated=own))
    text = "\n\n".join(read_prose(compose(facts(decision, language=language), sender=sender)))
    assert round(measure_readability(text, language), 1) >= LEAST[language]


@pytest.mark.parametrize(
    ("word", "language", "syllables"),
    [
        ("demande", "fr", 2),
        ("décision", "fr", 3),
        ("crédit", "fr", 2),
        ("peuvent", "fr", 1),
        ("made", "en", 1),
        ("assessment", "en", 3),
    ],
)
def test_syllables_are_counted_as_they_are_heard(word: str, language: str, syllables: int) -> None:
    assert count_syllables(word, language) == syllables


def test_short_words_read_better_than_long_ones() -> None:
    easy = "Vous pouvez nous écrire. Nous vous répondons dans un mois."
    hard = "L'établissement considère l'opportunité d'une réévaluation circonstanciée de la situation patrimoniale."
    assert measure_readability(easy, "fr") > 80
    assert measure_readability(hard, "fr") < 30
