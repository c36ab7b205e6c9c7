"""What if: one client beside the same client with other values in the application."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from limpide.contract import ChangedFeature, Language, Simulation
from limpide.portfolio.case import Case
from limpide.portfolio.desk import Desk
from limpide.portfolio.edits import check_changes, tell_changes
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.reasons import say, worded


def simulate(
    portfolio: Portfolio, desk: Desk, case: Case, changes: Mapping[str, Any], *, language: Language
) -> Simulation:
    """Score a case that has a number as it is and as it would be; ``Rejected`` names what may not be changed."""
    check_changes(changes)
    edited = desk.resume(case).edited(changes)
    return Simulation(
        before=portfolio.predict_case(case),
        after=portfolio.predict_case(edited),
        changes=tell_changes(case.read_application(), changes, language=language),
        features=_changed(portfolio, case, edited, language),
    )


def _changed(portfolio: Portfolio, before: Case, after: Case, language: Language) -> list[ChangedFeature]:
    """Return the features that came out differently, the largest change of contribution first."""
    scorer = portfolio.scorer
    earlier, later = scorer.contributions(np.vstack([before.matrix, after.matrix])).tolist()
    values = zip(scorer.values(before.row), scorer.values(after.row), earlier[:-1], later[:-1], strict=True)
    told = [
        ChangedFeature(
            name=card.name,
            label=say(card, language),
            family=card.family,
            unit=card.unit,
            before=worded(card.column, old, language),
            after=worded(card.column, new, language),
            contribution_before=contribution_before,
            contribution_after=contribution_after,
        )
        for card, (old, new, contribution_before, contribution_after) in zip(
            portfolio.bundle.features, values, strict=True
        )
        if old != new
    ]
    return sorted(told, key=lambda one: (-abs(one.contribution_after - one.contribution_before), one.name))
