"""The track record of a model: what it said of clients, what was decided, and what became of the loans.

A file of one's own has one line a decision (CSV with a header, Parquet, or JSON lines):

==================== ============================================================================================
client_id            text, or a whole number
probability          probability of default that the model gave; ``probability_of_default`` is the same column
decided_at           day or moment of the decision, ISO 8601
target               1 defaulted, 0 repaid, empty while nobody knows
model_decision       accepted, refused or review (optional)
choice               accepted or refused, what the officer decided in the end (optional)
model_version        version of the bundle that scored (optional)
==================== ============================================================================================
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from limpide.core.errors import InvalidInput

_NEEDED = {
    "client_id": pa.string(),
    "probability": pa.float64(),
    "decided_at": pa.timestamp("us"),
    "target": pa.float64(),
}
_OPTIONAL = {"model_decision": pa.string(), "choice": pa.string(), "model_version": pa.string()}
_ALSO = {"probability_of_default": "probability"}
_WORDS = {"model_decision": ("accepted", "refused", "review"), "choice": ("accepted", "refused")}
FORMATS = (".csv", ".parquet", ".jsonl", ".ndjson")


@dataclass(frozen=True, eq=False)
class TrackRecord:
    """One line a decision, arrays of one length.

    ``chances`` float64; ``target`` float64, NaN while unknown; ``period`` the month as "2026-11"; ``model_decision``,
    ``choice`` and ``model_version`` are None where the source does not say, "" where a line does not.
    """

    client_ids: NDArray[np.str_]
    chances: NDArray[np.float64]
    target: NDArray[np.float64]
    period: NDArray[np.str_]
    model_decision: NDArray[np.str_] | None
    choice: NDArray[np.str_] | None
    model_version: NDArray[np.str_] | None

    def __len__(self) -> int:
        """How many decisions."""
        return len(self.client_ids)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Of which decisions the outcome is known."""
        return ~np.isnan(self.target)

    @property
    def periods(self) -> list[str]:
        """The months in which something was decided, in their order."""
        return sorted(set(self.period.tolist()))

    def where(self, chosen: NDArray[np.bool_]) -> "TrackRecord":
        """Return some of the decisions."""
        return TrackRecord(
            client_ids=self.client_ids[chosen],
            chances=self.chances[chosen],
            target=self.target[chosen],
            period=self.period[chosen],
            model_decision=None if self.model_decision is None else self.model_decision[chosen],
            choice=None if self.choice is None else self.choice[chosen],
            model_version=None if self.model_version is None else self.model_version[chosen],
        )

    def of_model(self, version: str) -> "TrackRecord":
        """Return the decisions that one model scored; all of them where the source does not say which did."""
        if self.model_version is None:
            return self
        return self.where((self.model_version == version) | (self.model_version == ""))


def read_record(path: Path) -> TrackRecord:
    """Read a file; ``InvalidInput`` says which column, how many lines and what to do."""
    table = _read(path)
    table = table.rename_columns([_ALSO.get(name, name) for name in table.column_names])
    lacking = [name for name in _NEEDED if name not in table.column_names]
    if lacking:
        raise InvalidInput(f"{path} lacks {', '.join(lacking)}; it has {', '.join(table.column_names)}")
    return build_record(table, name=str(path))


def build_record(table: pa.Table, *, name: str) -> TrackRecord:
    """Check a table with the columns above, and return it; ``name`` is what errors call it."""
    if not table.num_rows:
        raise InvalidInput(f"{name} holds no decision yet; nothing to measure")
    columns = {column: _cast(table, column, kind, name) for column, kind in _NEEDED.items()}
    for column in ("client_id", "probability", "decided_at"):
        if columns[column].null_count:
            raise InvalidInput(f"{name}: {column} is empty in {columns[column].null_count} of {len(table)} lines")
    chances = columns["probability"].to_numpy(zero_copy_only=False)
    target = columns["target"].to_numpy(zero_copy_only=False).astype(np.float64)
    _check(~((chances >= 0) & (chances <= 1)), chances, f"{name}: probability", "between 0 and 1")
    _check(
        ~np.isnan(target) & ~np.isin(target, (0, 1)), target, f"{name}: target", "0 (repaid), 1 (defaulted) or empty"
    )
    words = {column: _words(table, column, name) for column in _OPTIONAL}
    return TrackRecord(
        client_ids=np.array(columns["client_id"].to_pylist(), dtype=np.str_),
        chances=chances,
        target=target,
        period=np.array(pc.strftime(columns["decided_at"], "%Y-%m").to_pylist(), dtype=np.str_),
        **words,
    )


def _read(path: Path) -> pa.Table:
    import pyarrow.csv
    import pyarrow.json
    import pyarrow.parquet

    as_text = pyarrow.csv.ConvertOptions(
        column_types={"client_id": pa.string()}, strings_can_be_null=True
    )  # "007" is no number
    readers = {".csv": partial(pyarrow.csv.read_csv, convert_options=as_text), ".parquet": pyarrow.parquet.read_table}
    if path.suffix not in FORMATS:
        raise InvalidInput(f"{path} must end in {', '.join(FORMATS)}")
    if not path.is_file():
        raise InvalidInput(f"{path} is not a file")
    try:
        return readers.get(path.suffix, pyarrow.json.read_json)(path)
    except pa.ArrowInvalid as error:
        raise InvalidInput(f"{path} cannot be read as {path.suffix[1:]}: {str(error).splitlines()[0]}") from error


def _cast(table: pa.Table, column: str, kind: pa.DataType, name: str) -> pa.Array:
    values = table[column].combine_chunks()
    try:
        if pa.types.is_timestamp(values.type) and values.type.tz is not None:
            values = values.cast(pa.timestamp("us", tz="UTC")).cast(pa.timestamp("us"))
        if pa.types.is_string(values.type) and pa.types.is_timestamp(kind):
            values = values.cast(pa.timestamp("us", tz="UTC")) if _has_zone(values) else values
            return values.cast(kind)
        if column == "client_id":
            return pc.replace_substring_regex(values.cast(kind), r"^(\d+)\.0*$", r"\1")  # as tables write whole numbers
        return values.cast(kind)
    except pa.ArrowInvalid as error:
        raise InvalidInput(f"{name}: {column} cannot be read: {str(error).splitlines()[0]}") from error


def _has_zone(values: pa.Array) -> bool:
    """Whether moments say their zone, as in "2026-11-21T10:00:00Z" or "+01:00"."""
    return bool(pc.any(pc.match_substring_regex(values, r"(Z|[+-]\d\d:?\d\d)$")).as_py())


def _words(table: pa.Table, column: str, name: str) -> NDArray[np.str_] | None:
    if column not in table.column_names:
        return None
    words = np.array(_cast(table, column, pa.string(), name).fill_null("").to_pylist(), dtype=np.str_)
    if column in _WORDS:
        _check(~np.isin(words, (*_WORDS[column], "")), words, f"{name}: {column}", ", ".join(_WORDS[column]))
    return words


def _check(wrong: NDArray[np.bool_], values: NDArray[np.generic], what: str, expected: str) -> None:
    if wrong.any():
        raise InvalidInput(f"{what} is {values[wrong][0]} (in {int(wrong.sum())} lines); it must be {expected}")
