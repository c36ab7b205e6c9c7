"""Reading the lender's tables on Spark: a folder of Parquet on any filesystem that Spark reads."""

from collections.abc import Container, Sequence
from typing import Any

import ibis

from limpide.core.errors import InvalidInput
from limpide.core.identifiers import ClientId
from limpide.features.spark.text_keys import load_codes, read_names, spark_key_sql
from limpide.sources.home_credit import Tables
from limpide.sources.spelling import flag_sql, is_flag, stored_sql, word_sql
from limpide.sources.tables import CLIENT, TABLES, Column, Table, is_essential
from limpide.sources.text_keys import coded_sql

_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "text": "STRING"}
_WHOLE = ("tinyint", "smallint", "int", "bigint", "boolean")


def read_tables(folder: str, session: Any, *, without: Sequence[ClientId] = ()) -> Tables:
    """Return the tables of a folder, under the contract's names and types; InvalidInput says what is wrong with it.

    The applications of the clients ``without`` (ids) are left out.
    """
    connection = ibis.pyspark.connect(session)
    found = {
        name: {stem: rows for stem in table.files if (rows := _find(session, f"{folder}/{stem}.parquet"))}
        for name, table in TABLES.items()
    }
    missing = [name for name, files in found.items() if not files]
    if "application" in missing:
        raise InvalidInput(
            f"{folder} has no application table; on Spark it needs application_train.parquet or "
            "application_test.parquet"
        )
    codes = load_codes(session, found)
    for name, table in TABLES.items():
        selected = [_select(rows, table, stem, folder, codes) for stem, rows in found[name].items()]
        selected = selected or [session.sql(f"SELECT {', '.join(map(_nothing, table.columns))} WHERE false")]
        whole = selected[0] if len(selected) == 1 else selected[0].unionByName(selected[1])
        whole.createOrReplaceTempView(f"read_{name}" if codes else name)
        if codes:
            select = f"SELECT * FROM read_{name}"
            coded = coded_sql(select, table.columns, codes) if found[name] else select
            session.sql(coded).createOrReplaceTempView(name)
    tables = Tables(
        **{name: connection.table(name) for name in TABLES},
        missing=tuple(missing),
        text_keys=frozenset(codes),
        client_names=read_names(session, codes[CLIENT]) if CLIENT in codes else None,
    )
    if left_out := tables.codes_of(without):
        whole = session.table("application")
        whole.filter(~whole["client_id"].isin(left_out)).createOrReplaceTempView("application")
    return tables


def _find(session: Any, path: str) -> Any:
    from pyspark.errors import AnalysisException

    try:
        return session.read.parquet(path)
    except AnalysisException as error:
        if error.getCondition() == "PATH_NOT_FOUND":
            return None
        raise InvalidInput(f"{path} cannot be read as Parquet: {str(error).splitlines()[0]}") from error


def _select(rows: Any, table: Table, stem: str, folder: str, codes: Container[str]) -> Any:
    types = {name.upper(): type_ for name, type_ in rows.dtypes}
    lacking = [column.name for column in table.columns if is_essential(table, column) and column.name not in types]
    if lacking:
        raise InvalidInput(
            f"{folder}/{stem}.parquet lacks {len(lacking)} columns that nothing works without: "
            f"{', '.join(lacking[:5])}{', …' if len(lacking) > 5 else ''}"
        )
    columns = [_selected(column, types.get(column.name), stem, codes) for column in table.columns]
    return rows.selectExpr(*columns)


def _selected(column: Column, type_: str | None, stem: str, codes: Container[str]) -> str:
    if type_ is not None and column.renamed in codes:
        return f"{spark_key_sql(column.name)} AS `{column.renamed}`"
    return _nothing(column) if type_ is None else f"{_typed(column, type_, stem)} AS `{column.renamed}`"


def _nothing(column: Column) -> str:
    return f"CAST(NULL AS {_TYPES[column.type]}) AS `{column.renamed}`"


def _typed(column: Column, type_: str, stem: str) -> str:
    """A value that is not of the contract's type stops the job with an error that names file and column."""
    value = f"`{column.name}`"
    if column.type == "text":
        return word_sql(column, f"CAST({value} AS STRING)")
    if type_ in _WHOLE:
        return f"CAST({value} AS {_TYPES[column.type]})"
    refused = f"raise_error(concat('{stem}: column {column.name}: not a number of its kind: ', {value}))"
    text = f"CAST({value} AS STRING)"
    number = flag_sql(column, text) if is_flag(column) and type_ == "string" else f"TRY_CAST({text} AS DOUBLE)"
    number = number if type_ == "string" else f"TRY_CAST({value} AS DOUBLE)"
    if column.type == "number":
        return (
            f"CASE WHEN isnan({number}) THEN NULL WHEN {number} IS NOT NULL THEN {number} "
            f"WHEN {stored_sql(text)} IS NOT NULL THEN CAST({refused} AS DOUBLE) END"
        )
    return (
        f"CASE WHEN isnan({number}) THEN NULL WHEN {number} = floor({number}) THEN CAST({number} AS BIGINT) "
        f"WHEN {stored_sql(text)} IS NOT NULL THEN CAST({refused} AS BIGINT) END"
    )
