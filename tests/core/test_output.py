from pathlib import Path

import pytest

from limpide.core.errors import InvalidInput
from limpide.core.output import new_file, new_folder


def _left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_appears_whole_at_the_end(tmp_path: Path) -> None:
    with new_folder(tmp_path / "deep" / "out") as partial:
        (partial / "a").write_text("a")
        assert not (tmp_path / "deep" / "out").exists()
    assert _left(tmp_path / "deep") == ["out"]
    assert _left(tmp_path / "deep" / "out") == ["a"]


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_nothing_is_left_when_the_work_is_interrupted(tmp_path: Path, failure: type[BaseException]) -> None:
    with pytest.raises(failure), new_folder(tmp_path / "out") as folder:
        (folder / "half").write_text("half")
        raise failure
    with pytest.raises(failure), new_file(tmp_path / "out.csv") as file:
        file.write_text("half")
        raise failure
    assert _left(tmp_path) == []


def test_an_existing_output_is_kept_unless_its_replacement_is_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "old").write_text("old")
    with pytest.raises(InvalidInput, match="--replace"), new_folder(out):
        pass
    with pytest.raises(RuntimeError), new_folder(out, replace=True):
        raise RuntimeError
    assert _left(out) == ["old"]
    with new_folder(out, replace=True) as folder:
        (folder / "new").write_text("new")
    assert _left(out) == ["new"]
    assert _left(tmp_path) == ["out"]


def test_a_file_does_not_take_the_place_of_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is a folder"), new_file(tmp_path, replace=True):
        pass
