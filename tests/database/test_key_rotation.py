import shutil
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from explanations import EXPLANATION, KEYS, record

from limpide.contract import DecisionRequest
from limpide.core.errors import Corrupt, InvalidInput, Unavailable
from limpide.database import decisions, erasure
from limpide.database.backup import back_up, restore
from limpide.database.desks import Signer
from limpide.database.embedded import embedded_server
from limpide.database.engine import Engine, create_engine, transaction
from limpide.database.key_rotation import rotate
from limpide.database.keys import Keys
from limpide.database.migrate import upgrade
from limpide.database.schema import client_keys, journal_head
from limpide.database.subjects import JOURNAL_ID, locked_row, new_subject, read_subject
from limpide.database.verify import verify
from limpide.database.wrapping_keys import GivenWrappingKeys, WrappingKeyFolder

TODAY = date(2026, 11, 30)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(KEYS.master, WrappingKeyFolder(tmp_path / "wrapping-keys"))


def decide(engine: Engine, keys: Keys, client_id: int) -> None:
    request = DecisionRequest.model_validate({"client_id": str(client_id), "choice": "accepted", "motive": "policy"})
    about = EXPLANATION.model_copy(update={"client_id": str(client_id)})
    with transaction(engine) as begun:
        decisions.append(
            begun.connection, request, explanation=about, language="fr", signer=Signer("A", None), keys=keys
        )


def test_everything_written_before_reads_after_a_rotation(engine: Engine, keys: Keys) -> None:
    with engine.begin() as connection:
        before = [record(connection, client_id=number, comment="vu") for number in range(1, 6)]
    done = rotate(engine, keys, today=TODAY, grace_days=30)
    assert (done.epoch, done.rewrapped, done.retired, done.destroyed) == (1, 5, [], [])
    again = rotate(engine, keys, today=TODAY, grace_days=30)
    assert (again.epoch, again.rewrapped, again.retired, again.until) == (2, 5, [1], TODAY + timedelta(days=30))
    with engine.connect() as connection:
        assert [decisions.find(connection, each.decision_id, keys=keys) for each in before] == before
        assert verify(connection, keys=keys).findings == []
    third = rotate(engine, keys, today=TODAY + timedelta(days=30), grace_days=30)
    assert (third.retired, third.destroyed) == ([2], [1])
    with engine.connect() as connection:
        assert [decisions.find(connection, each.decision_id, keys=keys) for each in before] == before


def test_rotations_under_load_lose_nothing_and_the_journal_verifies_throughout(engine: Engine, keys: Keys) -> None:
    stop, failed, written = threading.Event(), [], []

    def work(first: int) -> None:
        number = first
        while not stop.is_set():
            try:
                decide(engine, keys, number)
                written.append(number)
            except Unavailable as error:  # a client key wrapped just before its epoch was retired; sent again
                assert "retired meanwhile" in str(error)
                continue
            except Exception as error:  # noqa: BLE001 - in a thread
                failed.append(error)
                return
            number += 1

    threads = [threading.Thread(target=work, args=(first,)) for first in (1_000, 2_000, 3_000)]
    for thread in threads:
        thread.start()
    for _ in range(6):
        time.sleep(0.1)
        rotate(engine, keys, today=TODAY, grace_days=0)
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            assert verify(connection, keys=keys).findings == []
    stop.set()
    for thread in threads:
        thread.join()
    assert failed == [] and len(written) > 20
    rotate(engine, keys, today=TODAY, grace_days=0)
    with engine.connect() as connection:
        assert all(len(decisions.list_for_client(connection, str(number), keys=keys)) == 1 for number in written)
        assert verify(connection, keys=keys).head.position == len(written)


def test_a_key_of_a_retired_epoch_can_no_longer_be_written(engine: Engine, keys: Keys) -> None:
    decide(engine, keys, 1)
    with engine.connect() as connection:
        journal_id = connection.scalar(sa.select(journal_head.c.journal_id))
    assert journal_id is not None
    slow = locked_row(new_subject("7"), keys=keys, journal_id=journal_id)  # wrapped now, and written too late
    rotate(engine, keys, today=TODAY, grace_days=30)
    with pytest.raises(Unavailable, match="retired meanwhile"), transaction(engine) as begun:
        begun.connection.execute(client_keys.insert().values(slow))


def test_keys_that_are_given_must_be_newer(engine: Engine) -> None:
    decide(engine, KEYS, 1)
    first = Keys(KEYS.master, GivenWrappingKeys({1: b"1" * 32}))
    assert rotate(engine, first, today=TODAY, grace_days=30).rewrapped == 1
    with pytest.raises(InvalidInput, match="of epoch 2"):
        rotate(engine, first, today=TODAY, grace_days=30)
    both = Keys(KEYS.master, GivenWrappingKeys({1: b"1" * 32, 2: b"2" * 32}))
    assert rotate(engine, both, today=TODAY, grace_days=30).retired == [1]
    with engine.connect() as connection:
        assert len(decisions.list_for_client(connection, "1", keys=both)) == 1
        with pytest.raises(Unavailable, match="epoch 2"):
            decisions.list_for_client(connection, "1", keys=first)


@pytest.mark.slow
def test_an_erased_client_is_in_no_file_that_the_remaining_keys_open(tmp_path: Path) -> None:
    """Digs in heap, log and backup with every key that is left: what was deleted is there, and mute."""
    keys = Keys(KEYS.master, WrappingKeyFolder(tmp_path / "wrapping-keys"))
    keys.wrapping.create()  # type: ignore[attr-defined]
    erased = list(range(100_002, 100_102))
    with embedded_server(tmp_path / "postgres") as url:
        upgrade(url, keys=keys)
        engine = create_engine(url)
        for number in [*erased, 200_001]:
            decide(engine, keys, number)
        with engine.connect() as connection:
            rows = connection.execute(sa.select(client_keys, JOURNAL_ID)).mappings().all()
        wrapped = {row["client_id"]: dict(row) for row in rows if int(row["client_id"]) in erased}
        back_up(url, tmp_path / "before", keys=keys)
        with engine.begin() as connection:
            for number in erased:
                erasure.erase(connection, str(number), keys=keys)
        checkpoint(engine)
        assert dig(tmp_path / "postgres", wrapped) == 100 and readable(wrapped, keys) == 100
        rotate(engine, keys, today=TODAY, grace_days=30)
        assert readable(wrapped, keys) == 100, "the days of grace: older backups can be restored"
        keys.wrapping.destroy(TODAY + timedelta(days=30))  # type: ignore[attr-defined]
        checkpoint(engine)
        with engine.connect() as connection:
            assert len(decisions.list_for_client(connection, "200001", keys=keys)) == 1
            assert verify(connection, keys=keys).findings == []
        assert dig(tmp_path / "postgres", wrapped) == 100, "PostgreSQL still holds the bytes"
        assert readable(wrapped, keys) == 0
        with pytest.raises(Unavailable, match="destroyed"):
            restore(url, tmp_path / "before", keys=keys)
        engine.dispose()
    shutil.rmtree(tmp_path / "postgres")


def checkpoint(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("CHECKPOINT"))


def dig(folder: Path, wrapped: dict[str, dict[str, Any]]) -> int:
    """How many of the wrapped keys stand in any file of PostgreSQL."""
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return sum(bytes(row["locked_key"]) in content for row in wrapped.values())


def readable(wrapped: dict[str, dict[str, Any]], keys: Keys) -> int:
    count = 0
    for row in wrapped.values():
        try:
            count += bool(read_subject(row, keys=keys).key)
        except (Corrupt, Unavailable):
            continue
    return count
