from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.core import seal
from limpide.core.errors import Corrupt, InvalidInput


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sealed")
    (folder / "model.txt").write_bytes(b"trees and leaves")
    (folder / "manifest.json").write_bytes(b'{"format": 1}')
    seal.seal(folder)
    return folder


def test_a_sealed_folder_is_verified_and_its_version_depends_on_its_content(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    first = seal.seal(tmp_path)
    assert seal.verify(tmp_path) == seal.read_version(tmp_path) == first
    (tmp_path / "a.txt").write_text("two")
    assert seal.seal(tmp_path) != first


@given(data=st.data())
def test_any_flipped_bit_is_refused_naming_the_file(sealed: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["model.txt", "manifest.json", seal.SUMS]))
    original = (sealed / name).read_bytes()
    position = data.draw(st.integers(0, len(original) - 1))
    bit = data.draw(st.integers(0, 7))
    flipped = bytearray(original)
    flipped[position] ^= 1 << bit
    (sealed / name).write_bytes(bytes(flipped))
    try:
        with pytest.raises(Corrupt, match=name):
            seal.verify(sealed)
    finally:
        (sealed / name).write_bytes(original)


def test_a_missing_and_an_added_file_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "b.txt").write_text("two")
    seal.seal(tmp_path)
    (tmp_path / "c.txt").write_text("three")
    with pytest.raises(Corrupt, match=r"c\.txt was not there"):
        seal.verify(tmp_path)
    (tmp_path / "c.txt").unlink()
    (tmp_path / "b.txt").unlink()
    with pytest.raises(Corrupt, match=r"b\.txt is missing"):
        seal.verify(tmp_path)


def test_a_folder_that_limpide_did_not_write_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="has no SHA256SUMS"):
        seal.verify(tmp_path)
    with pytest.raises(InvalidInput, match="is not a folder"):
        seal.verify(tmp_path / "nowhere")
