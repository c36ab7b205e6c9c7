"""All measures together, and the command that prints them."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from limpide.cli.data import app
from limpide.core.errors import InvalidInput
from limpide.fidelity.children import compare_histories
from limpide.fidelity.discriminator import tell_apart
from limpide.fidelity.measure import Bar, Measure
from limpide.fidelity.privacy import compare_distances
from limpide.fidelity.sides import draw_clients, open_sides, read_applications
from small_tables import build_rows, write_csv
from twin_tables import Twins

runner = CliRunner()


def some_tables(folder: Path, out: Path, *stems: str) -> Path:
    out.mkdir()
    for stem in stems:
        shutil.copy(folder / f"{stem}.parquet", out)
    return out


@pytest.mark.slow
def test_every_measure_is_printed_and_written_with_its_bar(twins: Twins, tmp_path: Path) -> None:
    stems = ("application_train", "application_test", "POS_CASH_balance")
    real, synthetic = (some_tables(twin, tmp_path / twin.name, *stems) for twin in (twins.first, twins.second))
    out = tmp_path / "fidelity.json"
    result = runner.invoke(app, ["fidelity", str(real), str(synthetic), "--json", str(out), "--bars"])
    written = json.loads(out.read_text())
    measures = {measure["name"]: measure for measure in written["measures"]}
    assert measures["telling applications apart, labelled and unlabelled (AUC)"]["verdict"] == "stretch met"
    assert measures["telling histories apart, pos (AUC)"]["verdict"] == "stretch met"
    assert measures["telling histories apart, bureau (AUC)"]["verdict"] == "not measurable"
    assert measures["telling histories apart, bureau (AUC)"]["remark"] == "real has no bureau"
    assert measures["privacy: exact copies of real applications"]["verdict"] == "met"
    unmet = [measure for measure in measures.values() if measure["verdict"] == "not met"]
    assert result.exit_code == (1 if unmet else 0)
    assert "real has no installments" in " ".join(result.stdout.split())


def test_unreadable_input_is_named_with_its_own_folder(twins: Twins, tmp_path: Path) -> None:
    rows = build_rows()
    rows["application_train"][1]["AMT_CREDIT"] = "much"
    broken = write_csv(tmp_path / "broken", rows)
    for order in ((broken, twins.second), (twins.second, broken)):
        with pytest.raises(InvalidInput, match=f"{broken}: .*much"), open_sides(*order) as sides:
            draw = draw_clients(*sides)
            assert draw is not None
            read_applications(sides[0], draw.real)
            read_applications(sides[1], draw.synthetic)


def test_an_existing_file_is_refused_before_anything_is_measured(twins: Twins, tmp_path: Path) -> None:
    out = tmp_path / "fidelity.json"
    out.write_text("mine")
    result = runner.invoke(app, ["fidelity", "nowhere", str(twins.second), "--json", str(out)])
    assert isinstance(result.exception, InvalidInput)
    assert "exists already" in str(result.exception)
    assert out.read_text() == "mine"


def test_a_folder_that_is_not_there_is_said(twins: Twins) -> None:
    result = runner.invoke(app, ["fidelity", "nowhere", str(twins.second)])
    assert isinstance(result.exception, InvalidInput)
    assert "nowhere does not exist" in str(result.exception)


@pytest.mark.parametrize(
    ("value", "verdict"), [(None, "not measurable"), (0.9, "not met"), (0.85, "met"), (0.7, "stretch met")]
)
def test_a_verdict_is_that_of_the_bar(value: float | None, verdict: str) -> None:
    assert Measure(name="any", value=value, bar=Bar(limit=0.85, stretch=0.7)).verdict == verdict
    assert Measure(name="any", value=0.9).verdict == "no bar"


def test_the_command_helps_with_an_example() -> None:
    result = runner.invoke(app, ["fidelity", "--help"])
    assert result.exit_code == 0
    assert "limpide data fidelity lender synthetic" in " ".join(result.stdout.split())


def test_halves_of_real_applications_are_alike_and_private(real_data: Path) -> None:
    with open_sides(real_data / "applications", real_data / "applications") as (real, _):
        draw = draw_clients(real, real, most=6000)
        assert draw is not None
        rows = read_applications(real, draw.real).drop(columns="target")
    first, second = rows.iloc[::2], rows.iloc[1::2]
    found, distances = tell_apart(first, second, giveaways=1), compare_distances(first, second)
    assert found is not None
    assert 0.45 < found.auc < 0.55
    assert distances is not None
    assert distances.holds


def test_real_histories_lack_instalments_and_that_is_said(real_data: Path) -> None:
    history = compare_histories(real_data / "histories", real_data / "histories", tables=["installments"], most=200)[0]
    assert history.why == "real has no installments"
