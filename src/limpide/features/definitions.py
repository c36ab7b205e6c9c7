"""Definition and sentence of every feature, as bundles and snapshots record them, from the catalogue ``features``.

Each table is a measure (``bureau_debt_total``); a feature over some of its rows (``bureau_debt_total_24m``)
shares its words, with the rows named where ``{rows}`` stands. ``sentence`` is what a person can say; ``{value}`` stands
for the value. Flags have ``sentence_yes`` and ``sentence_no`` instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from limpide.contract import Language, Unit
from limpide.features.families import SOURCES, provenance
from limpide.features.feature import Feature
from limpide.language.catalogue import read_own_texts
from limpide.language.wording import RECORDED, Phrase, Wording

_UNITS: Mapping[Unit, Phrase] = {
    Unit.EURO: Phrase("units.euro"),
    Unit.DAYS: Phrase("units.days"),
    Unit.MONTHS: Phrase("units.months"),
    Unit.YEARS: Phrase("units.years"),
    Unit.SHARE: Phrase("units.share"),
    Unit.RATIO: Phrase("units.ratio"),
    Unit.COUNT: Phrase("units.count"),
    Unit.SCORE: Phrase("units.score"),
    Unit.HOUR: Phrase("units.hour"),
    Unit.FLAG: Phrase("units.flag"),
    Unit.CATEGORY: Phrase("units.category"),
    Unit.INDEX: Phrase("units.index"),
}
_WITH_ROWS, _WITH_SOURCE = Phrase("definition.rows"), Phrase("definition.end")


@dataclass(frozen=True)
class Definition:
    """What a feature is, and how a person says it; ``sentence`` holds ``{value}``.

    For flags ``sentence`` is that of "yes" and ``otherwise`` that of "no"; None for everything else.
    """

    meaning: Wording
    sentence: Wording
    otherwise: Wording | None = None


def find_definition(source: str, feature: Feature) -> Definition | None:
    """Return the definition of a feature of the catalogue, None when its words are not written."""
    by_language = [_definition(source, feature, language) for language in RECORDED]
    if None in by_language:
        return None
    meaning, sentence, otherwise = (dict(zip(RECORDED, each, strict=True)) for each in zip(*by_language, strict=True))
    return Definition(
        Wording(**meaning), Wording(**sentence), Wording(**otherwise) if feature.unit is Unit.FLAG else None
    )


def _definition(source: str, feature: Feature, language: Language) -> tuple[str, str, str] | None:
    """Return meaning, sentence and the sentence of "no" ("" but for flags) in one language."""
    texts = read_own_texts("features", language)
    own = f"{feature.name}.definition" in texts
    entry = feature.name if own else feature.measure or feature.name
    if f"{entry}.definition" not in texts:
        return None
    rows = "" if own or feature.rows is None else getattr(feature.rows, language)
    meaning = texts[f"{entry}.definition"]
    if rows:
        meaning = _WITH_ROWS.text(language, definition=meaning, rows=rows)
    place = SOURCES[provenance(source, feature.family)].text(language)
    meaning = _WITH_SOURCE.text(language, definition=meaning, source=place, unit=_UNITS[feature.unit].text(language))
    if feature.unit is Unit.FLAG:
        return meaning, texts[f"{entry}.sentence_yes"], texts[f"{entry}.sentence_no"]
    return meaning, texts[f"{entry}.sentence"].replace("{rows}", f" ({rows})" if rows else ""), ""
