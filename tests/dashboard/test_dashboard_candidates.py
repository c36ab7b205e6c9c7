"""The names of candidates as the model page says them."""

import pytest

from limpide.dashboard.candidates import FAMILIES, candidate_name
from limpide.dashboard.words import get_words
from limpide.training.candidates import build_everybody


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_candidate_of_a_comparison_has_a_name_in_words(language: str) -> None:
    words = get_words(language)
    for candidate in build_everybody(models=(), effort="quick"):
        told = candidate_name(candidate.name, words)
        assert told.startswith(tuple(words.say(key) for key in FAMILIES.values())), told
        assert (words.say("model.free") in told) is candidate.free


def test_what_sets_a_candidate_apart_is_said() -> None:
    words = get_words("en")
    assert candidate_name("free boosted + weights, held", words) == (
        f"{words.say('model.boosted')} ({words.say('model.free')}, {words.say('model.stopped')})"
    )
    assert candidate_name("something new", words) == "something new"
