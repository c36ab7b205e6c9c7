"""Completeness of a language: which sentences of the shipped catalogues it lacks, and which cannot be filled."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from limpide.core.errors import InvalidInput
from limpide.language.catalogue import PARTS, PLURAL_FORMS, read_own_texts
from limpide.language.languages import DEFAULT, Language, find_language
from limpide.language.wording import RECORDED

_FIELDS = ("definition", "sentence", "sentence_yes", "sentence_no", "label")


@dataclass(frozen=True)
class LanguageReport:
    """How many sentences are asked for and said; ``faults`` are lines such as ``letters lacks answer.refused``."""

    asked: int
    said: int
    faults: tuple[str, ...]


def check_language_texts(language: Language, *, features: frozenset[str], part: str | None = None) -> LanguageReport:
    """Compare what a language says with the catalogues of its fallback, the default's for one without.

    ``features`` are the names of all features: of a language whose words no bundle carries, each needs a label.
    Raises InvalidInput for a language that is not installed, or a part that there is not.
    """
    found = find_language(language)
    if part is not None and part not in PARTS:
        raise InvalidInput(f'there is no catalogue "{part}"; choose {", ".join(PARTS)}')
    faults: list[str] = []
    asked = said = 0
    for name in PARTS if part is None else (part,):
        whole, own = _stems(read_own_texts(name, found.fallback or DEFAULT)), _stems(read_own_texts(name, language))
        extra: set[str] = set()
        if name == "features" and language not in RECORDED:
            whole = {**whole, **{f"{each}.label": set[str]() for each in features}}
            extra = {f"{each}.{field}" for each in features for field in _FIELDS}
        asked += len(whole)
        said += len(whole.keys() & own.keys())
        faults += _compare(name, whole, own, extra)
    return LanguageReport(asked, said, tuple(faults))


def _compare(part: str, whole: Mapping[str, set[str]], own: Mapping[str, set[str]], extra: set[str]) -> Iterator[str]:
    for key in whole:
        if key not in own:
            yield f"{part} lacks {key}"
        elif not own[key] <= whole[key] | {"count"}:
            yield f"{part} {key} fills {{{sorted(own[key] - whole[key])[0]}}}, which nobody gives"
    yield from (f"{part} has {key}, which nobody asks for" for key in own if key not in whole and key not in extra)


def _stems(texts: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the names of the blanks of each sentence; the forms of a count are one sentence."""
    found: dict[str, set[str]] = {}
    for key, text in texts.items():
        stem, _, form = key.rpartition(".")
        blanks = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        found.setdefault(stem if stem and form in PLURAL_FORMS else key, set()).update(blanks)
    return found
