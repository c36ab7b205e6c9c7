"""How well the tables of each side hold together: links, months, statuses, instalments, as shares of rows or loans."""

from collections.abc import Iterator
from dataclasses import dataclass

from limpide.fidelity.measure import Bar, Measure
from limpide.fidelity.sides import Side
from limpide.sources.sql import identifier
from limpide.sources.tables import CLIENT, TABLES

BAR_LINKS = Bar(limit=1, at_least=True)  # of the loans of histories; the other shares are to be like the real ones
_MONTHLY = {"bureau_balance": "bureau_loan_id", "pos": "loan_id", "card": "loan_id"}


@dataclass(frozen=True, kw_only=True)
class Share:
    """What share of rows or loans is as it should be on each side; None without the tables, or without such rows."""

    name: str
    real: float | None
    synthetic: float | None
    bar: Bar | None
    why: str

    def measure(self) -> Measure:
        """Return the synthetic share beside the real one."""
        real = self.why if self.real is None else f"real {self.real:.2%}"
        return Measure(name=self.name, value=self.synthetic, bar=self.bar, remark=real or self.why)


def measure_structure(real: Side, synthetic: Side) -> tuple[Share, ...]:
    """Measure every share on both sides; a table that a side lacks leaves that side's share out."""
    return tuple(_share(name, needed, sql, bar, real, synthetic) for name, needed, sql, bar in _questions())


_Question = tuple[str, tuple[str, ...], str, Bar | None]


def _questions() -> Iterator[_Question]:
    """Yield name, tables needed, SQL of one share with the tables' names in braces, and the bar."""
    for table in list(TABLES.values())[1:]:
        for parent in table.parents:
            yield _link(table.name, parent.table, parent.column)
    for table_name, loan in _MONTHLY.items():
        months = (
            f"SELECT max(MONTHS_BALANCE) - min(MONTHS_BALANCE) + 1 = count(DISTINCT MONTHS_BALANCE) AS whole "
            f"FROM {{{table_name}}} GROUP BY {loan}"
        )
        yield (
            f"{table_name}: loans without a gap between months",
            (table_name,),
            f"SELECT avg(CAST(whole AS INT)) FROM ({months})",
            None,
        )
    yield "bureau_balance: a status 2 that begins follows a 1", ("bureau_balance",), _TWO_AFTER_ONE, None
    yield "pos: instalments to come go down from month to month", ("pos",), _COUNTING_DOWN, None
    yield "installments: closed loans whose instalments add up", ("installments", "previous"), _ADDING_UP, None


def _link(table: str, parent: str, column: str) -> _Question:
    # A loan must be found with the same client, where the child names one.
    same = [column, CLIENT] if column == "loan_id" else [column]
    keys = ", ".join(identifier(name) for name in same)
    sql = (
        f"SELECT avg(CAST(parent.found IS NOT NULL AS INT)) FROM {{{table}}} AS child "
        f"LEFT JOIN (SELECT DISTINCT {keys}, true AS found FROM {{{parent}}}) AS parent USING ({keys})"
    )
    return f"{table}: rows whose {column} is in {parent}", (table, parent), sql, BAR_LINKS if column != CLIENT else None


# A loan is a month later than a month before, never more: a 2 that did not follow a 2 or worse must follow a 1.
_TWO_AFTER_ONE = """
    SELECT avg(CAST(before = '1' AS INT)) FROM (
        SELECT STATUS, lag(STATUS) OVER loan AS before, MONTHS_BALANCE - lag(MONTHS_BALANCE) OVER loan AS months
        FROM {bureau_balance} WINDOW loan AS (PARTITION BY bureau_loan_id ORDER BY MONTHS_BALANCE)
    ) WHERE STATUS = '2' AND months = 1 AND before NOT IN ('2', '3', '4', '5')
"""

_COUNTING_DOWN = """
    SELECT avg(CAST(to_come <= before AS INT)) FROM (
        SELECT CNT_INSTALMENT_FUTURE AS to_come, lag(CNT_INSTALMENT_FUTURE) OVER loan AS before,
            MONTHS_BALANCE - lag(MONTHS_BALANCE) OVER loan AS months
        FROM {pos} WINDOW loan AS (PARTITION BY loan_id ORDER BY MONTHS_BALANCE)
    ) WHERE months = 1 AND to_come IS NOT NULL AND before IS NOT NULL
"""

# Of approved, closed loans with fixed instalments: at least what was lent, at most every annuity, within 2 %.
_ADDING_UP = """
    SELECT avg(CAST(due BETWEEN .98 * AMT_CREDIT AND 1.02 * greatest(AMT_ANNUITY * CNT_PAYMENT, AMT_CREDIT) AS INT))
    FROM (
        SELECT loan_id, sum(amount) AS due FROM (
            SELECT loan_id, NUM_INSTALMENT_NUMBER, max(AMT_INSTALMENT) AS amount
            FROM {installments} GROUP BY loan_id, NUM_INSTALMENT_NUMBER
        ) GROUP BY loan_id
    ) JOIN {previous} USING (loan_id)
    WHERE NAME_CONTRACT_STATUS = 'Approved' AND CNT_PAYMENT > 0 AND AMT_ANNUITY > 0 AND DAYS_LAST_DUE < 0
"""


def _share(name: str, needed: tuple[str, ...], sql: str, bar: Bar | None, real: Side, synthetic: Side) -> Share:
    shares = [_ask(side, needed, sql) for side in (real, synthetic)]
    missing = [f"{side.name} has no {table}" for side in (real, synthetic) for table in needed if not side.has(table)]
    unseen = [
        f"{side.name} has no such rows" for side, share in zip((real, synthetic), shares, strict=True) if share is None
    ]
    return Share(name=name, real=shares[0], synthetic=shares[1], bar=bar, why=", ".join(missing or unseen))


def _ask(side: Side, needed: tuple[str, ...], sql: str) -> float | None:
    if not all(side.has(table) for table in needed):
        return None
    found = side.run(sql.format(**{table: side.view(table) for table in TABLES})).fetchall()
    share: float | None = found[0][0]
    return share
