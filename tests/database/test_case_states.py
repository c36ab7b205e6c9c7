from collections.abc import Iterator
from datetime import timedelta

import pytest
from explanations import EXPLANATION, KEYS, hand_over, record

from limpide.contract import CaseState, CaseStatus, Cause, Choice, DecisionRecord, DecisionRequest, Motive, Plea
from limpide.database import applications, decisions, reviews
from limpide.database.case_states import find_state, find_states, list_decided, read_version
from limpide.database.desks import Signer
from limpide.database.engine import Connection, create_engine
from limpide.database.erasure import erase
from limpide.database.verify import verify

CLIENT = "100002"
MONTH = timedelta(days=30)
PLEA = Plea(statement="I was ill.", corrections={}, written_by="A. Martin", reassessment=None)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.connect() as made:
        yield made
    engine.dispose()


def state(connection: Connection, desk: str | None = None) -> CaseState:
    """The state of the case, the same alone, among others and in the list of everybody."""
    alone = find_state(connection, CLIENT, desk=desk, keys=KEYS)
    assert find_states(connection, [CLIENT, "7"], desk=desk) == {CLIENT: alone, "7": CaseState(status=CaseStatus.TO_DO)}
    listed = [status for status, numbers in list_decided(connection, desk=desk).items() if CLIENT in numbers]
    assert listed == [alone.status] or (alone.status is CaseStatus.TO_DO and not listed)
    return alone


def open_review(connection: Connection, written: DecisionRecord) -> None:
    reviews.open_review(connection, written.decision_id, cause=Cause.OVERRIDE, within=MONTH, keys=KEYS)


def conclude(connection: Connection, written: DecisionRecord, choice: Choice, *, desk: str | None) -> DecisionRecord:
    """Conclude the review of a decision as a second person of a desk."""
    signer = Signer("C. Petit", desk)
    review_id = next(each.review_id for each in reviews.list_entries(connection, desk=desk).reviews)
    taken = reviews.take(connection, review_id, signer=signer, once=None)
    conclusion = decisions.append(
        connection,
        DecisionRequest(client_id=CLIENT, choice=choice, motive=Motive.POLICY),
        explanation=EXPLANATION.model_copy(update={"client_id": written.client_id}),
        language="fr",
        signer=signer,
        keys=KEYS,
        review_of=written.decision_id,
    )
    reviews.conclude(connection, taken, conclusion=conclusion, keys=KEYS)
    return conclusion


def test_a_case_on_which_nobody_has_signed_is_to_do(connection: Connection) -> None:
    assert state(connection) == CaseState(status=CaseStatus.TO_DO)


def test_what_was_signed_last_is_the_state_with_who_and_when(connection: Connection) -> None:
    record(connection, choice="accepted")
    last = record(connection, choice="refused")
    assert state(connection) == CaseState(
        status=CaseStatus.REFUSED,
        choice=Choice.REFUSED,
        officer=last.officer,
        signed_at=last.decided_at,
        decision_id=last.decision_id,
    )


def test_an_open_review_comes_before_what_was_signed_even_after_a_further_decision(connection: Connection) -> None:
    written = record(connection, choice="accepted")
    open_review(connection, written)
    under = state(connection)
    assert (under.status, under.choice) == (CaseStatus.UNDER_REVIEW, Choice.ACCEPTED)
    assert under.review_id is not None and under.due_at is not None
    record(connection, choice="refused")
    again = state(connection)
    assert (again.status, again.choice) == (CaseStatus.UNDER_REVIEW, Choice.REFUSED)


def test_a_conclusion_closes_the_case_until_somebody_signs_or_the_client_asks_again(connection: Connection) -> None:
    written = record(connection, choice="accepted")
    open_review(connection, written)
    conclusion = conclude(connection, written, Choice.REFUSED, desk=None)
    concluded = state(connection)
    assert (concluded.status, concluded.choice, concluded.officer) == (CaseStatus.CONCLUDED, Choice.REFUSED, "C. Petit")
    reviews.plead(connection, conclusion.decision_id, PLEA, keys=KEYS, within=MONTH, desk=None)
    assert state(connection).status is CaseStatus.UNDER_REVIEW


def test_another_desk_s_decision_is_told_without_its_content(connection: Connection) -> None:
    written = record(connection, desk="Lyon", choice="refused")
    open_review(connection, written)
    assert state(connection, "Paris") == CaseState(status=CaseStatus.OTHER_DESK)
    assert state(connection, "Lyon").status is CaseStatus.UNDER_REVIEW
    assert state(connection).officer == written.officer, "somebody without a desk reads every desk"


def test_a_later_decision_of_another_desk_is_not_hidden_behind_one_s_own(connection: Connection) -> None:
    own = record(connection, desk="Lyon", choice="accepted")
    hand_over(connection, CLIENT, "Paris")
    record(connection, desk="Paris", officer="B. Durand", choice="refused", after=own.decision_id)
    assert state(connection, "Lyon") == CaseState(status=CaseStatus.OTHER_DESK)


def test_the_desk_reads_the_conclusion_of_its_review_whoever_wrote_it(connection: Connection) -> None:
    written = record(connection, desk="Lyon", choice="accepted")
    open_review(connection, written)
    conclude(connection, written, Choice.REFUSED, desk=None)
    assert state(connection, "Lyon").officer == "C. Petit"
    assert state(connection, "Paris") == CaseState(status=CaseStatus.OTHER_DESK)


def test_an_erased_client_is_told_as_such_and_one_whose_retention_ended_is_to_do(connection: Connection) -> None:
    record(connection)
    erase(connection, CLIENT, suppress=False, keys=KEYS)
    assert state(connection) == CaseState(status=CaseStatus.TO_DO)
    erase(connection, CLIENT, keys=KEYS)
    assert find_state(connection, CLIENT, desk=None, keys=KEYS) == CaseState(status=CaseStatus.ERASED)


def test_reading_states_leaves_the_journal_valid(connection: Connection) -> None:
    record(connection)
    before = verify(connection, keys=KEYS)
    state(connection)
    assert verify(connection, keys=KEYS) == before


def test_the_version_changes_with_every_state_and_not_by_itself(connection: Connection) -> None:
    seen = [read_version(connection)]
    written = record(connection, choice="accepted")
    seen.append(read_version(connection))
    open_review(connection, written)
    seen.append(read_version(connection))
    conclude(connection, written, Choice.REFUSED, desk=None)
    seen.append(read_version(connection))
    erase(connection, CLIENT, keys=KEYS)
    applications.store(connection, {"application": {}, "histories": {}}, keys=KEYS, officer="A. Martin")
    seen.append(read_version(connection))
    assert len(set(seen)) == len(seen) and read_version(connection) == seen[-1]
