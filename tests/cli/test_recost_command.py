"""``limpide bundle recost`` and ``limpide score --cost`` as a user types them."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from limpide.bundle.archive import open_bundle
from limpide.cli.app import app
from limpide.core.decision import decide
from limpide.portfolio.portfolio import open_portfolio

runner = CliRunner()


@pytest.fixture(scope="module")
def recosted(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("recost") / "bundle"
    arguments = ["bundle", "recost", str(house / "bundle"), "--cost", "loss=0.6,gain=0.03", "--out", str(out)]
    result = runner.invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert 'given as "loss=0.6,gain=0.03"' in " ".join(result.output.split())
    assert "figures by group" in " ".join(result.output.split())
    return out


def test_verify_says_the_cost_and_how_it_was_given(recosted: Path) -> None:
    told = " ".join(runner.invoke(app, ["bundle", "verify", str(recosted)]).output.split())
    assert "costs 20 refused good clients" in told and "break-even 4.76%" in told
    assert "errs in 10%" in told  # as the original bundle was made


def test_score_at_another_cost_decides_like_the_recosted_bundle(house: Path, recosted: Path, tmp_path: Path) -> None:
    for name, bundle, more in (
        ("other", house / "bundle", ["--cost", "loss=0.6,gain=0.03"]),
        ("own", recosted, []),
        ("usual", house / "bundle", []),
    ):
        arguments = ["score", "--bundle", str(bundle), "--snapshot", str(house / "snapshot"), *more]
        result = runner.invoke(app, [*arguments, "--out", str(tmp_path / f"{name}.parquet")])
        assert result.exit_code == 0, result.output
    other, own, usual = (pq.read_table(tmp_path / f"{name}.parquet") for name in ("other", "own", "usual"))
    assert other.equals(own)
    assert other.drop(["decision"]).equals(usual.drop(["decision"]))
    assert not other.equals(usual)
    opened = open_bundle(recosted)
    undecidable = open_portfolio(recosted, house / "snapshot").undecidable
    assert other["decision"].to_pylist() == [
        decide(chance, threshold=1 / 21, grey_zone=opened.grey_zone, undecidable=bool(abstains)).value
        for chance, abstains in zip(other["probability_of_default"].to_pylist(), undecidable, strict=True)
    ]


@pytest.mark.parametrize("command", ["train", "compare", "score", "recost"])
def test_a_cost_that_cannot_be_is_refused_before_anything_is_read(command: str, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere")
    arguments = {
        "train": ["train", "--snapshot", nowhere, "--out", str(tmp_path / "out")],
        "compare": ["compare", "--snapshot", nowhere],
        "score": ["score", "--bundle", nowhere, "--snapshot", nowhere, "--out", str(tmp_path / "out.csv")],
        "recost": ["bundle", "recost", nowhere, "--out", str(tmp_path / "out")],
    }[command]
    result = runner.invoke(app, [*arguments, "--cost", "loss=60,gain=6"])
    assert result.exit_code != 0
    assert "loss=0.6" in str(result.exception)
