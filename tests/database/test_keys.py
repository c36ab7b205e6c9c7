import stat
import threading
from base64 import b64encode
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.core.errors import Corrupt, InvalidInput
from limpide.database.keys import Keys, decrypt, encrypt, find_keys, find_or_make_key_file, read_keys
from limpide.database.subjects import new_subject

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
