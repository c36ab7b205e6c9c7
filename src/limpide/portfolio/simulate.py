"""What if: one client beside the same client with other values in the application."""

from collections.abc import Mapping
from typing import Any

from limpide.contract import ChangedFeature, Contribution, Language, Simulation
from limpide.portfolio.case import Case
from limpide.portfolio.desk import Desk
from limpide.portfolio.edits import check_changes, tell_changes
from limpide.portfolio.portfolio import Portfolio


def simulate(
    portfolio: Portfolio, desk: Desk, case: Case, changes: Mapping[str, Any], *, language: Language
) -> Simulation:
    """Score a case that has a number as it is and as it would be; ``Rejected`` names what may not be changed."""
    check_changes(changes)
    edited = desk.resume(case).edited(changes)
    before, after = (portfolio.contributions(one, language=language) for one in (case, edited))
    return Simulation(
        before=portfolio.predict_case(case),
        after=portfolio.predict_case(edited),
        changes=tell_changes(case.read_application(), changes, language=language),
        features=_changed(before, after),
    )


def _changed(before: list[Contribution], after: list[Contribution]) -> list[ChangedFeature]:
    earlier = {one.name: one for one in before}
    pairs = [(earlier[one.name], one) for one in after]
    told = [
        ChangedFeature(
            name=old.name,
            label=old.label,
            family=old.family,
            unit=old.unit,
            before=old.value,
            after=new.value,
            contribution_before=old.contribution,
            contribution_after=new.contribution,
        )
        for old, new in pairs
        if old.value != new.value
    ]
    return sorted(told, key=lambda one: (-abs(one.contribution_after - one.contribution_before), one.name))
