"""The columns of table ``credit_card_balance``, from statements month by month."""

from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.cards.statement import RAW, Statements
from limpide.sources.synthetic.draws import Coded, Column, Floats, Ints, Rows

_WHOLE = ("SK_DPD", "SK_DPD_DEF", "AMT_CREDIT_LIMIT_ACTUAL")


@dataclass(frozen=True)
class Month:
    """The statements of the first cards in the same month of their lives; ``month`` counts back from today."""

    month: Ints
    status: Coded
    statements: Statements


def build_table(parts: list[Month], *, number: Ints, owner: Ints, client_ids: Ints) -> Rows:
    """Return the rows of the table, in order of client, card and month; ``number`` and ``owner`` are by card."""
    nobody = [np.zeros(0, np.int64)]
    card = np.concatenate([np.arange(len(part.month)) for part in parts] or nobody)
    month = np.concatenate([part.month for part in parts] or nobody)
    order = np.lexsort((month, number[card], owner[card]))
    card = card[order]
    codes = np.concatenate([part.status.codes for part in parts] or nobody)[order]
    amounts = _amounts(parts, order)
    columns: dict[str, Column] = {
        "SK_ID_PREV": number[card],
        "SK_ID_CURR": client_ids[owner[card]],
        "MONTHS_BALANCE": month[order],
        "NAME_CONTRACT_STATUS": Coded(codes, parts[0].status.names if parts else ()),
        "CNT_DRAWINGS_CURRENT": _times(amounts),
    }
    columns |= {name: values.astype(np.int64) if name in _WHOLE else values for name, values in amounts.items()}
    return Rows(columns=columns, owner=owner[card])


def _amounts(parts: list[Month], order: Ints) -> dict[str, Floats]:
    joined = {
        raw: np.concatenate([part.statements.columns()[name] for part in parts] or [np.zeros(0)])[order]
        for name, raw in RAW.items()
    }
    other = joined["AMT_DRAWINGS_OTHER_CURRENT"]
    joined["AMT_TOTAL_RECEIVABLE"] = joined["AMT_RECIVABLE"]
    joined["CNT_DRAWINGS_OTHER_CURRENT"] = np.where(np.isnan(other), np.nan, other > 0)
    return joined


def _times(amounts: dict[str, Floats]) -> Ints:
    """Return how often a card was used; once, where there is an amount but no particulars."""
    kinds = ("CNT_DRAWINGS_ATM_CURRENT", "CNT_DRAWINGS_POS_CURRENT", "CNT_DRAWINGS_OTHER_CURRENT")
    times = np.sum([np.nan_to_num(amounts[kind]) for kind in kinds], axis=0)
    return np.where(amounts["AMT_DRAWINGS_CURRENT"] > 0, np.maximum(times, 1), 0).astype(np.int64)
