"""Tables of clients and loans whose ids are text: the small lender's, each number spelt in another way."""

from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

import pyarrow as pa
import pyarrow.parquet as pq

# What a lender may call a client; each has tripped up some program.
ODD = ("0010001", "10001", "Zoé/7 %2F", "x" * 64, "A&B'<b>*_#?=+", "9" * 20, "a b", ".hidden", "SK:1\\2")
_LOANS = ("SK_ID_PREV", "SK_ID_BUREAU")


def name_clients(numbers: list[int]) -> dict[int, str]:
    """Return the text id of each client, by number: the odd ones first, UUIDs for the others."""
    ordered = sorted(numbers)
    names = [*ODD, *(str(uuid5(NAMESPACE_OID, str(number))) for number in ordered[len(ODD) :])]
    return dict(zip(ordered, names, strict=True))


def write_text_tables(source: Path, target: Path) -> dict[int, str]:
    """Write the tables of a folder of Parquet with text ids; loans keep their order. Return the clients' names."""
    target.mkdir(parents=True)
    numbers: set[int] = set()
    for path in source.glob("application_*.parquet"):
        numbers.update(pq.read_table(path, columns=["SK_ID_CURR"])["SK_ID_CURR"].to_pylist())
    names = name_clients([int(number) for number in numbers])
    for path in source.glob("*.parquet"):
        rows = pq.read_table(path)
        for place, column in enumerate(rows.column_names):
            if column == "SK_ID_CURR":
                rows = rows.set_column(place, column, pa.array([names[int(each)] for each in rows[column].to_pylist()]))
            elif column in _LOANS:
                spelt = [f"Loan {int(each):015d}" for each in rows[column].to_pylist()]
                rows = rows.set_column(place, column, pa.array(spelt))
        pq.write_table(rows, target / path.name)
    return names
