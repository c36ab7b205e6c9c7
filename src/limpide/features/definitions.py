"""Definition and sentence of every feature in both languages, from the files of ``features/words``.

Each table of a file is a measure (``bureau_debt_total``); a feature over some of its rows (``bureau_debt_total_24m``)
shares its words, with the rows named where ``{rows}`` stands. ``sentence`` is what a person can say; ``{value}`` stands
for the value. Flags have ``sentence_yes`` and ``sentence_no`` instead.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from limpide.contract import Unit
from limpide.features.families import SOURCES, Wording, provenance
from limpide.features.feature import Feature

_UNITS: Mapping[Unit, Wording] = {
    Unit.EURO: Wording("montant, dans la monnaie du prêteur", "amount, in the lender’s currency"),
    Unit.DAYS: Wording("jours", "days"),
    Unit.MONTHS: Wording("mois", "months"),
    Unit.YEARS: Wording("années", "years"),
    Unit.SHARE: Wording("pourcentage", "percentage"),
    Unit.RATIO: Wording("rapport", "ratio"),
    Unit.COUNT: Wording("nombre", "count"),
    Unit.SCORE: Wording("score sur 100, 100 le plus sûr", "score out of 100, 100 the safest"),
    Unit.HOUR: Wording("heure", "hour"),
    Unit.FLAG: Wording("oui ou non", "yes or no"),
    Unit.CATEGORY: Wording("catégorie", "category"),
    Unit.INDEX: Wording("indice sans unité", "index without unit"),
}


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
    entry = _entries().get(feature.name) or _entries().get(feature.measure or feature.name)
    if entry is None:
        return None
    rows = feature.rows if feature.name not in _entries() else None
    meaning = Wording(
        _meaning(entry["definition_fr"], source, feature, rows, "fr", "Lignes : ", "Source : ", "Unité : "),
        _meaning(entry["definition_en"], source, feature, rows, "en", "Rows: ", "Source: ", "Unit: "),
    )
    if feature.unit is Unit.FLAG:
        yes = Wording(entry["sentence_yes_fr"], entry["sentence_yes_en"])
        return Definition(meaning, yes, Wording(entry["sentence_no_fr"], entry["sentence_no_en"]))
    sentence = Wording(
        entry["sentence_fr"].replace("{rows}", f" ({rows.fr})" if rows and rows.fr else ""),
        entry["sentence_en"].replace("{rows}", f" ({rows.en})" if rows and rows.en else ""),
    )
    return Definition(meaning, sentence)


def _meaning(
    text: str, source: str, feature: Feature, rows: Wording | None, language: str, of: str, table: str, unit: str
) -> str:
    parts = [text]
    if rows is not None and getattr(rows, language):
        parts.append(f"{of}{getattr(rows, language)}.")
    parts.append(f"{table}{getattr(SOURCES[provenance(source, feature.family)], language)}.")
    parts.append(f"{unit}{getattr(_UNITS[feature.unit], language)}.")
    return " ".join(parts)


@cache
def _entries() -> Mapping[str, Mapping[str, Any]]:
    folder = files("limpide.features") / "words"
    entries: dict[str, Any] = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            entries |= tomllib.loads(file.read_text(encoding="utf-8"))
    return entries
