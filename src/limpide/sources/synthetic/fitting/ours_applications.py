"""Fitting clients' earlier applications: the core, then the details stage by stage."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from limpide.sources.synthetic.draws import Flags, Floats, Ints
from limpide.sources.synthetic.fitting.evidence import LEAST, applications
from limpide.sources.synthetic.fitting.ours_core import GROWTH, Replay, fit_core
from limpide.sources.synthetic.fitting.sequence import coded
from limpide.sources.synthetic.fitting.variables import Given, fit_category, fit_number
from limpide.sources.synthetic.measured import Measured, Raw, Texts
from limpide.sources.synthetic.ours.applications import CONTRACTS, Applications
from limpide.sources.synthetic.ours.days import elapsed, measure_card_days, measure_loan_days
from limpide.sources.synthetic.ours.details import measure_details
from limpide.sources.synthetic.ours.loans import APPROVED, REFUSED
from limpide.sources.synthetic.ours.past import KINDS
from limpide.sources.synthetic.sequence import Sequence
from limpide.sources.synthetic.variables import Variable

_KNOTS, _SEGMENTS = 60, 12


def fit_applications(
    raw: Raw, owner: Ints, clients: Given, *, seed: int, done: Callable[[int], None] = lambda _count: None
) -> Applications:
    """Fit ``previous_application``, whose rows belong to the rows ``owner`` of ``clients``."""
    replay = fit_core(raw, owner, clients, seed=seed)
    stages = _Stages({name: column[replay.rows] for name, column in raw.items()}, replay, seed)
    everywhere = np.ones(len(replay.rows), dtype=bool)
    outcomes, outcome = replay.core.outcomes, replay.drawn.core.outcome
    kinds = outcomes.kinds(outcome)
    base = _without(replay.given, "before")
    for place, kind in enumerate(KINDS):
        known = stages.fit(kind, kinds == place, base)
        if kind in CONTRACTS:
            stages.fit_contracts(kind, kinds == place, outcomes.having(APPROVED, outcome), known)
        done(1)
    stages.fit("refused", everywhere & outcomes.having(REFUSED, outcome), base)
    done(1)
    return Applications(replay.core, stages.fitted)


@dataclass
class _Stages:
    """The rows in the order of drawing, and the stages fitted so far."""

    raw: Raw
    replay: Replay
    seed: int
    fitted: dict[str, Sequence] = field(default_factory=dict)

    def fit(self, name: str, chosen: Flags, given: Given) -> Given:
        """Fit a stage on the chosen rows of all; return what is known of them afterwards."""
        return self.fit_measured(name, measure_details(_rows(self.raw, chosen), name), given.rows(chosen))

    def fit_measured(self, name: str, measured: Measured, given: Given) -> Given:
        """Fit a stage on measured rows."""
        self.fitted[name], known = fit_known(measured, given, seed=self.seed)
        return known

    def fit_contracts(self, kind: str, chosen: Flags, approved: Flags, known: Given) -> None:
        """Fit, for a kind, what became a contract and its days; ``known`` is of the chosen rows."""
        part, raw = approved[chosen], _rows(self.raw, chosen & approved)
        known = self.fit_measured(f"{kind} approved", measure_details(raw, f"{kind} approved"), known.rows(part))
        signed = ~np.isnan(raw["DAYS_FIRST_DUE"])
        raw, known = _rows(raw, signed), known.rows(signed)
        known = known.then("elapsed", elapsed(raw["DAYS_DECISION"], raw["CNT_PAYMENT"]))
        measure = measure_card_days if kind == "card" else measure_loan_days
        self.fit_measured(f"{kind} days", measure(raw), known)


def fit_known(measured: Measured, given: Given, *, seed: int) -> tuple[Sequence, Given]:
    """Fit variables in turn, numbers on the rows where they are known: a text before them says where they count."""
    variables: list[Variable] = []
    for index, (name, values) in enumerate(measured.items()):
        if values.dtype == object:
            texts = common(values, given.owners)
            levels, codes = coded(texts)
            variables.append(fit_category(name, levels, codes, given, growth=GROWTH, seed=seed + index))
            given = given.then(name, codes.astype(np.float64), codes=len(levels))
            continue
        numbers = values.astype(np.float64)
        known = ~np.isnan(numbers)
        number, found = fit_number(
            name, numbers[known], given.rows(known), growth=GROWTH, seed=seed + index, knots=_KNOTS, segments=_SEGMENTS
        )
        position = np.full(len(numbers), np.nan)
        position[known] = found
        variables.append(number)
        given = given.then(name, position)
    return Sequence(tuple(variables)), given


def common(values: Texts | Floats, owners: Ints) -> Texts:
    """Replace the texts of fewer than 20 applications by the most frequent one: they are not written down."""
    texts = np.array([None if value is None or value != value else value for value in values], dtype=object)
    levels, codes = coded(texts)
    counts = np.bincount(codes, minlength=len(levels))
    few = [place for place in range(len(levels)) if applications(owners[codes == place]) < LEAST]
    for place in few:
        texts[codes == place] = levels[int(np.argmax(counts))]
    return texts


def _rows(raw: Raw, chosen: Flags) -> Raw:
    return {name: column[chosen] for name, column in raw.items()}


def _without(given: Given, name: str) -> Given:
    positions = {key: position for key, position in given.positions.items() if key != name}
    return Given(positions, given.codes, given.owners)
