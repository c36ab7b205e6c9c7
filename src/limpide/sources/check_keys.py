"""Checking identifiers: which keys of the files are text, and whether a client can be called so."""

from collections.abc import Iterator

import duckdb

from limpide.core.errors import InvalidInput
from limpide.core.identifiers import FIRST_APPLICANT, LONGEST
from limpide.sources.check_files import Readable
from limpide.sources.fault import Fault, Kind, quoted, warning
from limpide.sources.reading.table_file import TableFile
from limpide.sources.scan import read_header
from limpide.sources.text_keys import OWNERS, count_texts, find_text_keys

# What fault_of refuses, as far as DuckDB can say it: too long, control and invisible characters, "." and ".." as parts.
UNFIT = (
    f"length({{text}}) > {LONGEST} OR regexp_matches({{text}}, '[\\p{{C}}\\p{{Zl}}\\p{{Zp}}]') "
    "OR regexp_matches({text}, '(^|[/\\\\])[.][.]?($|[/\\\\])')"
)
UNFIT_ADVICE = f"a client's id has 1 to {LONGEST} visible characters, without '.' or '..' between slashes"
TAKEN = f"{{number}} BETWEEN {FIRST_APPLICANT} AND 999999999"
TAKEN_ADVICE = f"numbers from {FIRST_APPLICANT} to 999999999 are given to applications sent to the service"


def find_keys(connection: duckdb.DuckDBPyConnection, files: list[TableFile]) -> frozenset[str]:
    """Return which keys are text; none where the files cannot be read, which other checks say."""
    headers = {}
    for file in files:
        try:
            headers[file] = read_header(file)
        except InvalidInput:
            continue
    try:
        return find_text_keys(connection, headers)
    except duckdb.Error:
        return frozenset()


def mixed_keys(connection: duckdb.DuckDBPyConnection, file: Readable, text_keys: frozenset[str]) -> Iterator[Fault]:
    """Warn where the owner of a key has numbers and texts: one stray letter makes text of them all."""
    for key in sorted(text_keys):
        if OWNERS[key] != file.file.table.name:
            continue
        texts, total, example = count_texts(connection, file.file, file.header, key)
        if 0 < texts < total:
            advice = (
                f"so every number of this column is read as text, letter by letter ({total - texts:,} could be numbers)"
            )
            name = file.file.table.by_renamed[key].name
            yield warning(file.file.name, Kind.WRONG_TYPE, texts, advice, column=name, example=quoted(str(example)))
