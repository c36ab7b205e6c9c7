"""The cleaning rules of the histories, each with the rows it leaves out and what in the data would contradict it.

A rule is contradicted where what follows in time for the same loan says that the rows were wrongly left out: later
instalments, statements of its own, months in arrears that no other row has. On real histories that must be nobody
(docs/adr/0038, ``limpide data rules``).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import ibis
from ibis import _

from limpide.core.progress import Progress, silent
from limpide.features.bureau.rows import OWN_CURRENCY, once, reported_loans
from limpide.features.pos.statements import build_statements
from limpide.features.previous.rows import is_repeat
from limpide.features.rows import past_only
from limpide.sources.home_credit import Tables


@dataclass(frozen=True)
class CleaningRule:
    """One rule: its name, the table, what it leaves out, and what would contradict it.

    ``rows`` returns the rows left out as an Ibis table with ``client_id`` and ``contradicted`` (bool).
    """

    name: str
    table: str
    leaves_out: str
    contradicted_by: str
    rows: Callable[[Tables], Any]


@dataclass(frozen=True)
class CleaningCount:
    """What one rule leaves out of a table of ``of`` rows, and how much of that is contradicted."""

    rule: CleaningRule
    of: int
    rows: int
    clients: int
    contradicted_rows: int
    contradicted_clients: int


def count_left_out(tables: Tables, *, progress: Progress = silent) -> list[CleaningCount]:
    """Count every rule on a lender's tables; a table that is missing has no row to leave out."""
    return list(_counts(tables, progress))


def _counts(tables: Tables, progress: Progress) -> Iterator[CleaningCount]:
    with progress("Rules", total=len(RULES)) as advance:
        for rule in RULES:
            rows = rule.rows(tables)
            clients = rows.client_id.nunique
            found = rows.aggregate(
                rows=_.count(),
                clients=clients(),
                contradicted_rows=_.count(where=rows.contradicted),
                contradicted_clients=clients(where=rows.contradicted),
            )
            [counted] = found.to_pyarrow().to_pylist()
            yield CleaningCount(rule, int(getattr(tables, rule.table).count().execute()), **counted)
            advance(1)


def _not_started(tables: Tables) -> Any:
    rows = build_statements(tables).filter(~_.is_counted)
    return _left_out(rows, _.months_ago.between(_.newest, _.oldest))


def _after_the_end(tables: Tables) -> Any:
    return _left_out(build_statements(tables).filter(_.is_counted & (_.months_ago < _.end)), _.left > 0)


def _returned(tables: Tables) -> Any:
    """Loans that a return ends: any statement after it contradicts."""
    statements = build_statements(tables)
    ended = statements.filter(_.months_ago == _.given_back).select("client_id", "loan_id", returned_in="month")
    later = past_only(tables.pos, "MONTHS_BALANCE").select("loan_id", later_in="MONTHS_BALANCE")
    found = ended.left_join(later, ["loan_id", later.later_in > ended.returned_in])
    return _left_out(found, _.later_in.notnull())


def _repeats(tables: Tables) -> Any:
    rows = past_only(tables.previous, "DAYS_DECISION").filter(is_repeat())
    statements = ibis.union(*(getattr(tables, name).select("loan_id") for name in ("pos", "card", "installments")))
    own = statements.distinct().mutate(has_own=True)
    return _left_out(rows.left_join(own, "loan_id"), _.has_own.notnull())


def _twins(tables: Tables) -> Any:
    """A twin whose months in arrears no loan of that client keeps was none."""
    loans = reported_loans(tables)
    kept = once(loans)
    merged = loans.anti_join(kept, "bureau_loan_id")
    same = ["client_id", "DAYS_CREDIT", "months_late"]
    found = merged.left_join(kept.select(*same).distinct().mutate(is_kept=True), same)
    return _left_out(found, (_.months_late > 0) & _.is_kept.isnull())


def _foreign(tables: Tables) -> Any:
    return _left_out(tables.bureau.filter(_.CREDIT_CURRENCY.fill_null(OWN_CURRENCY) != OWN_CURRENCY))


def _of_later_days(tables: Tables) -> Any:
    return _left_out(tables.bureau.filter((_.DAYS_CREDIT > 0) | (_.DAYS_CREDIT_UPDATE > 0)))


def _left_out(rows: Any, contradicted: Any = None) -> Any:
    never = ibis.literal(False)  # noqa: FBT003 - a value
    return rows.select("client_id", contradicted=never if contradicted is None else contradicted.fill_null(never))


RULES = (
    CleaningRule("pos_not_started", "pos", "statements before a loan begins (signed, approved, cancelled, returned)",
                 "statements of the loan before and after", _not_started),
    CleaningRule("pos_returned", "pos", "what follows goods returned after the last instalment",
                 "a later statement of the loan", _returned),
    CleaningRule("pos_after_the_end", "pos", "statements after a loan was paid off", "instalments left in them",
                 _after_the_end),
    CleaningRule("previous_repeats", "previous", "applications that repeat another one and were not granted",
                 "statements or instalments of their own", _repeats),
    CleaningRule("bureau_twins", "bureau", "loans reported twice, months and all", "months in arrears that are lost",
                 _twins),
    CleaningRule("bureau_other_currency", "bureau", "amounts in another currency (the loan is counted)", "nothing",
                 _foreign),
    CleaningRule("bureau_later_days", "bureau", "loans reported after the application", "nothing", _of_later_days),
)  # fmt: skip
