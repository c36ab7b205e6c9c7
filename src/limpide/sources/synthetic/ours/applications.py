"""Clients' earlier applications with all their columns: the core rank by rank, then the details kind by kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from limpide.sources.synthetic.draws import Coded, Column, Flags, Floats, Generator, Ints, Rows
from limpide.sources.synthetic.ours.core import WEEK, WEEKDAY, Core, Drawn, weekday_of
from limpide.sources.synthetic.ours.days import DAYS, compose_card_days, compose_loan_days, elapsed
from limpide.sources.synthetic.ours.details import VARIABLES, Details, compose_details
from limpide.sources.synthetic.ours.loans import APPROVED, REFUSED, UNUSED, OurLoans
from limpide.sources.synthetic.ours.past import KINDS, OLDEST, change_of
from limpide.sources.synthetic.ours.stages import Stage, rows_before
from limpide.sources.synthetic.ours.text import among, constant, gather, numbers, parts
from limpide.sources.synthetic.tree import Positions

OUTCOME = ("NAME_CONTRACT_TYPE", "NAME_CONTRACT_STATUS", "NAME_PORTFOLIO")
CONTRACTS = ("cash", "consumer", "card")
STAGES = (*VARIABLES, *(f"{kind} days" for kind in CONTRACTS))
"""What is drawn after the core, in this order within a kind."""

_COLUMNS = (
    "NAME_CONTRACT_TYPE", "AMT_ANNUITY", "AMT_APPLICATION", "AMT_CREDIT", "AMT_DOWN_PAYMENT", "AMT_GOODS_PRICE",
    "WEEKDAY_APPR_PROCESS_START", "HOUR_APPR_PROCESS_START", "FLAG_LAST_APPL_PER_CONTRACT", "NFLAG_LAST_APPL_IN_DAY",
    "RATE_DOWN_PAYMENT", "RATE_INTEREST_PRIMARY", "RATE_INTEREST_PRIVILEGED", "NAME_CASH_LOAN_PURPOSE",
    "NAME_CONTRACT_STATUS", "DAYS_DECISION", "NAME_PAYMENT_TYPE", "CODE_REJECT_REASON", "NAME_TYPE_SUITE",
    "NAME_CLIENT_TYPE", "NAME_GOODS_CATEGORY", "NAME_PORTFOLIO", "NAME_PRODUCT_TYPE", "CHANNEL_TYPE",
    "SELLERPLACE_AREA", "NAME_SELLER_INDUSTRY", "CNT_PAYMENT", "NAME_YIELD_GROUP", "PRODUCT_COMBINATION",
    *DAYS, "NFLAG_INSURED_ON_APPROVAL",
)  # fmt: skip
_WHOLE = ("HOUR_APPR_PROCESS_START", "NFLAG_LAST_APPL_IN_DAY", "DAYS_DECISION", "SELLERPLACE_AREA")
_TEXT_NUMBERS = ("NFLAG_LAST_APPL_IN_DAY", "RATE_INTEREST_PRIMARY", "RATE_INTEREST_PRIVILEGED")

Pieces = dict[str, list[tuple[Ints, Column]]]


@dataclass(frozen=True)
class Applications:
    """The core, and a sequence for each of ``STAGES``."""

    core: Core
    stages: Mapping[str, Stage]

    def draw(
        self, rng: Generator, clients: Positions, size: int, *, client_ids: Ints, first_number: int
    ) -> tuple[OurLoans, Rows]:
        """Draw the earlier applications of ``size`` clients, numbered from ``first_number`` in any order."""
        drawn = self.core.draw(rng, clients, size)
        pieces = self._pieces(rng, drawn)
        columns = {name: gather(pieces[name], size=len(drawn.owner)) for name in _COLUMNS if name in pieces}
        columns |= self._common(drawn, clients)
        order = np.argsort(drawn.owner, kind="stable")
        owner = drawn.owner[order]
        number = first_number + rng.permutation(len(owner))
        ordered = {name: _typed(name, columns[name])[order] for name in _COLUMNS}
        keys = {"SK_ID_PREV": number, "SK_ID_CURR": client_ids[owner]}
        return our_loans(owner, number, ordered), Rows({**keys, **ordered}, owner)

    def _common(self, drawn: Drawn, clients: Positions) -> dict[str, Column]:
        outcome = Coded(drawn.core.outcome.astype(np.int64), self.core.outcomes.levels)
        begun = weekday_of(clients, drawn.owner, drawn.core.decided) + drawn.core.shift
        return {
            **parts(outcome, OUTCOME),
            "DAYS_DECISION": drawn.core.decided,
            "HOUR_APPR_PROCESS_START": drawn.core.hour,
            WEEKDAY: Coded(begun.astype(np.int64) % len(WEEK), WEEK),
        }

    def _pieces(self, rng: Generator, drawn: Drawn) -> Pieces:
        """Return, by column, what each kind and stage says about its rows."""
        pieces: Pieces = {}
        kinds = self.core.outcomes.kinds(drawn.core.outcome)
        for place, kind in enumerate(KINDS):
            rows = np.flatnonzero(kinds == place)
            known, values = self._stage(rng, kind, known_of(drawn, rows), rows_before(drawn.owner[rows]))
            details = Details(kind, values, drawn.core.amount[rows], self._contract(drawn, rows))
            columns = compose_details(details)
            _collect(pieces, rows, columns)
            if kind in CONTRACTS:
                approved = self.core.outcomes.having(APPROVED, drawn.core.outcome[rows])
                part = _Part(kind, rows[approved], _of(known, approved), numbers_of(columns["CNT_PAYMENT"])[approved])
                self._draw_contracts(rng, drawn, part, pieces)
        _collect(pieces, *self._reasons(rng, drawn))
        return pieces

    def _contract(self, drawn: Drawn, rows: Ints) -> Coded:
        names = tuple(name.split("|")[0] for name in self.core.outcomes.levels)
        return Coded(drawn.core.outcome[rows].astype(np.int64), names)

    def _stage(
        self, rng: Generator, name: str, given: Positions, before: Ints
    ) -> tuple[dict[str, Floats], Mapping[str, Column]]:
        """Draw a stage for rows with the client's row before; return all that is known of them, and the values."""
        stage = self.stages[name]
        drawn = stage.draw(rng, given, before)
        return {**given, **drawn}, stage.sequence.values(drawn)

    def _draw_contracts(self, rng: Generator, drawn: Drawn, part: "_Part", pieces: Pieces) -> None:
        known, values = self._stage(rng, f"{part.kind} approved", part.known, _alone(part.rows))
        contract = values["contract"]
        if not isinstance(contract, Coded):
            raise TypeError("whether there is a contract is text")
        signed = ~among(contract, "none")
        rows, term = part.rows[signed], part.term[signed]
        insured = among(contract, "insured")[signed].astype(np.float64)
        decided = drawn.core.decided[rows]
        known = _of(known, signed) | {"elapsed": elapsed(decided, term)}
        _, values = self._stage(rng, f"{part.kind} days", known, _alone(rows))
        if part.kind == "card":
            days = compose_card_days(values, decided=decided)
        else:
            days = compose_loan_days(values, decided=decided, term=term)
        _collect(pieces, rows, {**days, "NFLAG_INSURED_ON_APPROVAL": insured})

    def _reasons(self, rng: Generator, drawn: Drawn) -> tuple[Ints, dict[str, Column]]:
        outcome = drawn.core.outcome
        refused = np.flatnonzero(self.core.outcomes.having(REFUSED, outcome))
        _, values = self._stage(rng, "refused", known_of(drawn, refused), rows_before(drawn.owner[refused]))
        unused = self.core.outcomes.having(UNUSED, outcome)
        everywhere = np.arange(len(outcome))
        plain = Coded(unused.astype(np.int64), ("XAP", "CLIENT"))
        reasons = gather([(everywhere, plain), (refused, values["CODE_REJECT_REASON"])], size=len(outcome))
        return everywhere, {"CODE_REJECT_REASON": reasons}

    def to_json(self) -> dict[str, Any]:
        """Return the variables for a file, stage by stage."""
        return {"core": self.core.to_json()} | {name: stage.to_json() for name, stage in self.stages.items()}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """Return the variables of a file."""
        stages = {name: Stage.from_json(read[name]) for name in STAGES}
        return cls(Core.from_json(read["core"]), stages)


@dataclass(frozen=True)
class _Part:
    """The approved applications of a kind, with what is known of them and their terms in months."""

    kind: str
    rows: Ints
    known: Positions
    term: Floats


def known_of(drawn: Drawn, rows: Ints) -> dict[str, Floats]:
    """Return what the details of these applications may depend on; ``since``: days after the one before among them."""
    decided, before = drawn.core.decided[rows], rows_before(drawn.owner[rows])
    since = np.where(before >= 0, decided - decided[before], np.nan)
    change = change_of(drawn.core.amount[rows], drawn.given["before"][rows])
    return _of(drawn.given, rows) | {"since": since / OLDEST, "change": change}


def _alone(rows: Ints) -> Ints:
    return np.full(len(rows), -1, dtype=np.int64)


def _of(known: Positions, rows: Ints | Flags) -> dict[str, Floats]:
    return {name: position[rows] for name, position in known.items()}


def _collect(pieces: Pieces, rows: Ints, columns: Mapping[str, Column]) -> None:
    for name, column in columns.items():
        pieces.setdefault(name, []).append((rows, column))


def numbers_of(column: Column) -> Floats:
    """Return a column as numbers, whether it is written as text or not."""
    return numbers(column) if isinstance(column, Coded) else np.asarray(column, dtype=np.float64)


def _typed(name: str, column: Column) -> Column:
    values = numbers_of(column) if name in _TEXT_NUMBERS else column
    return values.astype(np.int64) if name in _WHOLE and not isinstance(values, Coded) else values


def our_loans(owner: Ints, number: Ints, columns: Mapping[str, Column]) -> OurLoans:
    """Return what other tables need to know of these applications."""

    def text(name: str) -> Coded:
        column = columns[name]
        return column if isinstance(column, Coded) else constant("", len(column))

    return OurLoans(
        owner=owner,
        number=number,
        contract=text("NAME_CONTRACT_TYPE"),
        status=text("NAME_CONTRACT_STATUS"),
        combination=text("PRODUCT_COMBINATION"),
        decided=numbers_of(columns["DAYS_DECISION"]),
        asked=numbers_of(columns["AMT_APPLICATION"]),
        credit=numbers_of(columns["AMT_CREDIT"]),
        annuity=numbers_of(columns["AMT_ANNUITY"]),
        term=numbers_of(columns["CNT_PAYMENT"]),
        first_drawing=numbers_of(columns["DAYS_FIRST_DRAWING"]),
        first_due=numbers_of(columns["DAYS_FIRST_DUE"]),
        planned_last_due=numbers_of(columns["DAYS_LAST_DUE_1ST_VERSION"]),
        last_due=numbers_of(columns["DAYS_LAST_DUE"]),
        terminated=numbers_of(columns["DAYS_TERMINATION"]),
    )
