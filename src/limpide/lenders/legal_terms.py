"""What a lender declares for the law beside its texts: country, counsel, record of the assessment, retention."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from limpide.core.errors import InvalidInput

TABLE = "legal"
FALLBACK_DAYS = 1827  # where nobody says how long
Outcome = Literal["accepted", "refused", "abandoned"]
OUTCOMES: tuple[Outcome, ...] = ("accepted", "refused", "abandoned")
_FIELDS = ("country", "confirmed_by", "confirmed_on", "assessment", "retention")
_ASSESSMENT = ("optional", "required")
_MOST_MONTHS = 1200


@dataclass(frozen=True)
class Duration:
    """A number of calendar months, or of days."""

    count: int
    unit: Literal["months", "days"]

    def __str__(self) -> str:
        return f"{self.count:,} {self.unit}"


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long after the last entry what is written about a client stays readable, by what became of the request.

    ``abandoned`` is an application on which nobody ever decided.
    """

    accepted: Duration
    refused: Duration
    abandoned: Duration

    def of(self, outcome: str) -> Duration:
        """Return the period of one outcome."""
        periods = {"accepted": self.accepted, "refused": self.refused, "abandoned": self.abandoned}
        return periods[outcome]


@dataclass(frozen=True, kw_only=True)
class LegalTerms:
    """Table ``[legal]`` of the lender's file; None and "" where the lender says nothing.

    ``confirmed_by`` is the counsel who confirmed the texts on ``confirmed_on``. ``assessment_required`` refuses a first
    decision without a record of the assessment.
    """

    country: str = ""
    confirmed_by: str = ""
    confirmed_on: date | None = None
    assessment_required: bool = False
    retention: Retention | None = None


def same_retention(days: int) -> Retention:
    """Return one period of days for every outcome."""
    period = Duration(days, "days")
    return Retention(accepted=period, refused=period, abandoned=period)


def find_retention(terms: LegalTerms, *, days: int | None) -> Retention:
    """Return the periods in force: ``days`` for every outcome, else the lender's, else five years."""
    if days is not None:
        return same_retention(days)
    return terms.retention or same_retention(FALLBACK_DAYS)


def read_legal_terms(table: Any, *, source: str) -> LegalTerms:
    """Read the table ``[legal]``; ``InvalidInput`` names the field that cannot be used."""
    if not isinstance(table, dict):
        raise InvalidInput(f"{source}: {TABLE} must be a table; it is {table!r}")
    _check_names(table, _FIELDS, TABLE, source)
    assessment = table.get("assessment", "optional")
    if assessment not in _ASSESSMENT:
        raise InvalidInput(f'{source}: {TABLE}.assessment must be "optional" or "required"; it is {assessment!r}')
    confirmed_on = table.get("confirmed_on")
    if confirmed_on is not None and type(confirmed_on) is not date:
        raise InvalidInput(f"{source}: {TABLE}.confirmed_on must be a day such as 2026-11-30; it is {confirmed_on!r}")
    return LegalTerms(
        country=_text(table, "country", source),
        confirmed_by=_text(table, "confirmed_by", source),
        confirmed_on=confirmed_on,
        assessment_required=assessment == "required",
        retention=_retention(table.get("retention"), source),
    )


def _retention(table: Any, source: str) -> Retention | None:
    where = f"{TABLE}.retention"
    if table is None:
        return None
    if not isinstance(table, dict):
        raise InvalidInput(f"{source}: {where} must be a table of months; it is {table!r}")
    _check_names(table, OUTCOMES, where, source)
    lacking = [name for name in OUTCOMES if name not in table]
    if lacking:
        raise InvalidInput(f"{source}: {where} lacks {', '.join(lacking)}: a number of months for each outcome")
    return Retention(**{name: _months(table[name], f"{where}.{name}", source) for name in OUTCOMES})


def _months(value: Any, where: str, source: str) -> Duration:
    if type(value) is not int or not 1 <= value <= _MOST_MONTHS:
        raise InvalidInput(f"{source}: {where} must be a number of months from 1 to {_MOST_MONTHS}; it is {value!r}")
    return Duration(value, "months")


def _text(table: Mapping[str, Any], name: str, source: str) -> str:
    value = table.get(name, "")
    if not isinstance(value, str):
        raise InvalidInput(f"{source}: {TABLE}.{name} must be a text; it is {value!r}")
    return value.strip()


def _check_names(table: Mapping[str, Any], names: tuple[str, ...], where: str, source: str) -> None:
    strange = next((name for name in table if name not in names), None)
    if strange is not None:
        raise InvalidInput(f'{source} has "{where}.{strange}"; it may have {", ".join(names)}')
