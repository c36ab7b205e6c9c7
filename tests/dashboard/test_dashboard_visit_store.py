"""Visits on disk: whole, encrypted, gone in time, and read by the process that goes on."""

import os
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.contract import Choice, Motive
from limpide.core.errors import Unavailable
from limpide.dashboard.visit import Visit, VisitSaver
from limpide.dashboard.visit_store import VisitStore, decode, encode

NUMBER = "n" * 43
HOUR = 3600.0
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.uuids()
    | st.dates()
    | st.datetimes(),
    lambda inner: (
        st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text().filter(lambda t: t != "__type__"), inner)
    ),
    max_leaves=20,
)


@given(content=st.dictionaries(st.text().filter(lambda text: text != "__type__"), VALUES))
def test_what_is_written_is_read_as_it_was(content: dict[str, Any]) -> None:
    assert decode(encode(content)) == content


def test_answers_that_wait_to_be_shown_stay_behind_and_enumerations_are_their_values() -> None:
    key = UUID(int=7)
    content = {"trouble": Unavailable("away"), "pair": (1, object()), "choice": Choice.REFUSED, "after": (key, "m")}
    assert decode(encode(content)) == {"choice": "refused", "after": (key, "m")}
    assert Motive(decode(encode({"motive": Motive.POLICY}))["motive"]) is Motive.POLICY


def test_a_visit_is_found_by_its_number_only_and_no_name_or_content_tells_it(tmp_path: Path) -> None:
    store = VisitStore(tmp_path / "visits", HOUR)
    store.save(NUMBER, {"token": "lmp_secret", "day": date(2026, 11, 30)})
    assert store.load(NUMBER) == {"token": "lmp_secret", "day": date(2026, 11, 30)}
    assert store.load("m" * 43) is None
    [file] = store.folder.iterdir()
    assert b"lmp_secret" not in file.read_bytes() and NUMBER not in file.name
    assert file.stat().st_mode & 0o077 == 0 and store.folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("place", [0, 13, -1])
def test_a_visit_that_somebody_changed_is_none(tmp_path: Path, place: int) -> None:
    store = VisitStore(tmp_path, HOUR)
    store.save(NUMBER, {"token": "lmp_secret"})
    [file] = tmp_path.iterdir()
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)
    assert store.load(NUMBER) is None
    file.write_bytes(b"")
    assert store.load(NUMBER) is None


def test_one_visit_cannot_be_put_in_the_place_of_another(tmp_path: Path) -> None:
    store = VisitStore(tmp_path, HOUR)
    store.save(NUMBER, {"token": "mine"})
    [mine] = tmp_path.iterdir()
    store.save("m" * 43, {"token": "yours"})
    yours = next(path for path in tmp_path.iterdir() if path != mine)
    yours.write_bytes(mine.read_bytes())
    assert store.load("m" * 43) is None


def test_after_a_working_day_a_visit_cannot_be_read_and_its_file_goes(tmp_path: Path) -> None:
    store = VisitStore(tmp_path, HOUR)
    store.save(NUMBER, {"token": "lmp_secret"})
    [file] = tmp_path.iterdir()
    long_ago = file.stat().st_mtime - HOUR - 60
    os.utime(file, (long_ago, long_ago))
    assert store.load(NUMBER) is None
    VisitStore(tmp_path, HOUR).save("m" * 43, {})
    assert not file.exists() and len(list(tmp_path.iterdir())) == 1
    store.forget("m" * 43)
    assert list(tmp_path.iterdir()) == []


def test_another_process_goes_on_with_what_was_typed_and_only_with_what_is_newer(tmp_path: Path) -> None:
    one, two = (VisitSaver(VisitStore(tmp_path, HOUR), {}) for _ in range(2))
    mine, theirs = Visit(), Visit()
    one.visits[NUMBER] = mine
    two.visits[NUMBER] = theirs
    mine.token = "lmp_secret"  # noqa: S105 - nobody's
    mine.remember("100002")
    mine.draft("decision 100002")["comment"] = "Un garant signe."
    one.write()
    two.read(NUMBER, theirs)
    assert (theirs.token, theirs.recent) == ("lmp_secret", ["100002"])
    assert theirs.draft("decision 100002") == {"comment": "Un garant signe."}
    theirs.draft("decision 100002")["comment"] = "Un garant a signé."
    one.read(NUMBER, mine)
    assert mine.draft("decision 100002") == {"comment": "Un garant signe."}
    two.write()
    one.read(NUMBER, mine)
    assert mine.draft("decision 100002") == {"comment": "Un garant a signé."}


def test_a_visit_that_nobody_used_is_not_written_again(tmp_path: Path) -> None:
    saver = VisitSaver(VisitStore(tmp_path, HOUR), {})
    visit = saver.visits[NUMBER] = Visit()
    visit.draft("a")["comment"] = "x"
    saver.write()
    first = visit.saved
    saver.write()
    assert visit.saved == first > 0
    visit.draft("a")
    saver.write()
    assert visit.saved > first
