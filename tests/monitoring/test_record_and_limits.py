"""What a user gives: files of decisions, files of limits."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from limpide.core.errors import InvalidInput
from limpide.monitoring.limits import DEFAULTS, read_limits
from limpide.monitoring.record import read_record

ROWS = [
    {"client_id": 100001, "probability": 0.02, "decided_at": "2026-09-30", "target": 0, "choice": "accepted"},
    {"client_id": 100002, "probability": 0.30, "decided_at": "2026-10-01", "target": None, "choice": "refused"},
    {"client_id": 100003, "probability": 0.07, "decided_at": "2026-10-31", "target": 1, "choice": None},
]


def written(folder: Path, ending: str, rows: list[dict[str, object]]) -> Path:
    path = folder / f"decisions{ending}"
    table = pa.Table.from_pylist(rows)
    if ending == ".jsonl":
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    elif ending == ".csv":
        pyarrow.csv.write_csv(table, path)
    else:
        pq.write_table(table, path)
    return path


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet"])
def test_every_format_says_the_same(tmp_path: Path, ending: str) -> None:
    record = read_record(written(tmp_path, ending, ROWS))
    assert record.client_ids.tolist() == ["100001", "100002", "100003"]
    assert record.chances.tolist() == [0.02, 0.30, 0.07]
    assert record.periods == ["2026-09", "2026-10"]
    assert record.known.tolist() == [True, False, True]
    assert record.target[record.known].tolist() == [0, 1]
    assert record.choice is not None and record.choice.tolist() == ["accepted", "refused", ""]
    assert record.model_decision is None


@pytest.mark.parametrize("moment", ["2026-10-01T00:30:00+02:00", "2026-09-30T22:30:00Z", "2026-09-30 22:30:00"])
def test_moments_are_counted_in_universal_time(tmp_path: Path, moment: str) -> None:
    assert read_record(written(tmp_path, ".jsonl", [ROWS[0] | {"decided_at": moment}])).periods == ["2026-09"]


def test_moments_with_a_zone_in_parquet_are_read(tmp_path: Path) -> None:
    row = ROWS[0] | {"decided_at": datetime(2026, 9, 30, 22, 30, tzinfo=UTC)}
    assert read_record(written(tmp_path, ".parquet", [row])).periods == ["2026-09"]


@pytest.mark.parametrize(("spelt", "client_id"), [("0100001", "0100001"), ("Zoé/7", "Zoé/7"), ("100001.0", "100001")])
def test_ids_are_text_and_whole_numbers_their_digits(tmp_path: Path, spelt: str, client_id: str) -> None:
    row = ROWS[0] | {"client_id": spelt}
    for suffix in (".csv", ".parquet", ".jsonl"):
        assert read_record(written(tmp_path, suffix, [row])).client_ids.tolist() == [client_id]


def test_the_column_may_have_the_name_that_score_gives_it(tmp_path: Path) -> None:
    row = {("probability_of_default" if name == "probability" else name): value for name, value in ROWS[0].items()}
    assert read_record(written(tmp_path, ".csv", [row])).chances.tolist() == [0.02]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"probability": 1.5}, "probability is 1.5"),
        ({"probability": None}, "probability is empty in 1 of 1 lines"),
        ({"target": 2}, "target is 2"),
        ({"choice": "perhaps"}, "choice is perhaps"),
        ({"decided_at": "yesterday"}, "decided_at cannot be read"),
        ({"client_id": None}, "client_id is empty in 1 of 1 lines"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_column(tmp_path: Path, change: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read_record(written(tmp_path, ".csv", [ROWS[0] | change]))


def test_a_file_without_a_column_names_it(tmp_path: Path) -> None:
    rows = [{name: value for name, value in row.items() if name != "target"} for row in ROWS]
    with pytest.raises(InvalidInput, match="lacks target; it has client_id"):
        read_record(written(tmp_path, ".csv", rows))


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "decisions.xlsx").write_text("")
    (tmp_path / "decisions.parquet").write_text("not one")
    told = {"decisions.xlsx": "must end in", "decisions.parquet": "cannot be read", "no.csv": "is not a file"}
    for name, sentence in told.items():
        with pytest.raises(InvalidInput, match=sentence):
            read_record(tmp_path / name)


def test_decisions_of_other_models_are_told_apart(tmp_path: Path) -> None:
    rows = [row | {"model_version": f"m{place}"} for place, row in enumerate(ROWS)]
    record = read_record(written(tmp_path, ".csv", rows))
    assert record.of_model("m1").client_ids.tolist() == ["100002"]
    assert np.isnan(record.of_model("m1").target).all()


def test_limits_of_ones_own_lie_over_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "limits.toml").write_text("false_alarms = 0.05\n[drift]\nscore = { watch = 0.02, alert = 0.05 }\n")
    own, defaults = read_limits(tmp_path / "limits.toml"), read_limits()
    assert (own.false_alarms, own.drift.score.alert) == (0.05, 0.05)
    assert own.drift.feature == defaults.drift.feature
    assert own.fairness == defaults.fairness


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[drift]\nscores = { watch = 1, alert = 2 }", r"drift\.scores"),
        ("[fairness]\nsmallest_group = 3", r"fairness\.smallest_group"),
        ("false_alarms = 2", "false_alarms"),
        ("drift = ", "is not a TOML file"),
    ],
)
def test_limits_that_cannot_be_used_are_named(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "limits.toml").write_text(text)
    with pytest.raises(InvalidInput, match=sentence):
        read_limits(tmp_path / "limits.toml")


def test_every_default_is_explained() -> None:
    lines = DEFAULTS.read_text().splitlines()
    for place, line in enumerate(lines):
        if "=" in line and not line.startswith("#"):
            above = next(each for each in reversed(lines[:place]) if "=" not in each or each.startswith("#"))
            assert above.startswith("#"), line
