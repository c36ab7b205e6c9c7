"""Fitting clients' earlier applications: the core, then the details stage by stage."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from limpide.sources.synthetic.draws import Flags, Floats, Ints
from limpide.sources.synthetic.fitting.evidence import LEAST, applications
from limpide.sources.synthetic.fitting.ours_core import GROWTH, WORTH, Replay, fit_core, only
from limpide.sources.synthetic.fitting.sequence import coded
from limpide.sources.synthetic.fitting.tree import fit_tree
from limpide.sources.synthetic.fitting.variables import Given, fit_category, fit_number
from limpide.sources.synthetic.measured import Measured, Raw, Texts
from limpide.sources.synthetic.ours.applications import CONTRACTS, Applications, known_of
from limpide.sources.synthetic.ours.days import elapsed, measure_card_days, measure_loan_days
from limpide.sources.synthetic.ours.details import measure_details
from limpide.sources.synthetic.ours.loans import APPROVED, REFUSED
from limpide.sources.synthetic.ours.past import CLIENT, KINDS, OLDEST
from limpide.sources.synthetic.ours.stages import KEEPS, Stage, rows_before
from limpide.sources.synthetic.quantiles import Quantiles
from limpide.sources.synthetic.sequence import Sequence
from limpide.sources.synthetic.variables import Number, Variable

_KNOTS, _SEGMENTS = 60, 12
_GROWTH = replace(GROWTH, leaves=24, worth=5.0)
_SOON = 14.0  # days
_OF_OFFER = ("CNT_PAYMENT", "over", "cost")


def fit_applications(
    raw: Raw, owner: Ints, clients: Given, older: Flags, *, seed: int, done: Callable[[int], None] = lambda _count: None
) -> Applications:
    """Fit ``previous_application``, whose rows belong to the rows ``owner`` of ``clients``.

    ``older`` tells which clients have a card whose application is no longer shown.
    """
    replay = fit_core(raw, owner, clients, older, seed=seed)
    stages = _Stages({name: column[replay.rows] for name, column in raw.items()}, replay, seed)
    outcomes, outcome = replay.core.outcomes, replay.drawn.core.outcome
    kinds = outcomes.kinds(outcome)
    for place, kind in enumerate(KINDS):
        known = stages.fit(kind, kinds == place)
        if kind in CONTRACTS:
            stages.fit_contracts(kind, kinds == place, outcomes.having(APPROVED, outcome), known)
        done(1)
    stages.fit("refused", outcomes.having(REFUSED, outcome))
    done(1)
    return Applications(replay.core, stages.fitted)


@dataclass
class _Stages:
    """The rows in the order of drawing, and the stages fitted so far."""

    raw: Raw
    replay: Replay
    seed: int
    fitted: dict[str, Stage] = field(default_factory=dict)

    def fit(self, name: str, chosen: Flags) -> Given:
        """Fit a stage on the chosen rows of all; return what is known of them afterwards."""
        rows = np.flatnonzero(chosen)
        drawn, given = self.replay.drawn, self.replay.given
        known = _without(Given(known_of(drawn, rows), given.codes, given.owners[rows]), _UNASKED)
        measured = with_keeps(measure_details(_rows(self.raw, chosen), name), known, rows_before(drawn.owner[rows]))
        return self.fit_measured(name, measured, known)

    def fit_measured(self, name: str, measured: Measured, given: Given) -> Given:
        """Fit a stage on measured rows."""
        sequence, known = fit_known(measured, given, seed=self.seed)
        self.fitted[name] = Stage(sequence)
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


def with_keeps(measured: Measured, given: Given, before: Ints) -> Measured:
    """Return the variables with those that say which of them are as in the client's row before.

    Only what was asked again or soon after counts, else what most rows have in common would seem to be kept; and
    the place, when its size betrays that it is the same.
    """
    found = dict(measured)
    again, since = given.positions["again"], given.positions["since"]
    close = (again > 0) | (since <= _SOON / OLDEST)
    counts = {"SELLERPLACE_AREA": close, "place": close, **dict.fromkeys(_OF_OFFER, again > 0)}
    if "SELLERPLACE_AREA" in measured:
        area = measured["SELLERPLACE_AREA"].astype(np.float64)
        counts["SELLERPLACE_AREA"] = close | (_same(area, before) & (area > 0))
        counts["place"] = close | (_same(area, before) & (area > 0))
    for name, kept in KEEPS.items():
        here = [one for one in kept if one in measured]
        if here:
            never = np.zeros(len(before), dtype=bool)
            same = [_same(measured[one], before) & counts.get(one, close) if one in here else never for one in kept]
            texts = np.array(
                ["".join(row) for row in np.stack(same, axis=1).astype(np.int64).astype(str)], dtype=object
            )
            found = _inserted(found, name, texts, at=here[0])
    return found


def _same(values: Floats | Texts, before: Ints) -> Flags:
    return np.asarray((before >= 0) & (values == values[before]))


def _inserted(measured: Measured, name: str, values: Texts, *, at: str) -> dict[str, Floats | Texts]:
    """Return the variables with one more in front of the one named ``at``."""
    found: dict[str, Floats | Texts] = {}
    for one, column in measured.items():
        if one == at:
            found[name] = values
        found[one] = column
    return found


def fit_known(measured: Measured, given: Given, *, seed: int) -> tuple[Sequence, Given]:
    """Fit variables in turn, numbers on the rows where they are known: a text before them says where they count.

    Rows that keep a variable are left out of its fit.
    """
    variables: list[Variable] = []
    for index, (name, values) in enumerate(measured.items()):
        new = _new_rows(name, measured, given)
        if values.dtype == object:
            levels, codes = coded(common(values, given.owners))
            variables.append(fit_category(name, levels, codes[new], given.rows(new), growth=_GROWTH, seed=seed + index))
            given = given.then(name, codes.astype(np.float64), codes=len(levels))
            continue
        numbers = values.astype(np.float64)
        new &= ~np.isnan(numbers)
        if applications(given.owners[new]) < LEAST:
            variables.append(nothing(name))
            given = given.then(name, np.full(len(numbers), np.nan))
            continue
        number, _ = fit_number(
            name, numbers[new], given.rows(new), growth=_GROWTH, seed=seed + index, knots=_KNOTS, segments=_SEGMENTS
        )
        variables.append(number)
        given = given.then(name, levels_of(number, numbers, seed=seed))
    return Sequence(tuple(variables)), given


def nothing(name: str) -> Number:
    """Return a number that is always nought: too few applications know it."""
    tree, _ = fit_tree({}, np.zeros(1, np.int64), np.zeros(1, np.int64), codes={}, growth=GROWTH, seed=0)
    quantiles = Quantiles(np.array([0.0, 1.0]), np.zeros(2), 0.0)
    return Number(name, quantiles, tree, np.zeros(1), np.ones(1, np.int64), np.array([[0.0, 1.0]]))


def levels_of(number: Number, values: Floats, *, seed: int) -> Floats:
    """Return the level of each value among the quantiles of a number, random within a flat stretch."""
    levels, knots = number.quantiles.levels, number.quantiles.values
    low = np.searchsorted(knots, values, side="left")
    high = np.maximum(np.searchsorted(knots, values, side="right") - 1, 0)
    inside = np.interp(values, knots, levels)
    last = len(levels) - 1
    flat = levels[np.minimum(low, last)], levels[np.minimum(high, last)]
    random = flat[0] + np.random.default_rng(seed).random(len(values)) * (flat[1] - flat[0])
    return np.where(np.isnan(values), np.nan, np.where(high > low, random, inside))


def _new_rows(name: str, measured: Measured, given: Given) -> Flags:
    """Tell which rows do not keep a variable."""
    for pattern, kept in KEEPS.items():
        if name in kept and pattern in measured:
            return np.array([text[kept.index(name)] == "0" for text in measured[pattern]])
    return np.ones(len(given.owners), dtype=bool)


def common(values: Texts | Floats, owners: Ints) -> Texts:
    """Replace the texts of fewer than 20 applications by the most frequent one: they are not written down."""
    texts = np.array([None if value is None or value != value else value for value in values], dtype=object)
    levels, codes = coded(texts)
    counts = np.bincount(codes, minlength=len(levels))
    few = [place for place in range(len(levels)) if applications(owners[codes == place]) < LEAST]
    for place in few:
        texts[codes == place] = levels[int(np.argmax(counts))]
    return texts


_ASKED = (
    *WORTH, "DAYS_BIRTH", "AMT_INCOME_TOTAL", "REGION_POPULATION_RELATIVE", "REGION_RATING_CLIENT", "NAME_TYPE_SUITE",
    "NAME_CONTRACT_TYPE",
)  # fmt: skip
_UNASKED = (*(name for name in CLIENT if name not in _ASKED), "left_unapproved", "last_shift", "last_hour")
"""Variables that the details of an application hardly depend on: not asking about them leaves room for others."""


def _without(given: Given, names: tuple[str, ...]) -> Given:
    return only(given, tuple(name for name in given.positions if name not in names))


def _rows(raw: Raw, chosen: Flags) -> Raw:
    return {name: column[chosen] for name, column in raw.items()}
