"""``limpide data`` as a user types it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from limpide.cli.data import app
from limpide.core.errors import InvalidInput
from limpide.sources.tables import TABLES
from small_tables import build_rows, write_csv, write_zip

runner = CliRunner()


def test_check_of_sound_tables_ends_with_0(tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "tables.zip", write_csv(tmp_path / "tables", build_rows()))
    result = runner.invoke(app, ["check", str(archive)])
    assert result.exit_code == 0
    assert result.stdout == f"{archive}: 0 errors, 0 warnings\n"


def test_check_prints_one_line_a_fault_errors_first_and_ends_with_2(tmp_path: Path) -> None:
    rows = build_rows()
    rows["bureau"][0]["CREDIT_TYPE"] = "Pawn"
    rows["previous_application"][0]["AMT_APPLICATION"] = -1
    result = runner.invoke(app, ["check", str(write_csv(tmp_path, rows))])
    assert result.exit_code == 2
    first, second, last = result.stdout.splitlines()
    assert first.startswith(
        "error: previous_application.csv: AMT_APPLICATION: impossible value: 1, such as -1 in row 1;"
    )
    assert second.startswith('warning: bureau.csv: CREDIT_TYPE: unknown category: 1, such as "Pawn" in row 1;')
    assert last == f"{tmp_path}: 1 error, 1 warning"


def test_check_writes_every_fault_as_json_and_still_ends_with_2(tmp_path: Path) -> None:
    rows = build_rows()
    rows["bureau"][0]["CREDIT_TYPE"] = "Pawn"
    rows["previous_application"][0]["AMT_APPLICATION"] = -1
    data, report = write_csv(tmp_path / "data", rows), tmp_path / "faults.json"
    assert runner.invoke(app, ["check", str(data), "--json", str(report)]).exit_code == 2
    found = json.loads(report.read_text(encoding="utf-8"))
    assert (found["errors"], found["warnings"]) == (1, 1)
    [fault] = [each for each in found["faults"] if each["severity"] == "error"]
    assert (fault["file"], fault["column"], fault["code"], fault["count"]) == (
        "previous_application.csv",
        "AMT_APPLICATION",
        "impossible-value",
        1,
    )
    assert isinstance(runner.invoke(app, ["check", str(data), "--json", str(report)]).exception, InvalidInput)


def test_check_with_warnings_alone_ends_with_0(tmp_path: Path) -> None:
    result = runner.invoke(app, ["check", str(write_csv(tmp_path, build_rows(), bureau_balance=None))])
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == f"{tmp_path}: 0 errors, 1 warning"


def test_describe_prints_every_table_with_its_columns(tmp_path: Path) -> None:
    result = runner.invoke(app, ["describe", str(write_csv(tmp_path, build_rows()))])
    assert result.exit_code == 0
    for table in TABLES.values():
        assert f"{' + '.join(table.files)}: " in result.stdout
        assert all(f" {column.name} " in result.stdout for column in table.columns)
    assert "4 rows, 122 columns, 4 clients, 2 labelled, 50.00% in default" in result.stdout


def test_describe_says_which_tables_are_not_there(tmp_path: Path) -> None:
    result = runner.invoke(app, ["describe", str(write_csv(tmp_path, build_rows(), bureau=None))])
    assert result.stdout.splitlines()[-1] == "not there: bureau"


def test_what_synthesise_writes_passes_check(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    result = runner.invoke(app, ["synthesise", "--clients", "300", "--seed", "1", "--out", str(folder)])
    assert result.exit_code == 0, result.output
    result = runner.invoke(app, ["check", str(folder)])
    assert result.exit_code == 0, result.output
    assert "0 errors" in result.stdout


@pytest.mark.parametrize("command", ["check", "describe", "synthesise"])
def test_every_command_helps_with_an_example(command: str) -> None:
    result = runner.invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert f"limpide data {command}" in result.stdout
