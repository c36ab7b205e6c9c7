"""Somebody with every right on the database alters the journal: it is seen, and where."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from explanations import KEYS, record

from limpide.contract import DecisionRecord
from limpide.core.errors import Unavailable
from limpide.database.anchors import anchors_of, read_home
from limpide.database.chain import START, Head
from limpide.database.engine import Connection, create_engine, transaction
from limpide.database.erasure import erase
from limpide.database.journal import Journal
from limpide.database.keys import Keys
from limpide.database.ledger import MOVE_HEAD, NOTHING, Heads, read_sealed_head
from limpide.database.verify import Verdict, verify

LENGTH = 6


@pytest.fixture
def superuser(database_url: str) -> Iterator[Connection]:
    """All rights, and the triggers out of the way."""
    engine = create_engine(database_url)
    with engine.connect() as connection:
        for table in ("decisions", "journal_head"):
            connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        connection.commit()
        yield connection
    engine.dispose()


@pytest.fixture
def written(superuser: Connection) -> list[DecisionRecord]:
    made = [record(superuser, client_id=100002 + number) for number in range(LENGTH)]
    superuser.commit()
    return made


def check(connection: Connection, **known: object) -> Verdict:
    return verify(connection, keys=KEYS, **known)  # type: ignore[arg-type]


def test_a_journal_that_nobody_touched_is_whole(superuser: Connection, written: list[DecisionRecord]) -> None:
    verdict = check(superuser)
    assert verdict.broken is None
    assert (verdict.head.position, verdict.head.link.hex()) == (LENGTH, written[-1].seal)


def test_an_empty_journal_is_whole(superuser: Connection) -> None:
    assert check(superuser).broken is None


@pytest.mark.parametrize(
    ("statement", "position", "why"),
    [
        ("UPDATE decisions SET choice = 'refused' WHERE position = 3", 3, "altered or forged"),
        ("UPDATE decisions SET officer = 'B' WHERE position = 1", 1, "altered or forged"),
        ("UPDATE decisions SET probability_of_default = .0300001 WHERE position = 6", 6, "altered"),
        ("UPDATE decisions SET decided_at = decided_at + interval '1 microsecond' WHERE position = 2", 2, "altered"),
        ("UPDATE decisions SET payload = payload || '\\x00' WHERE position = 5", 5, "altered"),
        ("UPDATE decisions SET subject = gen_random_uuid() WHERE position = 4", 4, "altered"),
        ("UPDATE decisions SET link = sha256('x') WHERE position = 3", 3, "altered"),
        ("UPDATE decisions SET previous = sha256('x') WHERE position = 3", 3, "put in or moved"),
        ("DELETE FROM decisions WHERE position = 3", 3, "1 entry missing"),
        ("DELETE FROM decisions WHERE position IN (1, 2)", 1, "2 entries missing"),
        ("DELETE FROM decisions WHERE position = 6", 6, "the last entry is missing"),
        ("DELETE FROM decisions WHERE position > 2", 3, "the last 4 entries are missing"),
        ("DELETE FROM decisions", 1, "the last 6 entries are missing"),
        (
            "UPDATE decisions SET position = CASE position WHEN 2 THEN -12 ELSE -14 END WHERE position IN (2, 4);"
            "UPDATE decisions SET position = position + 16 WHERE position < 0",
            2,
            "put in or moved",
        ),
        (
            "UPDATE decisions SET position = -position WHERE position >= 4;"
            "UPDATE decisions SET position = 1 - position WHERE position < 0;"
            "INSERT INTO decisions SELECT 4, gen_random_uuid(), decided_at, subject, desk, officer, choice, motive, "
            "probability_of_default, threshold, model_decision, model_version, snapshot_version, language, review_of, "
            "idempotency_key, request_digest, payload, link, sha256('x') FROM decisions WHERE position = 3",
            4,
            "altered or forged",
        ),
        ("UPDATE journal_head SET position = 5", 6, "the head of the journal is not the one"),
        ("UPDATE journal_head SET link = sha256('x')", 6, "the head of the journal is not the one"),
        ("DELETE FROM journal_head", 1, "the head of the journal is gone"),
    ],
)
def test_what_a_superuser_does_to_it_is_seen_and_located(
    superuser: Connection, written: list[DecisionRecord], statement: str, position: int, why: str
) -> None:
    superuser.exec_driver_sql("ALTER TABLE decisions DROP CONSTRAINT ck_decisions_position")
    for each in statement.split(";"):
        superuser.exec_driver_sql(each)
    broken = check(superuser).broken
    assert broken is not None
    assert broken.position == position
    assert why in str(broken)


def test_a_database_put_back_to_an_older_state_is_seen_by_the_anchor(
    superuser: Connection, written: list[DecisionRecord], tmp_path: Path
) -> None:
    before = dict(superuser.execute(sa.text("SELECT * FROM journal_head")).mappings().one())
    journal = Journal(KEYS, tmp_path)
    with transaction(superuser.engine) as begun:
        record(begun.connection, witness=journal.anchor_after(begun))
    checked = check(superuser, home=tmp_path)
    assert checked.whole and checked.anchored is not None and checked.anchored.position == checked.ledger.position
    superuser.execute(sa.text("DELETE FROM decisions WHERE position > 6"))
    superuser.execute(sa.text("ALTER TABLE ledger DISABLE TRIGGER ALL"))
    superuser.execute(sa.text("DELETE FROM ledger WHERE position > :ledger_position"), before)
    superuser.execute(
        sa.text(
            "UPDATE journal_head SET position = :position, link = :link, seal = :seal, "
            "ledger_position = :ledger_position, ledger_link = :ledger_link"
        ),
        before,
    )
    assert check(superuser).whole  # nothing in the database shows it
    assert "the last entry is missing" in check(superuser, home=tmp_path).findings[0]
    seen = Head(LENGTH, bytes.fromhex(written[-1].seal))
    assert check(superuser, witnesses=[seen]).whole
    assert "missing" in str(check(superuser, witnesses=[Head(LENGTH + 1, b"x" * 32)]).broken)


def test_a_journal_written_anew_by_somebody_with_the_secret_is_seen_by_a_witness_and_by_an_anchor(
    superuser: Connection, written: list[DecisionRecord], tmp_path: Path
) -> None:
    noted = Head(2, bytes.fromhex(written[1].seal))
    journal_id, head = read_sealed_head(superuser, keys=KEYS)
    anchors_of(tmp_path, journal_id).note(head, keys=KEYS)
    for table in ("ledger", "client_keys"):
        superuser.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
    for table in ("decisions", "ledger", "client_keys"):
        superuser.execute(sa.text(f"DELETE FROM {table}"))
    empty = Heads(journal_id, Head(0, START), NOTHING).row(KEYS)
    superuser.execute(MOVE_HEAD, {f"head_{name}": value for name, value in empty.items()})
    for number in range(LENGTH):
        record(superuser, client_id=100002 + number)
    assert check(superuser).whole
    assert "another entry stood here" in str(check(superuser, witnesses=[noted]).broken)
    assert "another entry stood here when it was anchored" in check(superuser, home=tmp_path).findings[0]


def test_another_secret_proves_nothing(superuser: Connection, written: list[DecisionRecord]) -> None:
    with pytest.raises(Unavailable, match="set LIMPIDE_KEY to the journal's own"):
        verify(superuser, keys=Keys(b"x" * 32))
    superuser.execute(sa.text("UPDATE journal_head SET key_fingerprint = NULL"))
    broken = verify(superuser, keys=Keys(b"x" * 32)).broken
    assert broken is not None and broken.position == 1


def test_the_chain_holds_when_a_client_was_erased(superuser: Connection, written: list[DecisionRecord]) -> None:
    done = erase(superuser, "100003", keys=KEYS)
    assert done.decisions == 1
    assert check(superuser).broken is None


def test_an_anchor_never_goes_back_grows_by_blocks_and_a_forged_one_counts_for_nothing(tmp_path: Path) -> None:
    journal_id = UUID(int=7)
    anchors = anchors_of(tmp_path, journal_id)
    heads = {position: Head(position, bytes([position % 256]) * 32) for position in (4, 2, 3, 999, 1000, 2500)}

    def positions(keys: Keys = KEYS) -> list[int]:
        found = read_home(tmp_path, public_key=keys.signing.public_key())
        return [each.position for each in found.get(journal_id, [])]

    for position in (4, 2, 3):
        anchors.note(heads[position], keys=KEYS)
    assert positions() == [4]
    assert positions(Keys(b"x" * 32)) == []
    anchors.path.write_text("garbage")
    assert positions() == []
    for position in (999, 1000, 2500):
        anchors.note(heads[position], keys=KEYS)
    assert positions() == [999, 1000, 2500]
    assert anchors.path.stat().st_mode & 0o777 == 0o600
    anchors.path.write_text(anchors.path.read_text().replace("2500", "2501"))
    assert positions() == [999, 1000]


def test_a_commit_that_fails_leaves_no_anchor(superuser: Connection, tmp_path: Path) -> None:
    journal = Journal(KEYS, tmp_path)
    with pytest.raises(KeyError), transaction(superuser.engine) as begun:
        record(begun.connection, witness=journal.anchor_after(begun))
        raise KeyError
    assert list(tmp_path.iterdir()) == []
