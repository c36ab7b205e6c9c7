"""Which bundle serves: one command to promote, one to go back, and a journal of both."""

from pathlib import Path

import pytest
from small_bundle import write_small_bundle
from typer.testing import CliRunner

from limpide.bundle.promotion import journal_of, promote, read_journal, rollback
from limpide.cli.bundle import app
from limpide.core import seal
from limpide.core.errors import Conflict, Corrupt, InvalidInput
from other_bundle import write_other_bundle

WHO = {"by": "Ada Morel", "why": "costs less in the shadow"}


@pytest.fixture
def bundles(tmp_path: Path) -> tuple[Path, Path, Path]:
    """The folder that serves, and two challengers."""
    write_small_bundle(tmp_path / "bundle")
    others = [
        write_other_bundle(tmp_path / "bundle", tmp_path / name, shift=by) for name, by in (("b", 0.1), ("c", 0.2))
    ]
    return tmp_path / "bundle", others[0], others[1]


def test_a_promoted_bundle_serves_and_the_one_before_can_be_had_back(bundles: tuple[Path, Path, Path]) -> None:
    serving, second, third = bundles
    versions = [seal.read_version(each) for each in bundles]
    promote(second, serving, **WHO)
    assert seal.read_version(serving) == versions[1]
    promote(third, serving, **WHO)
    assert seal.read_version(serving) == versions[2]
    rollback(serving, **WHO)
    assert seal.read_version(serving) == versions[1]
    rollback(serving, **WHO)
    assert seal.read_version(serving) == versions[0]
    with pytest.raises(InvalidInput, match="nothing to go back to"):
        rollback(serving, **WHO)
    told = [(each.action, each.version, each.previous_version) for each in read_journal(serving)]
    assert told == [
        ("promote", versions[1], versions[0]),
        ("promote", versions[2], versions[1]),
        ("rollback", versions[1], versions[2]),
        ("rollback", versions[0], versions[1]),
    ]


def test_a_damaged_challenger_changes_nothing(bundles: tuple[Path, Path, Path]) -> None:
    serving, second, _ = bundles
    version = seal.read_version(serving)
    (second / "manifest.json").write_text("{}")
    with pytest.raises(Corrupt, match=r"manifest\.json"):
        promote(second, serving, **WHO)
    assert seal.read_version(serving) == version
    assert not serving.is_symlink()
    assert read_journal(serving) == []


def test_what_serves_already_is_not_promoted(bundles: tuple[Path, Path, Path]) -> None:
    serving, second, _ = bundles
    promote(second, serving, **WHO)
    with pytest.raises(Conflict, match="serves already"):
        promote(second, serving, **WHO)
    assert len(read_journal(serving)) == 1


def test_nobody_goes_back_to_a_bundle_that_was_altered_since(bundles: tuple[Path, Path, Path]) -> None:
    serving, second, _ = bundles
    promote(second, serving, **WHO)
    before = Path(read_journal(serving)[0].previous_folder)
    (before / "model.txt").write_text("another")
    with pytest.raises(Corrupt):
        rollback(serving, **WHO)
    assert seal.read_version(serving) == seal.read_version(second)


@pytest.mark.parametrize("damage", ["changed", "taken out"])
def test_a_journal_that_was_altered_is_noticed(bundles: tuple[Path, Path, Path], damage: str) -> None:
    serving, second, third = bundles
    promote(second, serving, **WHO)
    promote(third, serving, **WHO)
    lines = journal_of(serving).read_text().splitlines(keepends=True)
    lines = [lines[0].replace("Ada", "Eve"), lines[1]] if damage == "changed" else lines[1:]
    journal_of(serving).write_text("".join(lines))
    with pytest.raises(Corrupt, match="changed or taken out"):
        read_journal(serving)


def test_one_command_promotes_one_goes_back_and_one_tells(bundles: tuple[Path, Path, Path]) -> None:
    serving, second, _ = map(str, bundles)
    runner = CliRunner()
    who = ["--serving", serving, "--by", "Ada Morel", "--why", "cheaper"]
    assert runner.invoke(app, ["promote", second, *who]).exit_code == 0
    assert runner.invoke(app, ["rollback", *who]).exit_code == 0
    told = runner.invoke(app, ["history", "--serving", serving]).stdout.splitlines()
    assert ["promote" in told[0], "rollback" in told[1], "Ada Morel: cheaper" in told[1]] == [True] * 3
