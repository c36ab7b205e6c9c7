"""What was due and paid on cards, month by month, for the table of instalments."""

import numpy as np

from limpide.sources.synthetic.draws import MONTH, Column, Generator, Rows

_EARLY, _LATE = 6.0, 2.0  # mean days before and after the due day; the lender's cards are mostly paid early


def card_payments(rng: Generator, statements: Rows) -> Rows:
    """Return one instalment for each statement of ``credit_card_balance`` with a payment; cards have version 0."""
    paid = np.nan_to_num(np.asarray(statements.columns["AMT_PAYMENT_CURRENT"], dtype=np.float64))
    rows = np.flatnonzero(paid > 0)
    size = len(rows)
    month = np.asarray(statements.columns["MONTHS_BALANCE"])[rows]
    due = np.floor((month + 0.5) * MONTH)
    entry = due - np.floor(rng.exponential(_EARLY, size)) + np.floor(rng.exponential(_LATE, size))
    number = np.nan_to_num(np.asarray(statements.columns["CNT_INSTALMENT_MATURE_CUM"], dtype=np.float64))[rows]
    columns: dict[str, Column] = {
        "SK_ID_PREV": np.asarray(statements.columns["SK_ID_PREV"])[rows],
        "SK_ID_CURR": np.asarray(statements.columns["SK_ID_CURR"])[rows],
        "NUM_INSTALMENT_VERSION": np.zeros(size),
        "NUM_INSTALMENT_NUMBER": np.maximum(number, 1).astype(np.int64),
        "DAYS_INSTALMENT": due,
        "DAYS_ENTRY_PAYMENT": np.minimum(entry, -1.0),
        "AMT_INSTALMENT": paid[rows],
        "AMT_PAYMENT": paid[rows],
    }
    return Rows(columns=columns, owner=statements.owner[rows])
