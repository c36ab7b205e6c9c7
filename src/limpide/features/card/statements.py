"""The card statements as they are counted: each once, up to the application, with what cannot be blanked."""

from typing import Any

import ibis
from ibis import _

from limpide.features.rows import exact_amount, exact_ratio, past_only, positive, recency, unless_negative
from limpide.sources.home_credit import Tables, without_sentinels

_STATEMENT = ("client_id", "loan_id", "MONTHS_BALANCE")
_NUMBERS = (
    "AMT_BALANCE",
    "AMT_CREDIT_LIMIT_ACTUAL",
    "AMT_DRAWINGS_CURRENT",
    "AMT_DRAWINGS_ATM_CURRENT",
    "CNT_DRAWINGS_CURRENT",
    "CNT_DRAWINGS_ATM_CURRENT",
    "AMT_INST_MIN_REGULARITY",
    "AMT_PAYMENT_CURRENT",
    "AMT_PAYMENT_TOTAL_CURRENT",
    "AMT_RECEIVABLE_PRINCIPAL",
    "AMT_TOTAL_RECEIVABLE",
    "CNT_INSTALMENT_MATURE_CUM",
    "SK_DPD",
    "SK_DPD_DEF",
)
# From here on, a card has no room left.
_FULL = 0.9
# Up to a tenth above the minimum, a client pays what is asked and no more.
_NO_MORE_THAN_ASKED = 1.1


def prepare(tables: Tables) -> Any:
    """Return the statements up to the application; a limit of zero and drawings below zero are not known."""
    rows = past_only(without_sentinels(tables.card, "card"), "MONTHS_BALANCE")
    # A statement that was delivered twice is one; where two contradict one another, the larger numbers count.
    statements = rows.group_by(*_STATEMENT).aggregate(**{name: _[name].max() for name in _NUMBERS})
    return _compared(
        statements.mutate(
            months_ago=-_.MONTHS_BALANCE,
            recency=recency(_.MONTHS_BALANCE, _.loan_id),
            # A balance below zero is in the client's favour: nothing is owed.
            balance=exact_amount(_.AMT_BALANCE.clip(lower=0.0)),
            ceiling=exact_amount(positive(_.AMT_CREDIT_LIMIT_ACTUAL)),
            drawn=exact_amount(unless_negative(_.AMT_DRAWINGS_CURRENT)),
            drawn_cash=exact_amount(_unless_unused(_.AMT_DRAWINGS_ATM_CURRENT)),
            uses=unless_negative(_.CNT_DRAWINGS_CURRENT),
            cash_uses=_unless_unused(_.CNT_DRAWINGS_ATM_CURRENT),
            minimum=exact_amount(positive(_.AMT_INST_MIN_REGULARITY)),
            # The payment "of the month" keeps its old value when nothing is owed any more; the total does not.
            paid=exact_amount(unless_negative(ibis.coalesce(_.AMT_PAYMENT_TOTAL_CURRENT, _.AMT_PAYMENT_CURRENT))),
            principal=exact_amount(_.AMT_RECEIVABLE_PRINCIPAL.clip(lower=0.0)),
            receivable=exact_amount(positive(_.AMT_TOTAL_RECEIVABLE)),
        )
    )


def _unless_unused(value: Any) -> Any:
    """In a month without any use, the lender leaves the kinds of use blank: they are zero."""
    return ibis.coalesce(unless_negative(value), (_.AMT_DRAWINGS_CURRENT == 0).ifelse(0.0, ibis.null("float64")))


def _compared(rows: Any) -> Any:
    return rows.mutate(
        used=exact_ratio(_.balance, _.ceiling),
        drawn_part=exact_ratio(_.drawn, _.ceiling),
        full=_.balance > _.ceiling * _FULL,
        over_limit=_.balance > _.ceiling,
        underpaid=_.paid < _.minimum,
        minimum_only=_.paid <= _.minimum * _NO_MORE_THAN_ASKED,
        late=_.SK_DPD > 0,
        notably_late=_.SK_DPD_DEF > 0,
    )
