"""What if: one client beside the same client with other values in the application, the loan along the tariff."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np

from limpide.contract import ChangedFeature, Language, Simulation, SimulationWarning
from limpide.features.tariff import Tariff
from limpide.language.wording import Phrase, say, say_feature
from limpide.portfolio.case import Case
from limpide.portfolio.declared import Row
from limpide.portfolio.desk import Desk
from limpide.portfolio.edits import check_changes, tell_changes
from limpide.portfolio.faults import Fault, Rejected
from limpide.portfolio.loans import INSTALMENT, LOAN, follow_tariff, read_loan
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.reasons import worded
from limpide.portfolio.terms import OFF_TARIFF, find_terms
from limpide.sources.tables import TABLES

_NOT_IN_MODEL = Phrase("simulation.not_in_model")


def simulate(
    portfolio: Portfolio,
    desk: Desk,
    tariff: Tariff,
    case: Case,
    changes: Mapping[str, Any],
    *,
    language: Language,
    months: int | None = None,
    follow: bool = True,
) -> Simulation:
    """Score a case that has a number as it is and as it would be; ``Rejected`` names what may not be changed.

    What is not given of the loan follows the tariff (``loans.follow_tariff``), unless ``follow`` is false because the
    changes correct what was recorded; ``months`` is another duration.
    """
    check_changes(changes)
    application = case.read_application()
    followed = follow_tariff(application, changes) if follow else {}
    asked = {**changes, **followed}
    if months is not None:
        priced = _over(months, {**application, **asked}, changes, application, tariff)
        followed, asked = {**followed, INSTALMENT: priced}, {**asked, INSTALMENT: priced}
    edited = desk.resume(case).edited(asked)
    return Simulation(
        before=portfolio.predict_case(case),
        after=portfolio.predict_case(edited),
        changes=tell_changes(application, asked, language=language, repriced=followed),
        features=_changed(portfolio, case, edited, language),
        loan_before=find_terms(application, tariff),
        loan_after=find_terms({**application, **asked}, tariff),
        warnings=[
            *_off_tariff({**application, **asked}, asked, tariff, language),
            *_not_in_model(desk.used_columns(portfolio.bundle), changes, language),
        ],
    )


def _over(months: int, edited: Row, changes: Mapping[str, Any], application: Row, tariff: Tariff) -> float:
    """Return the instalment of the edited amount over another duration, at that duration's own rate."""
    loan, own = read_loan(edited, tariff), read_loan(application, tariff)
    rate = None if own is None else own.yearly_rate
    if INSTALMENT in changes:
        raise Rejected([Fault("months", "instalment_and_months")])
    if loan is None or rate is None:
        raise Rejected([Fault("months", "duration_unknown")])
    price = tariff.at_duration(loan.kind, loan.amount, months=months, rate=rate)
    if price is None:
        expected = ", ".join(map(str, tariff.durations(loan.kind)))
        raise Rejected([Fault("months", "duration_not_offered", {"expected": expected})])
    return price.instalment(loan.amount)


def _off_tariff(
    edited: Row, asked: Mapping[str, Any], tariff: Tariff, language: Language
) -> Iterator[SimulationWarning]:
    after = find_terms(edited, tariff)
    if set(LOAN) & set(asked) and after is not None and not after.on_tariff:
        yield SimulationWarning(code="off_tariff", columns=[INSTALMENT], message=say(OFF_TARIFF, language))


def _not_in_model(used: Collection[str], changes: Mapping[str, Any], language: Language) -> Iterator[SimulationWarning]:
    idle = [name for name in changes if name not in used]
    if idle:
        names = ", ".join(TABLES["application"].by_name[name].label(language) for name in idle)
        message = say(_NOT_IN_MODEL, language).format(names=names)
        yield SimulationWarning(code="not_in_model", columns=idle, message=message)


def _changed(portfolio: Portfolio, before: Case, after: Case, language: Language) -> list[ChangedFeature]:
    """Return the features that came out differently, the largest change of contribution first."""
    scorer = portfolio.scorer
    earlier, later = scorer.contributions(np.vstack([before.matrix, after.matrix])).tolist()
    values = zip(scorer.values(before.row), scorer.values(after.row), earlier[:-1], later[:-1], strict=True)
    told = [
        ChangedFeature(
            name=card.name,
            label=say_feature(card, language, card.name),
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
