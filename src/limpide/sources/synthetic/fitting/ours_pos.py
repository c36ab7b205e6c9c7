"""Fitting the monthly balances of cash and consumer loans."""

import itertools

import numpy as np

from limpide.sources.synthetic.draws import Coded, Floats, Ints
from limpide.sources.synthetic.fitting.ours_applications import common
from limpide.sources.synthetic.fitting.sequence import coded
from limpide.sources.synthetic.fitting.tree import Growth
from limpide.sources.synthetic.fitting.variables import Given, fit_category, fit_number
from limpide.sources.synthetic.measured import Raw, Texts
from limpide.sources.synthetic.ours.applications import our_loans
from limpide.sources.synthetic.ours.arrears import Arrears, Before, month_positions
from limpide.sources.synthetic.ours.calendar import CLIENT, FIRST_MONTH, Months, instalments_paid, loan_positions
from limpide.sources.synthetic.ours.loans import OurLoans
from limpide.sources.synthetic.ours.pos import Pos
from limpide.sources.synthetic.sequence import Sequence
from limpide.sources.synthetic.variables import Category

_GROWTH = Growth(leaves=16, leaf_rows=80, worth=3.0)
_LONGEST_STREAK = 6.5  # days past due that are a slip, not weeks
_RECENT = -70.0  # loans decided after this day may not be shown yet


def fit_pos(raw: Raw, previous: Raw, owner: Ints, clients: Given, *, seed: int) -> Pos:
    """Fit ``POS_CASH_balance`` on its rows and those of ``previous_application``, which belong to ``owner``."""
    loans = _loans(previous, owner)
    table = _Table(raw, loans)
    return Pos(_fit_loans(table, clients, seed=seed), _fit_arrears(table, clients, seed=seed))


def _loans(previous: Raw, owner: Ints) -> OurLoans:
    columns = {name: _column(values) for name, values in previous.items()}
    return our_loans(owner, previous["SK_ID_PREV"].astype(np.int64), columns)


def _column(values: Texts | Floats) -> Coded | Floats:
    if values.dtype != object:
        return values.astype(np.float64)
    levels, codes = coded(values)
    names = tuple(str(level) for level in levels if level is not None)
    return Coded(np.where(codes < len(names), codes, -1), names)


class _Table:
    """Real balances of loans that are known, by loan and month."""

    def __init__(self, raw: Raw, loans: OurLoans) -> None:
        self.loans = loans
        rows = loans.by_instalments
        rows = rows[np.argsort(loans.number[rows])]
        place = np.searchsorted(loans.number[rows], raw["SK_ID_PREV"].astype(np.int64))
        place = np.minimum(place, len(rows) - 1)
        known = loans.number[rows][place] == raw["SK_ID_PREV"]
        order = np.flatnonzero(known)[np.lexsort((raw["MONTHS_BALANCE"][known], place[known]))]
        self.all, self.loan = rows, place[order]
        self.raw = {name: values[order] for name, values in raw.items()}
        self.begin = np.searchsorted(self.loan, np.arange(len(rows) + 1))
        self.shown = np.flatnonzero(np.diff(self.begin) > 0)
        self.first, self.last = self.begin[:-1][self.shown], self.begin[1:][self.shown] - 1


def _given(table: _Table, rows: Ints, clients: Given, **codes: int) -> Given:
    positions = loan_positions(table.loans, rows, clients.positions)
    kept = {name: count for name, count in clients.codes.items() if name in CLIENT}
    return Given(positions, kept | codes, table.loans.owner[rows])


def _fit_loans(table: _Table, clients: Given, *, seed: int) -> Sequence:
    loans = table.loans
    reported = np.isin(np.arange(len(table.all)), table.shown)
    old = loans.decided[table.all] < _RECENT
    found = [_fit("reported", np.where(reported, "yes", "no"), table, table.all, old, clients, seed)]
    rows = table.all[table.shown]
    status, month = table.raw["NAME_CONTRACT_STATUS"], table.raw["MONTHS_BALANCE"]
    whole = month[table.first] > FIRST_MONTH
    begins = status[table.first]
    begins = np.where(np.isin(begins, ("Active", "Signed", "Approved", "Returned to the store")), begins, "Active")
    found.append(_fit("begins", begins, table, rows, whole, clients, seed))
    ended = loans.ended[rows]
    shut = np.where(status[table.last] == "Completed", "shown", "hidden")
    found.append(_fit("shut", shut, table, rows, ended & (month[table.last] < -2), clients, seed))
    early = ended & (instalments_paid(loans, rows) < loans.term[rows]) & (shut == "shown")
    found.append(_fit("reduced", _reduced(table, rows), table, rows, early & whole, clients, seed))
    return Sequence(tuple(found))


def _fit(
    name: str, values: Texts, table: _Table, rows: Ints, chosen: np.ndarray, clients: Given, seed: int
) -> Category:
    given = _given(table, rows[chosen], clients)
    levels, codes = coded(common(values.astype(object)[chosen], given.owners))
    return fit_category(name, levels, codes, given, growth=_GROWTH, seed=seed)


def _reduced(table: _Table, rows: Ints) -> Texts:
    """Return when the number of instalments of each loan was lowered to what was paid."""
    term, count = table.loans.term[rows], table.raw["CNT_INSTALMENT"]
    start = count[table.first] < term
    before = count[np.maximum(table.last - 1, table.first)] < term
    return np.where(start, "start", np.where(before, "month before", "end"))


def _fit_arrears(table: _Table, clients: Given, *, seed: int) -> Arrears:
    late, counted = table.raw["SK_DPD"], table.raw["SK_DPD_DEF"]
    months = _months(table)
    given, last = _replay(table, months, clients)
    move = _moves(late, last)
    levels, codes = coded(move)
    known = given.then("move", codes.astype(np.float64), codes=len(levels))
    fresh, behind = np.isin(move, ("days", "weeks")), late > 0
    yes = np.where(counted[behind] > 0, "yes", "no").astype(object)
    answers, counts = coded(yes)
    growth = Growth(leaves=24, leaf_rows=100, worth=3.0, grown_rows=300_000)
    return Arrears(
        move=fit_category("move", levels, codes, given, growth=growth, seed=seed),
        days=fit_number("days", late[fresh], known.rows(fresh), growth=_GROWTH, seed=seed, knots=40)[0],
        counted=fit_category("counted", answers, counts, known.rows(behind), growth=_GROWTH, seed=seed),
    )


def _months(table: _Table) -> Months:
    raw = table.raw
    age = np.arange(len(table.loan)) - table.begin[:-1][table.loan]
    return Months(
        rows=table.all, loan=table.loan, month=raw["MONTHS_BALANCE"], age=age,
        completed=raw["NAME_CONTRACT_STATUS"] == "Completed", term=raw["CNT_INSTALMENT"],
        left=raw["CNT_INSTALMENT_FUTURE"],
    )  # fmt: skip


def _moves(late: Floats, last: Floats) -> Texts:
    longer = (last > 0) & (late - last >= 26) & (late - last <= 32)
    fresh = np.where(late < _LONGEST_STREAK, "days", "weeks")
    return np.where(late == 0, "none", np.where(longer, "longer", np.where(late == last, "same", fresh))).astype(object)


def _replay(table: _Table, months: Months, clients: Given) -> tuple[Given, Floats]:
    """Go through the real months; return what was known before each, and the days past due the month before."""
    owner = table.loans.owner[table.all]
    before = Before(len(table.all), len(clients.owners))
    order = np.argsort(months.month, kind="stable")
    bounds = np.searchsorted(months.month[order], np.arange(FIRST_MONTH, 1))
    seen: list[dict[str, Floats]] = []
    last = np.zeros(len(months.loan))
    for start, stop in itertools.pairwise(bounds):
        rows = order[start:stop]
        loan = months.loan[rows]
        seen.append(before.given(loan, owner[loan]))
        last[rows] = before.late[loan]
        before.add(loan, owner[loan], table.raw["SK_DPD"][rows], table.raw["SK_DPD_DEF"][rows])
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    positions = {name: np.concatenate([one[name] for one in seen])[back] for name in seen[0]}
    own = _given(table, table.all, clients).rows(months.loan)
    everything = {**own.positions, **positions, **month_positions(months, np.arange(len(months.loan)))}
    return Given(everything, own.codes, own.owners), last
