"""Fitting clients' history at this lender: earlier applications and the balances of their loans."""

from collections.abc import Callable, Mapping

import numpy as np

from limpide.sources.synthetic.draws import Flags, Ints
from limpide.sources.synthetic.fitting.ours_applications import fit_applications
from limpide.sources.synthetic.fitting.ours_pos import fit_pos
from limpide.sources.synthetic.fitting.variables import Given
from limpide.sources.synthetic.measured import Raw
from limpide.sources.synthetic.ours.room import Ours


def fit_ours(
    raw: Mapping[str, Raw],
    owner: Mapping[str, Ints],
    clients: Given,
    *,
    seed: int,
    done: Callable[[int], None] = lambda _count: None,
) -> Ours:
    """Fit ``previous_application`` and ``POS_CASH_balance``, by file stem, given whose cards are older than they tell.

    ``owner`` says which row of ``clients`` each row of a table belongs to; ``done`` is told of each of seven steps.
    """
    previous, belongs = raw["previous_application"], owner["previous_application"]
    older = _older(raw, owner, len(clients.owners))
    applications = fit_applications(previous, belongs, clients, older, seed=seed, done=done)
    pos = fit_pos(raw["POS_CASH_balance"], previous, belongs, clients, seed=seed)
    done(1)
    return Ours(applications, pos)


def _older(raw: Mapping[str, Raw], owner: Mapping[str, Ints], size: int) -> Flags:
    """Tell which clients have a card whose application is no longer shown."""
    number = raw["credit_card_balance"]["SK_ID_PREV"]
    unknown = ~np.isin(number, raw["previous_application"]["SK_ID_PREV"])
    older = np.zeros(size, dtype=bool)
    older[owner["credit_card_balance"][unknown]] = True
    return older
