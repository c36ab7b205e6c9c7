"""Fitting what the bureau knows of clients: their loans with other lenders and the months of these."""

from collections.abc import Callable, Mapping

import numpy as np

from limpide.sources.synthetic.draws import Floats, Ints
from limpide.sources.synthetic.elsewhere.memory import Memory, closing, marks_of, timing
from limpide.sources.synthetic.elsewhere.months import PAYING, SILENT, spanned
from limpide.sources.synthetic.elsewhere.months import WHENS as MONTH_WHENS
from limpide.sources.synthetic.elsewhere.room import Elsewhere
from limpide.sources.synthetic.elsewhere.rows import ENDING, OPENING, PLACES, WHENS, Levels, measure_rows
from limpide.sources.synthetic.fitting.elsewhere_months import fit_months, measure_lives
from limpide.sources.synthetic.fitting.quantiles import positions
from limpide.sources.synthetic.fitting.sequence import Plan, coded
from limpide.sources.synthetic.fitting.steps import fit_steps
from limpide.sources.synthetic.fitting.tree import Growth
from limpide.sources.synthetic.fitting.variables import Given
from limpide.sources.synthetic.measured import Measured, Raw
from limpide.sources.synthetic.steps import Steps

DEPENDS_ON = (
    "sample", "NAME_CONTRACT_TYPE", "DAYS_BIRTH", "NAME_INCOME_TYPE", "CODE_GENDER", "DAYS_EMPLOYED",
    "NAME_EDUCATION_TYPE", "NAME_FAMILY_STATUS", "CNT_CHILDREN", "REGION_RATING_CLIENT_W_CITY",
    "REGION_POPULATION_RELATIVE", "AMT_INCOME_TOTAL", "OWN_CAR_AGE", "FLAG_OWN_REALTY", "price", "credit_over_annuity",
    "DAYS_LAST_PHONE_CHANGE", "DAYS_REGISTRATION", "EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3",
    "AMT_REQ_CREDIT_BUREAU_YEAR", "AMT_REQ_CREDIT_BUREAU_QRT", "AMT_REQ_CREDIT_BUREAU_MON",
)  # fmt: skip
"""The client's variables that loans may depend on."""

_CLIENTS = {
    "": Plan(Growth(leaves=32, leaf_rows=60, worth=3.0), knots=60, segments=10),
    "newest": Plan(Growth(leaves=32, leaf_rows=60, worth=3.0), knots=40, segments=10),
}


def _plan(leaves: int, leaf_rows: int, knots: int, segments: int = 6) -> Plan:
    return Plan(Growth(leaves=leaves, leaf_rows=leaf_rows, asked=13), knots, segments)


_LARGE = _plan(32, 80, 45, 7)
_MIDDLE = _plan(24, 80, 40)
_SMALL = _plan(10, 60, 30)
_FINE = _plan(28, 40, 40)
_CATEGORY = _plan(44, 60, 0)
_ROWS = (
    {"": _MIDDLE}
    | dict.fromkeys(("wait", "consumer_credit", "owed", "burden"), _LARGE)
    | dict.fromkeys(("state", "debt", "limit", "annuity", "peak", SILENT, "hidden", "behind"), _CATEGORY)
    | dict.fromkeys(("stop", "stop_at", "closing_at", "offset", "currency", "prolonged", "overdue", "far_end"), _SMALL)
    | dict.fromkeys(("worst", "late", "other_credit"), _FINE)
)


def fit_elsewhere(
    raw: Mapping[str, Raw], owner: Mapping[str, Ints], clients: Given, *, seed: int, done: Callable[[int], None]
) -> Elsewhere:
    """Fit tables ``bureau`` and ``bureau_balance`` (the lender's columns, by file stem).

    ``owner`` gives, by file stem, the row of ``clients`` that each row belongs to; ``done`` is told of each variable.
    """
    size = len(clients.owners)
    chosen = [name for name in DEPENDS_ON if name in clients.positions]
    clients = Given(
        {name: clients.positions[name] for name in chosen},
        {name: codes for name, codes in clients.codes.items() if name in chosen},
        clients.owners,
    )
    order = np.lexsort((-raw["bureau"]["DAYS_CREDIT"], owner["bureau"]))
    loans = {name: column[order] for name, column in raw["bureau"].items()}
    of = owner["bureau"][order]
    months = raw["bureau_balance"]
    count = np.bincount(of, minlength=size)
    followed = np.bincount(of, weights=np.isin(loans["SK_ID_BUREAU"], months["SK_ID_BUREAU"]), minlength=size) > 0
    newest = np.full(size, np.nan)
    newest[of[::-1]] = -loans["DAYS_CREDIT"][::-1]
    known_to_bureau = {
        "known": np.where(count > 0, "yes", "no").astype(object),
        "number": count.astype(np.float64),
        "newest": newest,
        "followed": np.where(followed, "yes", "no").astype(object),
    }
    steps, clients = fit_steps(known_to_bureau, clients, whens=WHENS, levels={}, plans=_CLIENTS, seed=seed, done=done)
    lives, statuses = measure_lives(loans, months)
    first = np.arange(len(of)) - _ranks(of) == np.arange(len(of))
    left = (count[of] - _ranks(of)).astype(np.float64)
    measured = {**measure_rows(loans, first=first, left=left), **lives}
    groups = _fit_rows(measured, clients, of, loans, steps, seed=seed + 100, done=done)
    opening, ending, standing, paying = groups
    return Elsewhere(
        clients=steps,
        opening=opening,
        ending=ending,
        standing=standing,
        paying=paying,
        months=fit_months(statuses, clients.owners[of], seed=seed + 200, done=done),
    )


def _fit_rows(
    measured: Measured,
    clients: Given,
    of: Ints,
    loans: Raw,
    client_steps: Steps,
    *,
    seed: int,
    done: Callable[[int], None],
) -> tuple[Steps, ...]:
    start, end, fact = -loans["DAYS_CREDIT"], loans["DAYS_CREDIT_ENDDATE"], loans["DAYS_ENDDATE_FACT"]
    whens = WHENS | MONTH_WHENS
    levels = dict(client_steps.levels)
    marks = _marks(measured, clients.rows(of), levels)
    recalled, alike = _recall(marks, of, start=start, end=end)
    rest = [SILENT, *(name for name in measured if name not in (SILENT, *OPENING, *ENDING, *PAYING, "months"))]
    months = spanned(measured["months"].astype(np.float64))
    given = _more(clients.rows(of), recalled)
    given = given.then("place", np.minimum(_ranks(of), 1).astype(np.float64), codes=len(PLACES))
    levels["place"] = PLACES
    groups = []
    for names, further in (
        (OPENING, timing(start, end) | alike),
        (ENDING, closing(fact)),
        (rest, months),
        (PAYING, {}),
    ):
        steps, given = fit_steps(
            {name: measured[name] for name in names},
            given,
            whens=whens,
            levels=levels,
            plans=_ROWS,
            seed=seed,
            done=done,
        )
        levels |= steps.levels
        given = _more(given, further)
        groups.append(steps)
        seed += 20
    return tuple(groups)


def _more(given: Given, known: Mapping[str, Floats]) -> Given:
    return Given({**given.positions, **known}, given.codes, given.owners)


def _marks(measured: Measured, given: Given, levels: Levels) -> Floats:
    """Return the marks of each row from positions like those that will be drawn."""
    rng = np.random.default_rng(0)
    known: dict[str, Floats] = {}
    found = dict(levels)
    for name, values in measured.items():
        if values.dtype == object:
            found[name], codes = coded(values)
            known[name] = codes.astype(np.float64)
        else:
            known[name] = positions(_only_where(name, values.astype(np.float64), measured), rng)
    return marks_of(known, found, len(given.owners))


def _only_where(name: str, values: Floats, measured: Measured) -> Floats:
    """Return the values of the rows that the variable is for, NaN elsewhere."""
    where = [
        np.isin(measured[category].astype(str), texts)
        for category, texts in (WHENS | MONTH_WHENS).get(name, {}).items()
        if category in measured
    ]
    return np.where(np.logical_and.reduce(where), values, np.nan) if where else values


def _ranks(of: Ints) -> Ints:
    """Return 0, 1, … within each run of the same client."""
    row = np.arange(len(of))
    begins = np.append(True, of[1:] != of[:-1]) if len(of) else np.zeros(0, dtype=bool)
    return np.asarray(row - np.maximum.accumulate(np.where(begins, row, 0)))


def _recall(marks: Floats, of: Ints, *, start: Floats, end: Floats) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return what each loan's newer ones say, by name, as it will be known when it is drawn."""
    ranks = _ranks(of)
    firsts = np.flatnonzero(ranks == 0)
    counts = np.diff(np.append(firsts, len(of)))
    order = np.argsort(-counts, kind="stable")
    firsts, counts = firsts[order], counts[order]
    memory = Memory(counts.astype(np.float64))
    parts: list[tuple[Ints, dict[str, Floats], dict[str, Floats]]] = []
    for rank in range(int(counts.max(initial=0))):
        rows = firsts[counts > rank] + rank
        recalled = {name: column.copy() for name, column in memory.recall(len(rows)).items()}
        parts.append((rows, recalled, memory.alike(marks[0, rows] == 1)))
        memory.note(marks[:, rows], start=start[rows], end=end[rows])
    return _joined([(rows, one) for rows, one, _ in parts]), _joined([(rows, two) for rows, _, two in parts])


def _joined(parts: list[tuple[Ints, dict[str, Floats]]]) -> dict[str, Floats]:
    back = np.argsort(np.concatenate([rows for rows, _ in parts]))
    return {name: np.concatenate([known[name] for _, known in parts])[back] for name in parts[0][1]}
