from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from explanations import KEYS, record
from hypothesis import given
from hypothesis import strategies as st

from limpide.contract import CoBorrower, Identity, IdentityMatches, IdentitySearch, PostalAddress, Relation
from limpide.core.errors import Conflict, Corrupt, KeyReused, UnknownClient
from limpide.database import applications, case_states, erasure, identities
from limpide.database.engine import Connection, create_engine
from limpide.database.idempotency import Once
from limpide.database.keys import Keys
from limpide.database.name_index import name_parts
from limpide.database.retention import purge
from limpide.lenders import same_retention

ADDRESS = PostalAddress(lines=["12 rue des Lilas"], postcode="69003", city="Lyon")
ZOE = Identity(
    given_names="Zoé Anne", family_name="LÉGER-Martin", birth_date=date(1988, 4, 21), address=ADDRESS, email="z@ici.fr"
)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.begin() as made:
        yield made
    engine.dispose()


def keep(connection: Connection, client_id: str = "7", identity: Identity = ZOE, *, after: int = 0) -> None:
    identities.record(connection, client_id, identity, after=after, officer="A. Martin", keys=KEYS)


def find(connection: Connection, name: str, born: date | None = None, desk: str | None = None) -> list[str]:
    asked = IdentitySearch(name=name, birth_date=born)
    return [each.client_id for each in identities.search(connection, asked, keys=KEYS, desk=desk).matches]


def test_a_version_follows_the_one_that_was_read(connection: Connection) -> None:
    assert identities.find(connection, "7", keys=KEYS).identity is None
    keep(connection)
    moved = ZOE.model_copy(update={"address": ADDRESS.model_copy(update={"city": "Paris"})})
    with pytest.raises(Conflict, match="version 1"):
        keep(connection, identity=moved)
    keep(connection, identity=moved, after=1)
    found = identities.find(connection, "7", keys=KEYS)
    assert (found.identity, found.version) == (moved, 2)
    assert [(each.version, each.officer) for each in found.changes] == [(2, "A. Martin"), (1, "A. Martin")]
    with pytest.raises(Conflict):
        keep(connection, after=5)


def test_the_same_key_records_once(connection: Connection) -> None:
    once = Once("key", KEYS.seal(b"request"))
    kept = identities.record(connection, "7", ZOE, after=0, officer="A", keys=KEYS, once=once)
    assert identities.record(connection, "7", ZOE, after=0, officer="A", keys=KEYS, once=once) == kept
    with pytest.raises(KeyReused):
        identities.record(connection, "7", ZOE, after=1, officer="A", keys=KEYS, once=Once("key", KEYS.seal(b"other")))


@pytest.mark.parametrize(
    "typed", ["leger", "Martin Zoe", "ZOÉ léger-martin", "martin, leger", "zoe-anne", "ＬÉＧＥＲ", "Le\u0301ger"]
)
def test_accents_capitals_hyphens_and_order_do_not_count(connection: Connection, typed: str) -> None:
    keep(connection)
    assert find(connection, typed) == ["7"]
    assert find(connection, typed, ZOE.birth_date) == ["7"]
    assert find(connection, typed, ZOE.birth_date + timedelta(days=1)) == []


@pytest.mark.parametrize("typed", ["lege", "Leger Dupont", "--", "%", "Zoé Anne Léger Martin Zoéline"])
def test_a_part_counts_whole_and_every_part_must_be_there(connection: Connection, typed: str) -> None:
    keep(connection)
    assert find(connection, typed) == []


def test_only_the_latest_name_is_found(connection: Connection) -> None:
    keep(connection)
    keep(connection, identity=ZOE.model_copy(update={"family_name": "Dupont"}), after=1)
    assert find(connection, "Dupont") == ["7"]
    assert find(connection, "Martin") == []


def test_a_co_borrower_is_kept_and_not_searched(connection: Connection) -> None:
    other = CoBorrower(given_names="Ali", family_name="Haddad", birth_date=date(1980, 1, 2), relation=Relation.SPOUSE)
    keep(connection, identity=ZOE.model_copy(update={"co_borrower": other}))
    held = identities.find(connection, "7", keys=KEYS).identity
    assert held is not None and held.co_borrower == other
    assert find(connection, "Haddad") == []


def test_many_who_match_are_not_all_listed(connection: Connection) -> None:
    for number in range(1, identities.MOST_MATCHES + 2):
        keep(connection, str(number))
    found: IdentityMatches = identities.search(connection, IdentitySearch(name="Zoé"), keys=KEYS, desk=None)
    assert len(found.matches) == identities.MOST_MATCHES and not found.complete


def test_an_applicant_is_found_at_their_own_branch_only(connection: Connection) -> None:
    stored = applications.store(connection, {}, keys=KEYS, officer="A", desk="Lyon")
    keep(connection, stored.client_id)
    assert find(connection, "Zoé", desk="Lyon") == find(connection, "Zoé") == [stored.client_id]
    assert find(connection, "Zoé", desk="Paris") == []


def test_nothing_of_it_is_readable_in_the_table_nor_with_another_key(connection: Connection) -> None:
    keep(connection)
    [row] = connection.execute(sa.text("SELECT * FROM identities")).mappings()
    whole = b"".join(bytes(each) for each in [row["payload"], row["birth_token"], *row["name_tokens"]]).lower()
    for word in (b"zo", b"leger", b"martin", b"lyon", b"1988"):
        assert word not in whole
    other = Keys(b"x" * 32)
    assert identities.search(connection, IdentitySearch(name="Zoé"), keys=other, desk=None).matches == []
    with pytest.raises(Corrupt):
        identities.find(connection, "7", keys=other)


def test_two_identities_cannot_be_exchanged(connection: Connection) -> None:
    keep(connection, "7")
    keep(connection, "8")
    connection.execute(sa.text("ALTER TABLE identities DISABLE TRIGGER ALL"))
    connection.execute(sa.text("UPDATE identities SET payload = (SELECT max(payload) FROM identities)"))
    with pytest.raises(Corrupt):
        [identities.find(connection, number, keys=KEYS) for number in ("7", "8")]


def test_identity_and_index_are_erased_with_the_client_and_exported_before(connection: Connection) -> None:
    keep(connection)
    assert erasure.export(connection, "7", keys=KEYS)["identity"][0]["identity"]["family_name"] == "LÉGER-Martin"
    record(connection, client_id=7)
    erasure.erase(connection, "7", keys=KEYS)
    assert connection.scalar(sa.text("SELECT count(*) FROM identities")) == 0
    assert find(connection, "Zoé") == []
    with pytest.raises(UnknownClient):
        erasure.export(connection, "7", keys=KEYS)


def test_retention_counts_the_last_change_of_an_identity(connection: Connection) -> None:
    keep(connection, "7")
    keep(connection, "8")
    connection.execute(sa.text("ALTER TABLE identities DISABLE TRIGGER ALL"))
    connection.execute(
        sa.text(
            "UPDATE identities SET recorded_at = now() - interval '6 years' "
            "WHERE subject = (SELECT subject FROM client_keys WHERE client_id = '7')"
        )
    )
    assert [each.client_id for each in purge(connection, retention=same_retention(1827), keys=KEYS)] == ["7"]
    assert identities.find(connection, "8", keys=KEYS).version == 1


def test_an_identity_in_place_of_an_erased_client_changes_the_version_of_states(connection: Connection) -> None:
    record(connection, client_id=7)
    before = case_states.read_version(connection)
    erasure.erase(connection, "7", suppress=False, keys=KEYS)
    keep(connection, "7")
    assert case_states.read_version(connection) != before


@given(st.text(max_size=40), st.text(max_size=40))
def test_parts_do_not_depend_on_order_or_capitals(one: str, two: str) -> None:
    assert name_parts(one, two) == name_parts(two, one)
    assert set(name_parts(one.upper())) == set(name_parts(one.upper().casefold()))
