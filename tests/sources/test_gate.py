"""The data gate: what is an error stops the build, unless it is accepted by name, and that is sealed."""

from pathlib import Path

import ibis
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from limpide.cli.features import app
from limpide.core.errors import InvalidInput
from limpide.features.applicant import build_engine
from limpide.features.layout import read_manifest
from limpide.sources.check import check
from limpide.sources.fault import Kind, Severity, sentences
from limpide.sources.gate import admit
from limpide.sources.home_credit import open_tables
from small_tables import Rows, build_rows, write_csv


def _many(clients: int = 40) -> Rows:
    rows = build_rows()
    [first, *_] = rows["application_train"]
    rows["application_train"] = [
        first
        | {
            "SK_ID_CURR": 200_000 + number,
            "TARGET": int(number % 8 == 0),
            "AMT_CREDIT": 1000 + number,
            "AMT_ANNUITY": 50,
        }
        for number in range(clients)
    ]
    return rows


def test_scores_out_of_range_stop_the_build_with_one_sentence(tmp_path: Path) -> None:
    rows = _many()
    for row in rows["application_train"]:
        row["EXT_SOURCE_1"] = 500.0
    data = write_csv(tmp_path / "data", rows)
    with pytest.raises(InvalidInput, match=r"application_train.csv: EXT_SOURCE_1: impossible value: 40"):
        admit(data)
    result = CliRunner().invoke(app, ["build", "--data", str(data), "--out", str(tmp_path / "snapshot")])
    assert result.exit_code != 0
    assert not (tmp_path / "snapshot").exists()


def test_an_accepted_fault_builds_and_is_sealed_in_the_snapshot(tmp_path: Path) -> None:
    rows = _many()
    for row in rows["application_train"][:20]:
        row["CODE_GENDER"] = "Femme"
    data, out = write_csv(tmp_path / "data", rows), tmp_path / "snapshot"
    accept = "application_train.CODE_GENDER:unknown-category"
    assert CliRunner().invoke(app, ["build", "--data", str(data), "--out", str(out), "--accept", accept]).exit_code == 0
    admission = read_manifest(out).admission
    assert admission is not None
    assert [(each.table, each.column, each.code, each.count) for each in admission.accepted] == [
        ("application_train", "CODE_GENDER", "unknown-category", 20)
    ]


@pytest.mark.parametrize(
    "accept", ["everything", "loans.A:unknown-category", "bureau.NOTHING:unknown-category", "bureau.STATUS:ugly"]
)
def test_what_cannot_be_accepted_is_said(tmp_path: Path, accept: str) -> None:
    with pytest.raises(InvalidInput, match="--accept"):
        admit(write_csv(tmp_path, build_rows()), accept=[accept])


@pytest.mark.parametrize(("yes", "no"), [("Oui", "non"), ("TRUE", "false"), ("1", "0"), (" y ", "N "), ("Yes", "No")])
def test_every_spelling_of_yes_and_no_is_the_same_value(tmp_path: Path, yes: str, no: str) -> None:
    rows = _many()
    for number, row in enumerate(rows["application_train"]):
        row |= {"FLAG_OWN_CAR": "NY"[number % 2], "FLAG_MOBIL": number % 2}
    plain = _read(write_csv(tmp_path / "plain", rows))
    for number, row in enumerate(rows["application_train"]):
        row |= {"FLAG_OWN_CAR": (no, yes)[number % 2], "FLAG_MOBIL": (no, yes)[number % 2]}
    spelt = write_csv(tmp_path / "spelt", rows)
    assert {fault.kind for fault in check(spelt)} == {Kind.ORPHAN}  # of the clients that are not here
    assert _read(spelt).equals(plain)


def test_an_unknown_word_is_not_known_and_never_no(tmp_path: Path) -> None:
    rows = _many()
    rows["application_train"][0]["FLAG_OWN_CAR"] = "Ja"
    read = _read(write_csv(tmp_path, rows)).select(["client_id", "FLAG_OWN_CAR"]).to_pylist()
    assert [row["FLAG_OWN_CAR"] for row in read if row["client_id"] in (200_000, 200_001)] == [None, "N"]
    applicant = {"AMT_CREDIT": 1.0, "FLAG_OWN_CAR": "Ja"}
    features = build_engine().compute(applicant, {}).features
    assert features["owns_car"] is None
    assert build_engine().compute(applicant | {"FLAG_OWN_CAR": "oui"}, {}).features["owns_car"] == 1


def _read(folder: Path) -> pa.Table:
    connection = ibis.duckdb.connect()
    with open_tables(folder, connection) as tables:
        return tables.application.order_by("client_id").to_pyarrow()


def test_a_column_in_another_language_is_an_error_and_a_few_new_words_are_not(tmp_path: Path) -> None:
    rows = _many()
    for number, row in enumerate(rows["application_train"]):
        row["NAME_FAMILY_STATUS"] = "Marié(e)"
        row["NAME_HOUSING_TYPE"] = "Castle" if number < 2 else row["NAME_HOUSING_TYPE"]
    faults = check(write_csv(tmp_path, rows))
    found = {fault.column: fault.severity for fault in faults if fault.kind is Kind.UNKNOWN_CATEGORY}
    assert found == {"NAME_FAMILY_STATUS": Severity.ERROR, "NAME_HOUSING_TYPE": Severity.WARNING}


def test_outcomes_the_wrong_way_round_and_people_under_many_numbers_are_refused(tmp_path: Path) -> None:
    rows = _many()
    for row in rows["application_train"]:
        row["TARGET"] = 1 - row["TARGET"]
    with pytest.raises(InvalidInput, match="88% of 40 loans in default; 1 must stand for a default"):
        admit(write_csv(tmp_path / "inverted", rows))
    rows = _many()
    for row in rows["application_train"]:
        row["AMT_CREDIT"] = 1000
    with pytest.raises(InvalidInput, match="the same applications stand under several numbers"):
        admit(write_csv(tmp_path / "twins", rows))


@pytest.mark.parametrize(
    ("column", "factor", "named"),
    [
        ("AMT_ANNUITY", 25, "AMT_ANNUITY"),
        ("AMT_CREDIT", 25, "AMT_ANNUITY"),
        ("AMT_GOODS_PRICE", 25, "AMT_GOODS_PRICE"),
        ("AMT_INCOME_TOTAL", 1 / 500, "AMT_INCOME_TOTAL"),
    ],
)
@pytest.mark.parametrize("share", [1.0, 0.2])
def test_an_amount_in_another_currency_than_the_others_is_refused(
    tmp_path: Path, column: str, factor: float, named: str, share: float
) -> None:
    rows = _many()
    for row in rows["application_train"][: round(share * 40)]:
        row[column] *= factor
    alone, among = f"{named}: implausible as a whole", f"2 columns: implausible as a whole: .*{named}"
    with pytest.raises(InvalidInput, match=f"application_train.csv: ({alone}|{among})"):
        admit(write_csv(tmp_path, rows))


def test_advice_on_missing_columns_leads_to_files_that_pass(tmp_path: Path) -> None:
    rows = _many()
    kept = ("SK_ID_CURR", "TARGET", "AMT_CREDIT", "AMT_ANNUITY", "AMT_INCOME_TOTAL", "DAYS_BIRTH")
    few = [{name: row[name] for name in kept} for row in rows["application_train"]]
    fewer = [{name: row[name] for name in kept[:-2]} for row in few]
    del rows["application_test"]
    told = sentences(check(write_csv(tmp_path / "fewer", rows | {"application_train": fewer})))
    [error] = [sentence for sentence in told if sentence.startswith("error")]
    assert "2 columns are missing: AMT_INCOME_TOTAL, DAYS_BIRTH" in error
    assert admit(write_csv(tmp_path / "few", rows | {"application_train": few})).accepted == ()
