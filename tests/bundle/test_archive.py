import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from small_bundle import CALIBRATION, draw_clients, write_small_bundle

from limpide.bundle.archive import open_bundle
from limpide.bundle.golden import GOLDEN
from limpide.bundle.manifest import MANIFEST
from limpide.core import seal
from limpide.core.errors import Corrupt, InvalidInput

FILES = ("SHA256SUMS", "golden.json", "manifest.json", "model.txt", "recipe.json")
_EVERY_BYTE = 2500


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundles") / "whole"
    write_small_bundle(folder)
    return folder


@pytest.fixture
def bundle(whole: Path, tmp_path: Path) -> Iterator[Path]:
    yield shutil.copytree(whole, tmp_path / "bundle")


@pytest.mark.parametrize("kind", ["boosted", "logistic"])
def test_what_is_written_is_read_back(kind: str, tmp_path: Path) -> None:
    version = write_small_bundle(tmp_path / "bundle", kind=kind)
    opened = open_bundle(tmp_path / "bundle")
    assert opened.version == version == seal.verify(tmp_path / "bundle")
    assert opened.manifest.kind == opened.model.kind == kind
    assert [card.name for card in opened.features] == ["income", "wealth", "job"]
    assert opened.features[2].categories == ("clerk", "student", "worker")
    assert opened.features[0].fr == "income fr"
    assert opened.calibration == CALIBRATION
    assert opened.threshold == opened.cost.threshold
    matrix, _ = draw_clients()
    assert opened.base == pytest.approx(CALIBRATION.apply(opened.model.contributions(matrix[:1])[0, -1]))


def test_nothing_in_a_bundle_says_when_or_where_it_was_made(tmp_path: Path) -> None:
    assert write_small_bundle(tmp_path / "one") == write_small_bundle(tmp_path / "two")
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_any_flipped_byte_is_refused_naming_the_file(name: str, bundle: Path) -> None:
    original = (bundle / name).read_bytes()
    step = 1 if len(original) <= _EVERY_BYTE else len(original) // 500
    for position in range(0, len(original), step):
        flipped = bytearray(original)
        flipped[position] ^= 1 << position % 8
        (bundle / name).write_bytes(flipped)
        with pytest.raises(Corrupt, match=name):
            open_bundle(bundle)
    (bundle / name).write_bytes(original)
    open_bundle(bundle)


@pytest.mark.parametrize("name", FILES)
def test_a_truncated_file_is_refused_naming_it(name: str, bundle: Path) -> None:
    original = (bundle / name).read_bytes()
    for length in (0, 1, len(original) // 2, len(original) - 1):
        (bundle / name).write_bytes(original[:length])
        with pytest.raises(Corrupt, match=name):
            open_bundle(bundle)


@pytest.mark.parametrize("name", FILES[1:])
def test_a_missing_file_is_refused_naming_it(name: str, bundle: Path) -> None:
    (bundle / name).unlink()
    with pytest.raises(Corrupt, match=name):
        open_bundle(bundle)


def test_a_file_too_many_is_refused_naming_it(bundle: Path) -> None:
    (bundle / "model.pkl").write_bytes(b"")
    with pytest.raises(Corrupt, match=r"model\.pkl"):
        open_bundle(bundle)


def test_a_folder_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="not a folder"):
        open_bundle(tmp_path / "nowhere")
    with pytest.raises(InvalidInput, match="SHA256SUMS"):
        open_bundle(tmp_path)


@pytest.mark.parametrize(
    "content", ["{}", "[]", '{"format": 1}', '{"format": 2}', "no json", '{"format": 1, "kind": 3}']
)
def test_a_sealed_manifest_of_another_release_is_refused(content: str, bundle: Path) -> None:
    (bundle / MANIFEST).write_text(content)
    seal.seal(bundle)
    with pytest.raises(Corrupt, match="limpide train"):
        open_bundle(bundle)


def test_a_model_that_scores_its_golden_rows_differently_is_refused(bundle: Path) -> None:
    golden = json.loads((bundle / GOLDEN).read_text())
    golden["margins"][3] += 1e-8
    (bundle / GOLDEN).write_text(json.dumps(golden))
    seal.seal(bundle)
    with pytest.raises(Corrupt, match="1 of its 16 golden rows"):
        open_bundle(bundle)


@pytest.mark.parametrize("content", ["{}", '{"rows": [[1, 2]], "margins": [0]}', '{"rows": 1, "margins": []}', "["])
def test_golden_rows_that_cannot_be_read_are_refused(content: str, bundle: Path) -> None:
    (bundle / GOLDEN).write_text(content)
    seal.seal(bundle)
    with pytest.raises(Corrupt, match="golden"):
        open_bundle(bundle)


def test_no_golden_row_is_a_client(bundle: Path) -> None:
    rows = json.loads((bundle / GOLDEN).read_text())["rows"]
    clients = {tuple(row) for row in draw_clients()[0].tolist()}
    assert len(rows) == 16
    assert not clients & {tuple(np.nan if value is None else value for value in row) for row in rows}
    assert {row[2] for row in rows} <= {0, 1, 2}
