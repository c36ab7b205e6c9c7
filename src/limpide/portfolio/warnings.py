"""What to know of an applicant's data before relying on the score, in sentences."""

from collections.abc import Iterator, Mapping, Sequence

from limpide.contract import Contribution, DataWarning, Language, Quality
from limpide.contract.completeness import CONTRADICTION_COLUMNS, FACT_COLUMNS
from limpide.features.tariff import Tariff
from limpide.language.wording import Phrase, say
from limpide.portfolio.completeness import Completeness
from limpide.portfolio.completeness_words import CONTRADICTIONS, FACTS, INCOMPLETE, OUTSIDE, WITHOUT_TABLES
from limpide.portfolio.declared import HISTORIES, Row, missing_columns, unknown_categories
from limpide.portfolio.loans import INSTALMENT
from limpide.portfolio.terms import OFF_TARIFF, find_terms
from limpide.sources.tables import TABLES

_MOST = 10
_LOOKED_AT = 30  # an odd value of a feature that weighs nothing is not worth a sentence
_HISTORY = Phrase("warnings.history")
_COLUMNS = Phrase("warnings.columns")
_CATEGORY = Phrase("warnings.category")
_UNUSUAL = Phrase("warnings.unusual")


def warn(
    application: Row,
    histories: Mapping[str, Sequence[Row]],
    *,
    language: Language,
) -> list[DataWarning]:
    """Return what is missing or new in what a caller declared."""
    given = {name.lower() for name in histories}
    absent = [table.name for table in HISTORIES if not given & {one.lower() for one in (table.name, *table.files)}]
    lists = (
        ("missing_history", "histories", absent, _HISTORY),
        ("missing_columns", "application", missing_columns(application), _COLUMNS),
        ("unknown_category", "application", unknown_categories(application), _CATEGORY),
    )
    return [_warning(code, table, names, text, language) for code, table, names, text in lists if names]


def warn_of_incomplete(found: Completeness, *, language: Language) -> Iterator[DataWarning]:
    """Yield what an application must say before it is decided, then each contradiction, as a sentence."""
    if found.incomplete:
        names = ", ".join(say(FACTS[fact], language) for fact in found.incomplete)
        columns = [name for fact in found.incomplete for name in FACT_COLUMNS[fact]]
        message = say(INCOMPLETE, language).format(names=names)
        yield DataWarning(code="incomplete", table="application", columns=columns[:_MOST], message=message)
    for each in found.contradictions:
        sentence = say(CONTRADICTIONS[each], language)
        message = sentence[0].upper() + sentence[1:] + ("" if sentence.endswith("?") else ".")
        columns = list(CONTRADICTION_COLUMNS[each])
        yield DataWarning(code="contradiction", table="application", columns=columns, message=message)
    yield from _warn_of_unlike(found, language=language)


def _warn_of_unlike(found: Completeness, *, language: Language) -> Iterator[DataWarning]:
    known = TABLES["application"].by_name
    columns = [name for name in found.unlike_learnt if name in known]
    if columns:
        names = ", ".join(known[name].label(language) for name in columns)
        message = say(OUTSIDE, language).format(names=names)
        yield DataWarning(code="outside_learnt", table="application", columns=columns[:_MOST], message=message)
    tables = [name for name in found.unlike_learnt if name not in known]
    if tables:
        message = say(WITHOUT_TABLES, language).format(names=", ".join(tables))
        yield DataWarning(code="missing_table", table="histories", columns=tables, message=message)


def warn_of_tariff(application: Row, tariff: Tariff, *, language: Language) -> Iterator[DataWarning]:
    """Yield a warning when the instalment is on no tariff for this kind of contract and amount."""
    terms = find_terms(application, tariff)
    if terms is not None and not terms.on_tariff:
        yield _warning("off_tariff", "application", [INSTALMENT], OFF_TARIFF, language)


def warn_of_unusual(told: Sequence[Contribution], *, language: Language) -> Iterator[DataWarning]:
    """Yield a warning when features that weigh much have values that the model hardly knows."""
    odd = [one.name for one in told[:_LOOKED_AT] if one.quality is Quality.UNUSUAL]
    if odd:
        yield _warning("unusual", "features", odd, _UNUSUAL, language)


def _warning(code: str, table: str, names: list[str], text: Phrase, language: Language) -> DataWarning:
    message = say(text, language).format(count=len(names))
    return DataWarning.model_validate({"code": code, "table": table, "columns": names[:_MOST], "message": message})
