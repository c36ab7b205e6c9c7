"""What a visit keeps: the newest cases, and what was typed longer than what was only looked at."""

from limpide.dashboard.visit import Visit


def test_what_was_typed_outlives_many_cases_that_were_only_read() -> None:
    visit = Visit()
    visit.draft("decision 1")["comment"] = "Un garant signe."
    for client in range(2, 500):
        visit.draft(f"decision {client}")
    assert visit.draft("decision 1") == {"comment": "Un garant signe."}
    assert len(visit.drafts) < 100


def test_the_oldest_of_too_many_drafts_goes_first() -> None:
    visit = Visit()
    for client in range(200):
        visit.draft(f"decision {client}")["comment"] = str(client)
    assert "decision 0" not in visit.drafts
    assert visit.draft("decision 199") == {"comment": "199"}


def test_the_last_opened_case_is_the_first_of_the_recent_ones_and_stands_there_once() -> None:
    visit = Visit()
    for client in "12314567":
        visit.remember(client)
    assert visit.recent == [*"765413"]
