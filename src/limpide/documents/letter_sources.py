"""Provenance of the data of a decision in the client's words, and which attributes did not enter it."""

from collections.abc import Mapping, Sequence

from limpide.contract.explanation import AVAILABLE_DATA
from limpide.documents.letter_facts import Datum
from limpide.documents.letter_words import LetterWords
from limpide.features.families import SOURCES
from limpide.features.policy import ATTRIBUTES, Policy
from limpide.language.languages import installed_languages

_EXTERNAL_FAMILY, _EXTERNAL = "external_scores", "external"
_ORDER = ("application", "external", "bureau", "previous", "installments", "pos", "card", "cross")


def source_of(datum: Datum, words: LetterWords, texts: Mapping[str, str]) -> str:
    """Return where a datum comes from: a score of an outside body is not the client's own declaration.

    A source that this release does not know (of an older model) is printed as it was shown.
    """
    code = _code(datum)
    return datum.source if code not in _ORDER else words.say(f"source.{code}", **texts)


def sources_of(data: Sequence[Datum], words: LetterWords, texts: Mapping[str, str]) -> list[str]:
    """Return all sources of a decision, each once, from the client's own declaration outwards."""
    known = [each for each in data if each.family != AVAILABLE_DATA]
    in_order = sorted(known, key=lambda each: _ORDER.index(_code(each)) if _code(each) in _ORDER else len(_ORDER))
    return list(dict.fromkeys(source_of(each, words, texts) for each in in_order))


def attributes_left_out(data: Sequence[Datum], words: LetterWords) -> list[str]:
    """Return the attributes that policy bars from models and that no datum of this decision holds."""
    used = {each.name for each in data}
    barred = [each for each in ATTRIBUTES if each.policy is Policy.COMPARISON and not used & set(each.features)]
    return [words.say(f"not_used.{each.name}") for each in barred]


def _code(datum: Datum) -> str:
    return _EXTERNAL if datum.family == _EXTERNAL_FAMILY else _source_codes().get(datum.source, datum.source)


def _source_codes() -> Mapping[str, str]:
    """Return the codes of sources by what they are called in any installed language: a record keeps the words."""
    return {words.text(language): code for language in installed_languages() for code, words in SOURCES.items()}
