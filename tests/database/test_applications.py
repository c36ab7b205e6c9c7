from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from limpide.core.errors import Corrupt, KeyReused
from limpide.core.identifiers import is_applicant
from limpide.database import applications
from limpide.database.engine import Connection, create_engine
from limpide.database.idempotency import Once
from limpide.database.keys import Keys

KEYS = Keys(b"k" * 32)
CONTENT = {"application": {"AMT_INCOME_TOTAL": 54321.5, "NAME": "Zoé"}, "histories": {"bureau": [{"AMT": None}]}}


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.begin() as made:
        yield made
    engine.dispose()


def test_an_application_is_numbered_and_comes_back_as_it_was_sent(connection: Connection) -> None:
    stored = applications.store(connection, CONTENT, keys=KEYS, officer="A. Martin")
    other = applications.store(connection, {}, keys=KEYS, officer="A. Martin")
    assert is_applicant(stored.client_id)
    assert int(other.client_id) > int(stored.client_id)
    assert applications.find(connection, stored.client_id, keys=KEYS) == stored
    assert stored.content == CONTENT
    assert applications.find(connection, "100002", keys=KEYS) is None


def test_nothing_of_it_is_readable_in_the_tables(connection: Connection) -> None:
    stored = applications.store(connection, CONTENT, keys=KEYS, officer="A. Martin")
    kept = connection.execute(sa.text("SELECT payload FROM applications")).scalar_one()
    assert b"54321" not in kept and "Zoé".encode() not in kept and b"AMT" not in kept
    with pytest.raises(Corrupt, match="LIMPIDE_KEY"):
        applications.find(connection, stored.client_id, keys=Keys(b"x" * 32))


def test_two_applications_cannot_be_exchanged(connection: Connection) -> None:
    one, two = (applications.store(connection, {"n": n}, keys=KEYS, officer="A") for n in (1, 2))
    connection.execute(sa.text("ALTER TABLE applications DISABLE TRIGGER ALL"))
    connection.execute(
        sa.text("UPDATE applications SET payload = (SELECT payload FROM applications WHERE client_id = :other)"),
        {"other": two.client_id},
    )
    with pytest.raises(Corrupt):
        applications.find(connection, one.client_id, keys=KEYS)


def test_a_desk_sees_its_own_and_head_office_sees_all(connection: Connection) -> None:
    lyon = applications.store(connection, {}, keys=KEYS, officer="A", desk="Lyon")
    paris = applications.store(connection, {}, keys=KEYS, officer="B", desk="Paris")
    assert applications.find(connection, lyon.client_id, keys=KEYS, desk="Paris") is None
    seen = {desk: applications.list_page(connection, "9", keys=KEYS, desk=desk, limit=9) for desk in ("Lyon", None)}
    assert seen == {"Lyon": [lyon], None: [lyon, paris]}
    assert applications.list_page(connection, "", after=lyon.client_id, keys=KEYS, limit=9) == [paris]
    assert applications.list_page(connection, paris.client_id, keys=KEYS, limit=9) == [paris]
    assert applications.count(connection, "_") == 0 and applications.count(connection, "90") == 2


def test_the_same_key_stores_once_and_another_request_with_it_is_refused(connection: Connection) -> None:
    once = Once("key-1", KEYS.seal(b"request"))
    first = applications.store(connection, CONTENT, keys=KEYS, officer="A", once=once)
    assert applications.store(connection, CONTENT, keys=KEYS, officer="A", once=once) == first
    assert applications.store(connection, CONTENT, keys=KEYS, officer="B", once=once) != first
    with pytest.raises(KeyReused, match="key-1"):
        applications.store(connection, {}, keys=KEYS, officer="A", once=Once("key-1", KEYS.seal(b"other")))
    counted = [connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in ("applications", "client_keys")]
    assert counted == [2, 2]
