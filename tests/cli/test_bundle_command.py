"""``limpide bundle`` as a user types it."""

from pathlib import Path

from typer.testing import CliRunner

from limpide.cli.app import app

runner = CliRunner()


def test_card_writes_four_files_and_refuses_to_overwrite_them(house: Path, tmp_path: Path) -> None:
    arguments = ["bundle", "card", "--bundle", str(house / "bundle"), "--out", str(tmp_path / "card")]
    assert runner.invoke(app, arguments).exit_code == 0
    assert len(list((tmp_path / "card").iterdir())) == 4
    before = (tmp_path / "card" / "card.fr.html").read_bytes()
    assert runner.invoke(app, arguments).exit_code != 0
    assert runner.invoke(app, [*arguments, "--replace"]).exit_code == 0
    assert (tmp_path / "card" / "card.fr.html").read_bytes() == before


def test_a_tracked_comparison_needs_a_bundle(house: Path, tmp_path: Path) -> None:
    result = runner.invoke(app, ["compare", "--snapshot", str(house / "snapshot"), "--track", "local"])
    assert result.exit_code != 0
    assert "--bundle" in str(result.exception)
