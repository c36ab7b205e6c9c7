"""Who belongs to a list: the same decision as for one client, everybody in one list and no more, nobody erased."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from limpide.contract import ClientOutcome, Group
from limpide.core.decision import Decision
from limpide.portfolio.groups import Filter
from limpide.portfolio.listing import Wanted
from limpide.portfolio.population import Preparing
from limpide.portfolio.portfolio import Portfolio, open_portfolio

DECISIONS, OUTCOMES = (None, *Decision), (None, *ClientOutcome)


def listed(portfolio: Portfolio, wanted: Wanted) -> list[str]:
    page = portfolio.page(wanted, language="fr", limit=portfolio.clients)
    assert page.total == len(page.clients) and page.next_cursor is None
    return [client.client_id for client in page.clients]


def test_every_client_is_in_the_list_of_the_decision_that_is_told_of_them_alone(portfolio: Portfolio) -> None:
    told = {number: portfolio.predict(number).decision for number in portfolio.snapshot.index.names(slice(None))}
    assert set(told.values()) == set(Decision)  # the grey zone is not empty
    for decision in Decision:
        assert listed(portfolio, Wanted(decision=decision)) == [one for one in told if told[one] is decision]


def test_a_list_of_an_outcome_holds_those_of_whom_the_client_base_says_so(portfolio: Portfolio) -> None:
    target = dict(zip(portfolio.snapshot.index.names(slice(None)), portfolio.snapshot.target.tolist(), strict=True))
    assert listed(portfolio, Wanted(outcome=ClientOutcome.REPAID)) == [one for one in target if target[one] == 0]
    assert listed(portfolio, Wanted(outcome=ClientOutcome.DEFAULTED)) == [one for one in target if target[one] == 1]
    unknown = [one for one in target if np.isnan(target[one])]
    assert unknown and listed(portfolio, Wanted(outcome=ClientOutcome.UNKNOWN)) == unknown


def test_the_lists_of_all_decisions_and_outcomes_hold_everybody_once(portfolio: Portfolio) -> None:
    parts = [listed(portfolio, Wanted("", *pair)) for pair in product(Decision, ClientOutcome)]
    assert sorted(number for part in parts for number in part) == portfolio.snapshot.index.names(slice(None))


@pytest.mark.parametrize("prefix", ["", "1", "1000", "1002", "7"])
def test_filters_together_are_what_they_are_one_by_one(portfolio: Portfolio, prefix: str) -> None:
    for decision, outcome in product(DECISIONS, OUTCOMES):
        apart = [Wanted(prefix), Wanted(decision=decision), Wanted(outcome=outcome)]
        common = set.intersection(*(set(listed(portfolio, one)) for one in apart))
        assert listed(portfolio, Wanted(prefix, decision, outcome)) == sorted(common)


def test_a_group_of_the_comparison_has_as_many_clients_as_the_list(portfolio: Portfolio) -> None:
    for wanted, group in [
        (Wanted(decision=Decision.REVIEW), Group.REVIEW),
        (Wanted(decision=Decision.REFUSED), Group.REFUSED),
        (Wanted(outcome=ClientOutcome.DEFAULTED), Group.DEFAULTED),
    ]:
        members = portfolio.views.groups.members(group, Filter(), ())
        assert members is not None and int(members.sum()) == len(listed(portfolio, wanted))


def test_the_erased_leave_every_list_and_its_count(portfolio: Portfolio) -> None:
    own = replace(portfolio, snapshot=replace(portfolio.snapshot, suppressed=set()))
    for wanted in (Wanted(), Wanted(decision=Decision.ACCEPTED), Wanted("1", outcome=ClientOutcome.REPAID)):
        before = listed(own, wanted)
        own.snapshot.suppressed.update([before[0], before[-1], "999999999"])
        assert listed(own, wanted) == before[1:-1]
        first = own.page(wanted, language="fr", limit=3)
        assert [client.client_id for client in first.clients] == before[1:4]


def test_before_everybody_is_scored_only_decisions_are_not_known(house: Path) -> None:
    bare = open_portfolio(house / "bundle", house / "snapshot")
    assert listed(bare, Wanted(outcome=ClientOutcome.REPAID))
    with pytest.raises(Preparing):
        bare.page(Wanted(decision=Decision.REVIEW), language="fr")
