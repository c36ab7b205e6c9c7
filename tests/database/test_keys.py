import stat
import threading
from base64 import b64encode
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.core.errors import Corrupt, InvalidInput, Unavailable
from limpide.database.keys import Keys, decrypt, encrypt, epoch_of, find_keys, find_or_make_key_file, read_keys
from limpide.database.subjects import new_subject
from limpide.database.wrapping_keys import WrappingKeyFolder

SECRET = b"s" * 32


@given(content=st.binary(max_size=200), about=st.binary(max_size=16))
def test_what_is_encrypted_comes_back_and_says_nothing(content: bytes, about: bytes) -> None:
    hidden = encrypt(content, under=SECRET, about=about)
    assert decrypt(hidden, under=SECRET, about=about) == content
    assert encrypt(content, under=SECRET, about=about) != hidden


@given(content=st.binary(min_size=1, max_size=50), place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_any_flipped_bit_is_refused(content: bytes, place: int, bit: int) -> None:
    hidden = bytearray(encrypt(content, under=SECRET, about=b"row"))
    hidden[place % len(hidden)] ^= 1 << bit
    with pytest.raises(Corrupt):
        decrypt(bytes(hidden), under=SECRET, about=b"row")


def test_what_is_hidden_for_one_row_cannot_be_read_in_another() -> None:
    subject, row = new_subject("7"), uuid4()
    hidden = subject.hide({"a": "é", "b": [1.5, None]}, about=row)
    assert subject.show(hidden, about=row) == {"a": "é", "b": [1.5, None]}
    with pytest.raises(Corrupt):
        subject.show(hidden, about=uuid4())
    with pytest.raises(Corrupt):
        new_subject("7").show(hidden, about=row)


def test_a_secret_never_shows_itself() -> None:
    keys = Keys(SECRET)
    assert "s" * 8 not in repr(keys) + keys.fingerprint
    assert len(keys.fingerprint) == 16 and keys.fingerprint != Keys(b"t" * 32).fingerprint


def test_the_file_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    found: list[Keys] = []
    threads = [threading.Thread(target=lambda: found.append(find_or_make_key_file(home))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({keys.master for keys in found}) == 1 and len(found) == 8
    assert [each.name for each in home.iterdir()] == ["key"]
    assert stat.S_IMODE((home / "key").stat().st_mode) == 0o600


def test_a_secret_that_is_given_comes_before_the_file(tmp_path: Path) -> None:
    given_text = b64encode(SECRET).decode()
    assert find_keys(given_text, tmp_path) == Keys(SECRET)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "short", "not base64 !", b64encode(b"x" * 31).decode(), "é" * 44])
def test_what_is_no_secret_is_refused_without_repeating_it(text: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="openssl rand -base64 32") as refusal:
        read_keys(text)
    assert not text or text not in str(refusal.value)
    (tmp_path / "key").write_text(text)
    with pytest.raises(InvalidInput, match="restore it from a backup"):
        find_or_make_key_file(tmp_path)


def test_a_client_key_of_an_epoch_needs_its_wrapping_key(tmp_path: Path) -> None:
    folder = WrappingKeyFolder(tmp_path / "wrapping-keys")
    before = Keys(SECRET, folder)
    legacy = before.lock(b"c" * 32, owner=b"o")
    assert folder.newest() == 0 and Keys(SECRET).unlock(legacy, owner=b"o") == b"c" * 32
    assert folder.create() == 1 and folder.create() == 2
    wrapped = before.lock(b"c" * 32, owner=b"o")
    assert epoch_of(wrapped) == 2 and epoch_of(legacy) == 0
    assert before.unlock(wrapped, owner=b"o") == before.unlock(legacy, owner=b"o") == b"c" * 32
    with pytest.raises(Unavailable, match="epoch 2"):
        Keys(SECRET).unlock(wrapped, owner=b"o")
    with pytest.raises(Corrupt):
        Keys(b"t" * 32, folder).unlock(wrapped, owner=b"o")


def test_a_retired_key_reads_until_its_day_and_is_overwritten_then(tmp_path: Path) -> None:
    folder = WrappingKeyFolder(tmp_path / "wrapping-keys")
    keys = Keys(SECRET, folder)
    folder.create()
    wrapped = keys.lock(b"c" * 32, owner=b"o")
    folder.create()
    assert folder.retire(2, until=date(2026, 12, 31)) == [1] and folder.retired() == {1: date(2026, 12, 31)}
    assert folder.destroy(date(2026, 12, 30)) == [] and keys.unlock(wrapped, owner=b"o") == b"c" * 32
    kept = (tmp_path / "wrapping-keys" / "0001.until-2026-12-31").open("rb")  # what undeletes would find
    key = kept.read()
    assert folder.destroy(date(2026, 12, 31)) == [1] and folder.newest() == 2
    kept.seek(0)
    assert len(key) > 32 and kept.read() != key
    kept.close()
    with pytest.raises(Unavailable, match="destroyed"):
        keys.unlock(wrapped, owner=b"o")
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in (tmp_path / "wrapping-keys").iterdir())


def test_wrapping_keys_can_be_given(tmp_path: Path) -> None:
    text = ", ".join(f"{epoch}:{b64encode(bytes([epoch]) * 32).decode()}" for epoch in (1, 2))
    keys = find_keys(b64encode(SECRET).decode(), tmp_path, wrapping=text)
    assert keys.wrapping.newest() == 2 and keys.wrapping.of(1) == b"\x01" * 32
    for wrong in ("", "1", "x:abc", "1:abc", f"0:{b64encode(SECRET).decode()}", f"1:{b64encode(b'short').decode()}"):
        with pytest.raises(InvalidInput, match="LIMPIDE_WRAPPING_KEYS"):
            find_keys(b64encode(SECRET).decode(), tmp_path, wrapping=wrong)
