"""Sentences are set as in print: in the catalogue, in what the API says, and in what people type."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.dashboard.markup import plain
from limpide.dashboard.tables import table
from limpide.dashboard.typography import escape, typeset
from limpide.dashboard.words import get_words


@pytest.mark.parametrize(
    ("typed", "set_in_print"),
    [
        ("Montant de l'échéance", "Montant de l’échéance"),
        ("the client's file", "the client’s file"),
        ("vrai ? « oui » ; non !", "vrai\u202f? «\u202foui\u202f»\u202f; non\u202f!"),
        ("Motif : autre", "Motif\u00a0: autre"),
        ("Score externe n° 2", "Score externe n°\u00a02"),
        ("'quoted' at 10:30, https://a.b", "'quoted' at 10:30, https://a.b"),
    ],
)
def test_apostrophes_are_curved_and_french_signs_do_not_stand_alone(typed: str, set_in_print: str) -> None:
    assert typeset(typed) == set_in_print


@given(st.text())
def test_what_is_set_is_set_once_and_says_the_same(text: str) -> None:
    once = typeset(text)
    assert typeset(once) == once
    assert re.sub(r"[’'\s]", "", once) == re.sub(r"[’'\s]", "", text)


def test_no_sentence_of_the_catalogue_can_break_before_a_sign_or_has_a_straight_apostrophe() -> None:
    for language in ("fr", "en"):
        for key, text in get_words(language).texts.items():
            assert not re.search(r"« | [;?!»%]|\w'\w", text), key


def test_what_the_api_says_is_set_wherever_it_is_shown() -> None:
    assert "l’échéance" in escape("l'échéance") and "l’échéance" in plain("l'échéance")
    assert "l’échéance" in table([{"Donnée": "l'échéance"}], alt="")
