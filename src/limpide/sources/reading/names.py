"""Names of files: which table one stands for, whatever its format, packing, capitals and blanks."""

from dataclasses import dataclass
from pathlib import PurePath

from limpide.sources.tables import TABLES, Table

PACKED = (".gz", ".bz2", ".xz", ".zst", ".zip")
_TEXT = ("", ".csv", ".tsv", ".tab", ".txt")
_COLUMNAR = (".parquet", ".pq", ".feather", ".arrow", ".ipc")
_SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_JSON = (".json", ".jsonl", ".ndjson")
READ = (*_TEXT, *_COLUMNAR, *_SHEETS, *_JSON)
_STEMS = {stem.lower(): (table, stem) for table in TABLES.values() for stem in table.files}


@dataclass(frozen=True)
class TableName:
    """What a file's name says: the table, the contract's stem, and whether its format is one that is read."""

    table: Table
    stem: str
    readable: bool


def find_table_name(name: str) -> TableName | None:
    """Say which table a file or a folder of parts stands for; None when its name is no table's.

    >>> [found.stem for name in ("Bureau.CSV.gz", "bureau", "bureau.7z") if (found := find_table_name(name))]
    ['bureau', 'bureau', 'bureau']
    """
    first, *suffixes = PurePath(name).name.strip().lower().split(".")
    known = _STEMS.get(first.strip())
    if known is None:
        return None
    endings = [f".{suffix.strip()}" for suffix in suffixes]
    while endings and endings[-1] in PACKED:
        endings.pop()
    return TableName(*known, readable=len(endings) <= 1 and (endings[0] if endings else "") in READ)


def is_data(name: str) -> bool:
    """Whether a file may hold rows, by its last suffix but packings."""
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    while suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
    return bool(suffixes) and suffixes[-1] in READ
