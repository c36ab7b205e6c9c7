"""Retention by outcome: each entry keeps a client for the period of what became of the request."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from explanations import EXPLANATION, KEYS, record

from limpide.contract import Cause, DecisionRecord, DecisionRequest, Outcome, OutcomeRequest, Plea
from limpide.core.errors import Erased
from limpide.database import applications, decisions, erasure, outcomes, reviews
from limpide.database.desks import Signer
from limpide.database.engine import Connection, create_engine
from limpide.database.journal import unseen
from limpide.database.retention import purge
from limpide.database.verify import verify
from limpide.lenders import Retention, same_retention
from limpide.lenders.legal_terms import Duration

MONTHS = Retention(accepted=Duration(60, "months"), refused=Duration(12, "months"), abandoned=Duration(3, "months"))


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.begin() as made:
        yield made
    engine.dispose()


def age(connection: Connection, months: int) -> None:
    """Make everything written until now that much older."""
    for table, columns in {
        "decisions": ["decided_at"],
        "reviews": ["opened_at", "concluded_at"],
        "outcomes": ["recorded_at"],
        "applications": ["stored_at"],
    }.items():
        connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        older = ", ".join(f"{name} = {name} - interval '{months} months'" for name in columns)
        connection.execute(sa.text(f"UPDATE {table} SET {older}"))


def expired(connection: Connection, retention: Retention = MONTHS) -> dict[str, str]:
    return {each.client_id: each.outcome for each in purge(connection, retention=retention, dry=True)}


def conclude(connection: Connection, decided: DecisionRecord, choice: str) -> None:
    """Review a decision as a second person."""
    review = reviews.plead(
        connection,
        decided.decision_id,
        Plea(statement="Je conteste", corrections={}, written_by="A", reassessment=None),
        keys=KEYS,
        within=timedelta(days=30),
        desk=None,
    )
    taken = reviews.take(connection, review.review_id, signer=Signer("B"), once=None)
    asked = {"client_id": decided.client_id, "choice": choice, "motive": "other"}
    conclusion = decisions.append(
        connection,
        DecisionRequest.model_validate(asked),
        explanation=EXPLANATION,
        language="fr",
        signer=Signer("B"),
        keys=KEYS,
        review_of=decided.decision_id,
        witness=unseen,
    )
    reviews.conclude(connection, taken, conclusion=conclusion)


def test_each_outcome_has_its_own_end(connection: Connection) -> None:
    record(connection, client_id=1, choice="accepted")
    record(connection, client_id=2, choice="refused")
    abandoned = applications.store(connection, {"name": "Zoé"}, keys=KEYS, officer="A").client_id
    decided = applications.store(connection, {"name": "Léo"}, keys=KEYS, officer="A").client_id
    record(connection, client_id=decided, choice="refused")
    assert expired(connection) == {}
    age(connection, 4)
    assert expired(connection) == {abandoned: "abandoned"}
    age(connection, 9)
    assert expired(connection) == {abandoned: "abandoned", "2": "refused", decided: "refused"}
    age(connection, 48)
    assert expired(connection) == {abandoned: "abandoned", "2": "refused", decided: "refused", "1": "accepted"}


def test_the_end_of_retention_destroys_the_key_and_the_chain_holds(connection: Connection) -> None:
    old = record(connection, client_id=1, choice="refused")
    age(connection, 13)
    recent = record(connection, client_id=2, choice="refused")
    assert expired(connection) == {"1": "refused"}
    assert decisions.find(connection, old.decision_id, keys=KEYS) is not None  # a dry run destroys nothing
    assert [each.client_id for each in purge(connection, retention=MONTHS)] == ["1"]
    with pytest.raises(Erased):
        decisions.find(connection, old.decision_id, keys=KEYS)
    assert decisions.find(connection, recent.decision_id, keys=KEYS) == recent
    assert purge(connection, retention=MONTHS) == []
    assert erasure.list_erased(connection) == []  # retention forgets; it does not forbid


def test_the_longest_of_several_periods_keeps_the_whole_record(connection: Connection) -> None:
    record(connection, client_id=1, choice="accepted")
    age(connection, 24)
    record(connection, client_id=1, choice="refused")
    age(connection, 13)
    assert expired(connection) == {}  # the refusal alone would have ended
    age(connection, 24)
    assert expired(connection) == {"1": "accepted"}


@pytest.mark.parametrize(("first", "second", "ends"), [("accepted", "refused", 13), ("refused", "accepted", 61)])
def test_what_a_review_replaced_counts_as_what_replaced_it(
    connection: Connection, first: str, second: str, ends: int
) -> None:
    conclude(connection, record(connection, client_id=1, choice=first), second)
    age(connection, ends - 2)
    assert expired(connection) == {}
    age(connection, 2)
    assert expired(connection) == {"1": second}


def test_an_open_review_and_an_outcome_are_entries_of_their_own(connection: Connection) -> None:
    reviewed, repaid = record(connection, client_id=1, choice="refused"), record(connection, client_id=2)
    age(connection, 61)
    reviews.open_review(connection, reviewed.decision_id, cause=Cause.OVERRIDE, within=timedelta(days=30))
    seen = OutcomeRequest(outcome=Outcome.REPAID, observed_on=date(2100, 1, 1))
    outcomes.append(connection, repaid.decision_id, seen, recorded_by="A", desk=None)
    assert expired(connection) == {}
    age(connection, 13)
    assert expired(connection) == {"1": "refused"}


def test_one_number_of_days_holds_for_every_outcome(connection: Connection) -> None:
    record(connection, client_id=1, choice="accepted")
    record(connection, client_id=2, choice="refused")
    assert expired(connection, same_retention(30)) == {}
    age(connection, 2)
    assert expired(connection, same_retention(30)) == {"1": "accepted", "2": "refused"}
    assert verify(connection, keys=KEYS).broken is not None  # the test altered the days of sealed rows
