"""Property: a fault drawn into a clean base is refused by name, or changes only what it touches into "not known"."""

import csv
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pytest

from limpide.core.errors import InvalidInput
from limpide.sources.base_profile import BaseProfile, ColumnFigures, TableFigures
from limpide.sources.gate import admit
from limpide.sources.home_credit import open_tables
from limpide.sources.limits import check_limits
from limpide.sources.profiling import profile_tables
from limpide.sources.row_profile import RowProfile
from limpide.sources.spelling import spellings
from limpide.sources.synthetic.generator import synthesise
from limpide.sources.tables import TABLES, TARGET, TRAIN, Column, Table

DRAWS = int(os.environ.get("LIMPIDE_DRAWS", "24"))
FILES = [stem for table in TABLES.values() for stem in table.files]
Rows = list[dict[str, str]]
Typed = dict[str, list[dict[str, Any]]]
Read = dict[str, list[dict[str, Any]]]


@dataclass
class Drawn:
    """A file that is to be spoilt: ``touched`` are the places of its rows that a fault changed."""

    stem: str
    table: Table
    column: Column
    rows: Rows
    chance: np.random.Generator
    touched: set[int]

    def spoil(self, change: Callable[[str], str], *, all_rows: bool | None = None) -> None:
        """Change the column's values that are there, in one row, a few, or all."""
        name = self.column.name
        there = [place for place, row in enumerate(self.rows) if row[name]]
        few = int(self.chance.choice([1, 3, 12, len(there)]))
        some = there if all_rows else self.chance.permutation(there)[:few].tolist()
        for place in some:
            changed = change(self.rows[place][name])
            if changed != self.rows[place][name]:
                self.touched.add(place)
                self.rows[place][name] = changed


def unknown_words(drawn: Drawn) -> None:
    drawn.spoil(lambda word: f"{word} (autre)")


def other_spelling(drawn: Drawn) -> None:
    drawn.spoil(lambda word: f" {word.upper()} ")


def words_for_nothing(drawn: Drawn) -> None:
    drawn.spoil(lambda _: str(drawn.chance.choice(["NA", "null", "?", "-", "NaN"])))


def text_in_numbers(drawn: Drawn) -> None:
    drawn.spoil(lambda value: f"{value} EUR")


def decimal_commas(drawn: Drawn) -> None:
    """Write the same number with a comma: it is read as that number, or refused."""
    drawn.spoil(lambda value: f"{float(value)}".replace(".", ","))


def halves(drawn: Drawn) -> None:
    drawn.spoil(lambda value: f"{float(value) + 0.5}")


def endless(drawn: Drawn) -> None:
    drawn.spoil(lambda _: "inf")


def wrong_sign(drawn: Drawn) -> None:
    drawn.spoil(lambda value: f"{-float(value):g}", all_rows=True)


def another_scale(drawn: Drawn) -> None:
    drawn.spoil(lambda value: repr(float(value) * 1000), all_rows=True)


def another_currency(drawn: Drawn) -> None:
    drawn.spoil(lambda value: repr(float(value) * 25), all_rows=True)


def inverted(drawn: Drawn) -> None:
    drawn.spoil(lambda value: str(1 - int(float(value))), all_rows=True)


def missing_column(drawn: Drawn) -> None:
    for row in drawn.rows:
        del row[drawn.column.name]
    drawn.touched.update(range(len(drawn.rows)))


def padded_double(drawn: Drawn) -> None:
    name = drawn.column.name
    drawn.rows[:] = [{f"{name} ": "1", **row} for row in drawn.rows]


def repeated_rows(drawn: Drawn) -> None:
    place = int(drawn.chance.integers(len(drawn.rows)))
    drawn.rows.append(dict(drawn.rows[place]))


def _is_word(drawn: Drawn) -> bool:
    return bool(drawn.column.categories) and drawn.column.type == "text"


def _is_number(drawn: Drawn) -> bool:
    return drawn.column.type != "text"


def _is_time(drawn: Drawn) -> bool:
    return drawn.column.name.startswith(("DAYS_", "MONTHS_")) and (drawn.column.maximum or 0) <= 0


def _is_bounded(drawn: Drawn) -> bool:
    return drawn.column.name.startswith("EXT_SOURCE") or drawn.column.name in ("DAYS_BIRTH", "MONTHS_BALANCE", TARGET)


FAULTS: dict[Callable[[Drawn], None], Callable[[Drawn], bool]] = {
    unknown_words: _is_word,
    other_spelling: _is_word,
    words_for_nothing: lambda drawn: drawn.column.renamed not in (*drawn.table.key, TARGET),
    text_in_numbers: _is_number,
    decimal_commas: lambda drawn: _is_number(drawn) and not drawn.column.name.startswith("SK_ID_"),  # a key is text
    halves: lambda drawn: drawn.column.type == "integer",
    endless: _is_number,
    wrong_sign: _is_time,
    another_scale: _is_bounded,
    another_currency: lambda drawn: drawn.column.name in ("AMT_CREDIT", "AMT_ANNUITY") and drawn.stem == TRAIN,
    inverted: lambda drawn: drawn.column.renamed == TARGET,
    missing_column: lambda _: True,
    padded_double: lambda _: True,
    repeated_rows: lambda drawn: bool(drawn.table.key),
}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clean")
    synthesise(folder / "data", clients=200, seed=7, format="csv")
    return folder / "data"


@pytest.fixture(scope="module")
def learnt(clean: Path) -> BaseProfile:
    found = profile_tables(clean)
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(DRAWS))
def test_no_fault_changes_a_value_in_silence(clean: Path, tmp_path: Path, seed: int) -> None:
    fault, drawn = _draw(clean, np.random.default_rng(seed))
    data = _copy(clean, tmp_path, drawn.table)
    before = _read(data)
    fault(drawn)
    _write(data / f"{drawn.stem}.csv", drawn.rows)
    told: list[str] = []
    case = f"{fault.__name__} in {drawn.stem}.{drawn.column.name}, {len(drawn.touched)} rows"
    try:
        admit(data, tell=told.append)
    except InvalidInput as refused:
        assert drawn.stem in str(refused), case
        whole = fault in (repeated_rows, padded_double, another_currency)
        assert whole or drawn.column.name in str(refused), f"{case}: {refused}"
        return
    assert list(_changes(before, _read(data), drawn)) == [], case


def test_a_missing_history_is_said_where_it_is_left_out(clean: Path, tmp_path: Path) -> None:
    data = _copy(clean, tmp_path, TABLES["bureau"])
    (data / "bureau.csv").unlink()
    told: list[str] = []
    admit(data, tell=told.append)
    assert any("bureau" in sentence and "missing" in sentence for sentence in told), told


def _draw(clean: Path, chance: np.random.Generator) -> tuple[Callable[[Drawn], None], Drawn]:
    while True:
        stem = str(chance.choice(FILES))
        table = next(table for table in TABLES.values() if stem in table.files)
        column = table.expected(stem)[int(chance.integers(len(table.expected(stem))))]
        fault = list(FAULTS)[int(chance.integers(len(FAULTS)))]
        drawn = Drawn(stem, table, column, _load(clean / f"{stem}.csv"), chance, set())
        if FAULTS[fault](drawn):
            return fault, drawn


def _copy(clean: Path, folder: Path, table: Table) -> Path:
    """Copy the applications, a table and its parents: the others play no part."""
    names = {"application", table.name, *(parent.table for parent in table.parents)}
    data = folder / "data"
    data.mkdir()
    for name in names:
        for stem in TABLES[name].files:
            shutil.copy(clean / f"{stem}.csv", data)
    return data


def _load(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _read(data: Path) -> Read:
    connection = ibis.duckdb.connect()
    with open_tables(data, connection) as tables:
        read = {name: getattr(tables, name).to_pyarrow().to_pylist() for name in TABLES}
    connection.disconnect()
    return read


def _changes(before: Read, after: Read, drawn: Drawn) -> Iterator[str]:
    """Name each value that is another one; a touched one may be as it was, or not known."""
    first = len(before["application"]) - len(drawn.rows) if drawn.stem == TRAIN else 0  # application_test is read first
    for name, rows in before.items():
        assert len(rows) == len(after[name])
        for place, (old, new) in enumerate(zip(rows, after[name], strict=True)):
            for column in old:
                touched = name == drawn.table.name and place - first in drawn.touched
                may_be_unknown = touched and column == drawn.column.renamed and new[column] is None
                if old[column] != new[column] and not may_be_unknown:
                    yield f"{name}.{column}: {old[column]} became {new[column]}"


SCALES: dict[str, tuple[Callable[[float], float | None], str]] = {
    "times 25": (lambda value: value * 25, "shifted-scale"),
    "times 1000": (lambda value: value * 1000, "shifted-scale"),
    "in months": (lambda value: value / 30.4, "shifted-scale"),
    "in hundredths": (lambda value: value * 100, "shifted-scale"),
    "emptied": (lambda _: None, "missing-share"),
}


@pytest.mark.parametrize("fault", SCALES)
@pytest.mark.parametrize("door", ["file", "batch"])
def test_no_scale_and_no_gap_of_any_column_is_silent(learnt: BaseProfile, clean: Path, fault: str, door: str) -> None:
    """Every column of every table, one at a time: beyond the contract, or beyond what was learnt."""
    change, code = SCALES[fault]
    silent = []
    for table in TABLES.values():
        rows: Typed = _typed(clean, table) if door == "batch" else {}
        for figures in learnt.by_name[table.name].columns:
            column = table.by_name[figures.name]
            if not _can_tell(learnt.by_name[table.name], figures, column, code):
                continue
            if door == "file":
                now = _changed(figures, change, column)
                found = replace(learnt, tables=tuple(_with(each, now, table.name) for each in learnt.tables))
            else:
                found = _counted(table, column, rows, change)
            named = {each.kind.code for each in check_limits(found, learnt, columns=[column.name]) if each.column}
            if not named & {code, "missing-share", "impossible-share", "mixed-scales"}:
                silent.append(f"{table.name}.{column.name}")
    assert silent == []


def _can_tell(table: TableFigures, figures: ColumnFigures, column: Column, code: str) -> bool:
    """Whether enough is known of a column: half of the base at least may be missing, and numbers of 50 clients."""
    if code == "missing-share":
        return figures.missing < 0.5 and table.owners >= 100
    return figures.sizes is not None and figures.numbers * table.owners / table.rows >= 50 and table.owners >= 100


def _changed(figures: ColumnFigures, change: Callable[[float], float | None], column: Column) -> ColumnFigures:
    """Return the figures of a file in which every value of the column was changed."""
    if change(1.0) is None:
        return replace(figures, missing=1.0, numbers=0, sizes=None, span=None)
    factor = float(change(1.0) or 0)
    return replace(figures, sizes=tuple(size * factor for size in figures.sizes or ()))


def _with(table: TableFigures, now: ColumnFigures, name: str) -> TableFigures:
    columns = tuple(now if table.name == name and each.name == now.name else each for each in table.columns)
    return replace(table, columns=columns)


def _counted(table: Table, column: Column, rows: Typed, change: Callable[[float], float | None]) -> BaseProfile:
    """Return the profile of a batch of the rows, by owner, with the column changed."""
    counted = RowProfile([column.name])
    for own in rows.values():
        changed = []
        for row in own:
            value = row.get(column.name)
            if value is not None and value not in column.sentinels:
                emptied = change(1.0) is None
                value = None if emptied else value if isinstance(value, str) else change(value)
            changed.append({column.name: value})
        counted.add(table.name, changed)
    return counted.figures()


def _typed(clean: Path, table: Table) -> Typed:
    """Return the rows of a table by who owns them, with numbers as numbers."""
    owner = table.by_renamed[table.parents[0].column if table.parents else "client_id"].name
    found: Typed = {}
    for stem in table.files:
        for row in _load(clean / f"{stem}.csv"):
            values = {name: _value(table.by_name[name], value) for name, value in row.items()}
            found.setdefault(row[owner], []).append(values)
    return found


def _value(column: Column, text: str) -> Any:
    if not text:
        return None
    return text if column.type == "text" else float(text)


def test_every_word_of_the_contract_reads_as_itself_in_every_spelling() -> None:
    for table in TABLES.values():
        for column in table.columns:
            if column.type == "text":
                assert {spellings(column)[word.lower()] for word in column.categories} == set(column.categories)
