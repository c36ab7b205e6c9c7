import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog.testing

from limpide.core.errors import Corrupt, InvalidInput, Unavailable
from limpide.core.seal import verify
from limpide.delivery import deliver
from limpide.delivery.address import read_address
from sealed_shelf import Shelf, offered, sealed


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with offered(tmp_path / "shelf") as shelf:
        yield shelf


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("limpide.delivery.carriers._PAUSES_SECONDS", (0.0, 0.0))


def test_a_path_is_returned_as_it_is(tmp_path: Path) -> None:
    version = sealed(tmp_path / "bundle")
    assert deliver(str(tmp_path / "bundle"), kept_in=tmp_path / "kept") == tmp_path / "bundle"
    assert deliver(f"{tmp_path / 'bundle'}#{version}", kept_in=tmp_path / "kept") == tmp_path / "bundle"
    assert not (tmp_path / "kept").exists()


def test_a_path_of_another_version_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    version = sealed(tmp_path / "bundle")
    with pytest.raises(Corrupt, match=f"has version {version[:12]}, not 000000000000"):
        deliver(f"{tmp_path / 'bundle'}#{'0' * 64}", kept_in=tmp_path / "kept")


def test_a_folder_is_fetched_whole_and_verified_then_found_again(shelf: Shelf, tmp_path: Path) -> None:
    version = sealed(shelf.folder / "october")
    first = deliver(f"{shelf.url}/october", kept_in=tmp_path / "kept")
    assert verify(first) == version == first.name
    asked = len(shelf.asked)
    assert deliver(f"{shelf.url}/october/", kept_in=tmp_path / "kept") == first
    assert shelf.asked[asked:] == ["/october/SHA256SUMS"]  # only what version there is


def test_a_pinned_version_that_is_here_needs_no_network(shelf: Shelf, tmp_path: Path) -> None:
    pinned = f"{shelf.url}/october#{sealed(shelf.folder / 'october')}"
    first = deliver(pinned, kept_in=tmp_path / "kept")
    shelf.asked.clear()
    assert deliver(pinned, kept_in=tmp_path / "kept") == first
    assert shelf.asked == []


def test_another_version_than_the_pinned_one_is_never_returned(shelf: Shelf, tmp_path: Path) -> None:
    sealed(shelf.folder / "october")
    deliver(f"{shelf.url}/october", kept_in=tmp_path / "kept")
    with pytest.raises(Corrupt, match="not 000000000000 that was asked for; there is no earlier copy"):
        deliver(f"{shelf.url}/october#{'0' * 64}", kept_in=tmp_path / "kept")


def test_a_cold_start_without_network_uses_the_last_good_copy_and_says_so(tmp_path: Path) -> None:
    with offered(tmp_path / "shelf") as shelf:
        sealed(shelf.folder / "october")
        first = deliver(f"{shelf.url}/october", kept_in=tmp_path / "kept")
    with structlog.testing.capture_logs() as logs:
        assert deliver(f"{shelf.url}/october", kept_in=tmp_path / "kept") == first
    assert [(each["event"], each["version"]) for each in logs] == [("delivered_from_last_copy", first.name[:12])]


def test_without_network_and_without_a_copy_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1/october/SHA256SUMS cannot be had.*no earlier copy"):
        deliver("http://127.0.0.1:1/october", kept_in=tmp_path / "kept")
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [".turn"]


@pytest.mark.parametrize("damage", [b"", b"\x00tree\n" * 999 + b"\x00tref\n"])
def test_a_damaged_file_is_named_and_nothing_of_it_is_kept(shelf: Shelf, tmp_path: Path, damage: bytes) -> None:
    sealed(shelf.folder / "october")
    (shelf.folder / "october" / "model.txt").write_bytes(damage)
    with pytest.raises(Corrupt, match=r"model\.txt is not the file that was sealed"):
        deliver(f"{shelf.url}/october", kept_in=tmp_path / "kept")
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [".turn"]


def test_a_damaged_new_version_leaves_the_old_one_in_service(shelf: Shelf, tmp_path: Path) -> None:
    sealed(shelf.folder / "latest")
    first = deliver(f"{shelf.url}/latest", kept_in=tmp_path / "kept")
    sealed(shelf.folder / "latest", "second")
    (shelf.folder / "latest" / "model.txt").unlink()
    assert deliver(f"{shelf.url}/latest", kept_in=tmp_path / "kept") == first


def test_a_new_version_is_fetched_and_only_one_before_it_is_kept(shelf: Shelf, tmp_path: Path) -> None:
    versions = []
    for content in ("first", "second", "third"):
        versions.append(sealed(shelf.folder / "latest", content))
        assert deliver(f"{shelf.url}/latest", kept_in=tmp_path / "kept").name == versions[-1]
    assert {path.name for path in (tmp_path / "kept").iterdir() if path.is_dir()} == set(versions[1:])


def test_a_passing_failure_is_tried_again_and_a_refusal_is_not(shelf: Shelf, tmp_path: Path) -> None:
    sealed(shelf.folder / "october")
    shelf.failing = [503, 429]
    assert deliver(f"{shelf.url}/october", kept_in=tmp_path / "kept")
    shelf.failing, shelf.asked = [403], []
    with pytest.raises(Unavailable, match="HTTP 403"):
        deliver(f"{shelf.url}/november", kept_in=tmp_path / "kept")
    assert len(shelf.asked) == 1


def test_a_token_is_shown_to_the_host_that_was_named_and_to_no_other(shelf: Shelf, tmp_path: Path) -> None:
    with offered(tmp_path / "other") as other:
        sealed(other.folder / "october")
        shelf.elsewhere = other.url
        assert deliver(f"{shelf.url}/october", kept_in=tmp_path / "kept", token="secret")  # noqa: S106 - of the test
        assert set(shelf.shown) == {"Bearer secret"}
        assert set(other.shown) == {None}


def test_an_object_store_is_read_through_fsspec(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    version = sealed(tmp_path / "bundle")
    store = fsspec.filesystem("memory")
    store.put(str(tmp_path / "bundle"), "/models/october", recursive=True)
    assert verify(deliver("memory://models/october", kept_in=tmp_path / "kept")) == version
    store.rm("/models", recursive=True)
    assert deliver("memory://models/october", kept_in=tmp_path / "kept").name == version


def test_a_store_whose_library_is_not_installed_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "gcsfs", None)  # as if it were not
    with pytest.raises(InvalidInput, match=r'pip install "limpide\[gs\]"'):
        deliver("gs://models/october", kept_in=tmp_path / "kept")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://models.example/october", "is not encrypted"),
        ("https://models.example/october#latest", "64 hex digits"),
        ("https:///october", "is not an address"),
    ],
)
def test_an_address_that_cannot_be_trusted_is_refused(address: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=why):
        deliver(address, kept_in=tmp_path / "kept")


def test_logs_show_neither_password_nor_signature_and_every_file_is_asked_with_the_signature() -> None:
    address = read_address("https://user:word@models.example/october/?signature=x")
    assert str(address) == "https://models.example/october/"
    assert address.file("model.txt") == "https://user:word@models.example/october/model.txt?signature=x"
