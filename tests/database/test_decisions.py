from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from limpide.contract import (
    Choice,
    Contribution,
    DecisionRecord,
    DecisionRequest,
    Explanation,
    FamilyContribution,
    Interval,
    Motive,
    Quality,
    Unit,
)
from limpide.core.decision import Decision, GreyZone
from limpide.database import decisions
from limpide.database.engine import Connection, create_engine
from limpide.database.identifiers import new_identifier
from limpide.database.schema import decisions as journal

EVIDENCE = Contribution(
    name="ext_source_mean",
    label="Score des bureaux de crédit",
    family="scores",
    unit=Unit.SCORE,
    source="Demande",
    value=0.1 + 0.2,
    typical=None,
    quality=Quality.OK,
    contribution=-0.25,
)
EXPLANATION = Explanation(
    model_version="m" * 64,
    snapshot_version="s" * 64,
    threshold=1 / 11,
    client_id=100002,
    probability_of_default=0.3,
    interval=Interval(low=0.2, high=0.4, level=0.9),
    grey_zone=GreyZone(0.08, 0.12),
    points=575,
    decision=Decision.REFUSED,
    base=-2.5,
    base_probability=0.08,
    margin=-0.85,
    families=[FamilyContribution(family="scores", label="Scores", contribution=-0.25, evidence=EVIDENCE)],
    features=[EVIDENCE],
)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.connect() as made:
        yield made
    engine.dispose()


def record(connection: Connection, **changes: object) -> DecisionRecord:
    asked = {"client_id": 100002, "choice": "accepted", "motive": "policy", "officer": "A. Martin"}
    request = DecisionRequest.model_validate(asked | changes)
    return decisions.append(connection, request, explanation=EXPLANATION, language="fr")


def test_a_decision_is_kept_with_what_the_model_said_and_why(connection: Connection) -> None:
    written = record(connection, comment="Vu avec l'agence")
    assert decisions.find(connection, written.decision_id) == written
    assert written.overridden
    assert written.model_decision is Decision.REFUSED
    assert written.choice is Choice.ACCEPTED
    assert written.motive is Motive.POLICY
    assert written.probability_of_default == 0.3
    assert written.threshold == 1 / 11
    assert written.reasons == EXPLANATION.families
    assert (written.model_version, written.snapshot_version) == ("m" * 64, "s" * 64)


def test_the_whole_explanation_that_was_shown_is_kept_to_the_bit(connection: Connection) -> None:
    record(connection)
    kept = connection.execute(sa.select(journal.c.explanation, journal.c.language)).one()
    assert Explanation.model_validate(kept.explanation) == EXPLANATION
    assert kept.language == "fr"


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
    assert decisions.list_for_client(connection, 100002) == written[::-1]
    assert decisions.list_for_client(connection, 1) == []


def test_an_unknown_decision_is_none(connection: Connection) -> None:
    assert decisions.find(connection, uuid4()) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET officer = 'somebody else'",
        "DELETE FROM decisions",
        "TRUNCATE decisions",
        "INSERT INTO decisions SELECT * FROM decisions ON CONFLICT (decision_id) DO UPDATE SET officer = 'x'",
        "SET session_replication_role = replica; DELETE FROM decisions",
    ],
)
def test_the_journal_only_grows(connection: Connection, statement: str) -> None:
    written = record(connection)
    connection.commit()
    with pytest.raises(sa.exc.DBAPIError, match=r"decisions is append only: (UPDATE|DELETE|TRUNCATE) is refused"):
        connection.exec_driver_sql(statement)
    connection.rollback()
    assert decisions.list_for_client(connection, 100002) == [written]


@pytest.mark.parametrize("change", [{"choice": "maybe"}, {"client_id": 0}, {"officer": ""}, {"threshold": 1.5}])
def test_the_table_itself_refuses_what_makes_no_sense(connection: Connection, change: dict[str, object]) -> None:
    record(connection)
    row = dict(connection.execute(sa.select(journal)).mappings().one()) | {"decision_id": uuid4()} | change
    with pytest.raises(sa.exc.IntegrityError, match=f"ck_decisions_{next(iter(change))}"):
        connection.execute(journal.insert().values(row))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(comment=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
def test_every_text_comes_back_as_it_was_written(connection: Connection, comment: str) -> None:
    written = record(connection, comment=comment)
    found = decisions.find(connection, written.decision_id)
    assert found is not None
    assert (
        found.comment
        == DecisionRequest.model_validate(found.model_dump(include=set(DecisionRequest.model_fields))).comment
    )
    assert found == written


def test_identifiers_are_version_7_unique_and_in_order_of_time() -> None:
    made = [new_identifier() for _ in range(2000)]
    assert len(set(made)) == 2000
    assert all(each.version == 7 and each.variant == UUID(int=0x8 << 60).variant for each in made)
    milliseconds = [each.int >> 80 for each in made]
    assert milliseconds == sorted(milliseconds)
    assert abs(milliseconds[0] / 1000 - datetime.now(UTC).timestamp()) < 60
