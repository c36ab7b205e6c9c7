from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from explanations import EXPLANATION, KEYS, hand_over, record
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from limpide.contract import (
    Choice,
    DecisionRequest,
    Explanation,
    Motive,
)
from limpide.core.decision import Decision
from limpide.core.errors import Conflict, Corrupt, KeyReused, Unavailable
from limpide.database import decisions
from limpide.database.desks import Signer
from limpide.database.engine import Connection, create_engine
from limpide.database.idempotency import Once
from limpide.database.identifiers import new_identifier
from limpide.database.keys import Keys
from limpide.database.schema import client_keys
from limpide.database.schema import decisions as journal
from limpide.database.subjects import KEY, read_subject

_SAME_SUBJECT = client_keys.c.subject == journal.c.subject


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.connect() as made:
        yield made
    engine.dispose()


def test_a_decision_is_kept_with_what_the_model_said_and_why(connection: Connection) -> None:
    written = record(connection, comment="Vu avec l'agence")
    assert decisions.find(connection, written.decision_id, keys=KEYS) == written
    assert written.overridden
    assert written.model_decision is Decision.REFUSED
    assert written.choice is Choice.ACCEPTED
    assert written.motive is Motive.POLICY
    assert written.probability_of_default == 0.3
    assert written.threshold == 1 / 11
    assert written.reasons == EXPLANATION.families
    assert (written.model_version, written.snapshot_version) == ("m" * 64, "s" * 64)


def test_the_whole_explanation_that_was_shown_is_kept_to_the_bit(connection: Connection) -> None:
    written = record(connection, comment="Vu avec l'agence")
    shown = decisions.find_explanation(connection, written.decision_id, keys=KEYS)
    assert Explanation.model_validate(shown) == EXPLANATION


def test_words_for_the_client_are_kept_beside_those_for_colleagues(connection: Connection) -> None:
    written = record(connection, comment="Vu avec l'agence", grounds="Votre contrat s'achève en mars.")
    found = decisions.find(connection, written.decision_id, keys=KEYS)
    assert found == written and found.grounds == "Votre contrat s'achève en mars."
    assert "mars" not in str(connection.execute(sa.select(journal)).mappings().one())


def test_a_decision_written_before_there_were_grounds_is_read_as_it_was(connection: Connection) -> None:
    written = record(connection, comment="Vu avec l'agence")
    row = connection.execute(sa.select(journal, *KEY).join(client_keys, _SAME_SUBJECT)).mappings().one()
    subject = read_subject(row, keys=KEYS)
    payload = subject.show(row["payload"], about=written.decision_id)
    del payload["grounds"]  # as the release before wrote it
    older = dict(row) | {"payload": subject.hide(payload, about=written.decision_id)}
    assert decisions.read_row(older, keys=KEYS) == written


def test_nothing_personal_is_readable_in_the_tables(connection: Connection) -> None:
    record(connection, comment="Vu avec l'agence")
    kept = str(connection.execute(sa.select(journal)).mappings().one())
    assert "100002" not in kept and "agence" not in kept and "ext_source_mean" not in kept
    with pytest.raises(Corrupt, match="LIMPIDE_KEY"):
        decisions.list_for_client(connection, "100002", keys=Keys(b"x" * 32))


def test_the_time_is_the_database_s_with_its_zone(connection: Connection) -> None:
    written = record(connection)
    assert written.decided_at.tzinfo is not None
    assert abs((written.decided_at - datetime.now(UTC)).total_seconds()) < 60


def test_following_the_model_is_not_an_override(connection: Connection) -> None:
    assert not record(connection, choice="refused").overridden


def test_a_client_s_decisions_are_listed_newest_first(connection: Connection) -> None:
    written = []
    for _ in range(3):
        written.append(record(connection))
        connection.commit()
    record(connection, client_id=100003)
    assert decisions.list_for_client(connection, "100002", keys=KEYS) == written[::-1]
    assert decisions.list_for_client(connection, "1", keys=KEYS) == []


def test_an_unknown_decision_is_none(connection: Connection) -> None:
    assert decisions.find(connection, uuid4(), keys=KEYS) is None
    assert decisions.find_explanation(connection, uuid4(), keys=KEYS) is None


def test_another_desk_s_decision_is_not_there(connection: Connection) -> None:
    lyon = record(connection, desk="Lyon")
    with pytest.raises(Conflict, match="another desk holds"):
        record(connection, desk="Paris")  # the same person, who works elsewhere now, may not read it either
    assert decisions.find(connection, lyon.decision_id, keys=KEYS, desk="Paris") is None
    assert decisions.find_explanation(connection, lyon.decision_id, keys=KEYS, desk="Paris") is None
    hand_over(connection, "100002", "Paris")
    assert decisions.find(connection, lyon.decision_id, keys=KEYS, desk="Paris") == lyon
    paris = record(connection, desk="Paris", after=lyon.decision_id)
    assert decisions.find(connection, paris.decision_id, keys=KEYS, desk="Lyon") is None
    assert decisions.list_for_client(connection, "100002", keys=KEYS, desk="Lyon") == [lyon]
    assert decisions.list_for_client(connection, "100002", keys=KEYS) == [paris, lyon]


def test_the_same_key_decides_once_and_another_request_with_it_is_refused(connection: Connection) -> None:
    once = Once("k", KEYS.seal(b"request"))
    first = record(connection, once=once)
    assert record(connection, once=once) == first
    with pytest.raises(KeyReused):
        record(connection, once=Once("k", KEYS.seal(b"another")))
    assert record(connection, once=once, officer="a. martin") != first  # keys are each sender's own
    assert connection.scalar(sa.select(sa.func.count()).select_from(journal)) == 2


def test_whoever_has_not_read_a_colleague_s_decision_cannot_decide_over_it(connection: Connection) -> None:
    first = record(connection)
    with pytest.raises(Conflict, match=r"A\. Martin decided"):
        record(connection, officer="B. Durand")
    second = record(connection, officer="B. Durand", after=first.decision_id)
    with pytest.raises(Conflict, match=r"B\. Durand decided"):
        record(connection, officer="C. Petit", after=first.decision_id)
    assert record(connection, officer="b. durand").position == second.position + 1  # her own she knows


def test_a_process_with_another_secret_writes_nothing(connection: Connection) -> None:
    record(connection)
    stranger = DecisionRequest(client_id=7, choice="refused", motive="policy")  # type: ignore[arg-type]
    with pytest.raises(Unavailable, match="sealed with the key"):
        decisions.append(
            connection, stranger, explanation=EXPLANATION, language="fr", signer=Signer("A"), keys=Keys(b"x" * 32)
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET officer = 'somebody else'",
        "DELETE FROM decisions",
        "TRUNCATE decisions CASCADE",
        "INSERT INTO decisions SELECT * FROM decisions ON CONFLICT (position) DO UPDATE SET officer = 'x'",
        "SET session_replication_role = replica; DELETE FROM decisions",
    ],
)
def test_the_journal_only_grows(connection: Connection, statement: str) -> None:
    written = record(connection)
    connection.commit()
    with pytest.raises(sa.exc.DBAPIError, match=r"decisions is append only: (UPDATE|DELETE|TRUNCATE) is refused"):
        connection.exec_driver_sql(statement)
    connection.rollback()
    assert decisions.list_for_client(connection, "100002", keys=KEYS) == [written]


@pytest.mark.parametrize("change", [{"choice": "maybe"}, {"position": 0}, {"officer": ""}, {"threshold": 1.5}])
def test_the_table_itself_refuses_what_makes_no_sense(connection: Connection, change: dict[str, object]) -> None:
    record(connection)
    row = (
        dict(connection.execute(sa.select(journal)).mappings().one()) | {"decision_id": uuid4(), "position": 2} | change
    )
    with pytest.raises(sa.exc.IntegrityError, match=f"ck_decisions_{next(iter(change))}"):
        connection.execute(journal.insert().values(row))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(comment=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
def test_every_text_comes_back_as_it_was_written(connection: Connection, comment: str) -> None:
    written = record(connection, comment=comment)
    found = decisions.find(connection, written.decision_id, keys=KEYS)
    assert found == written
    assert found is not None and found.comment == comment.strip()


def test_identifiers_are_version_7_unique_and_in_order_of_time() -> None:
    made = [new_identifier() for _ in range(2000)]
    assert len(set(made)) == 2000
    assert all(each.version == 7 and each.variant == UUID(int=0x8 << 60).variant for each in made)
    milliseconds = [each.int >> 80 for each in made]
    assert milliseconds == sorted(milliseconds)
    assert abs(milliseconds[0] / 1000 - datetime.now(UTC).timestamp()) < 60
