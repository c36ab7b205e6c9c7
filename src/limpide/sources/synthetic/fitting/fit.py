"""From a lender's real tables to the statistics that synthetic clients are drawn from."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from limpide.core.errors import InvalidInput
from limpide.core.progress import Progress, silent
from limpide.sources.synthetic.application import FIRST, THEN
from limpide.sources.synthetic.block import draw_margins, summarise
from limpide.sources.synthetic.draws import Floats, sigmoid
from limpide.sources.synthetic.fitting.application import fit_applications
from limpide.sources.synthetic.fitting.cards import fit_cards
from limpide.sources.synthetic.fitting.elsewhere import fit_elsewhere
from limpide.sources.synthetic.fitting.evidence import LEAST
from limpide.sources.synthetic.fitting.ours import fit_ours
from limpide.sources.synthetic.fitting.real import RealTables, read_real
from limpide.sources.synthetic.fitting.target import fit_histories, fit_target
from limpide.sources.synthetic.fitting.variables import Given
from limpide.sources.synthetic.statistics import Statistics
from limpide.sources.synthetic.target import Histories, Target

_STEPS_OF_HISTORIES = 121  # about
_BLOCKS = 5


def fit_statistics(folders: Sequence[Path], *, seed: int = 0, progress: Progress = silent) -> Statistics:
    """Fit everything that synthetic clients are drawn from to the tables in ``folders``.

    Applications are taken from all of them, histories from the first that holds them. No figure stands for fewer
    than 20 applications. Raises InvalidInput when there are too few clients or a table is missing.
    """
    real = read_real(folders, seed=seed)
    with progress("Statistics", total=len(FIRST) + len(THEN) + _STEPS_OF_HISTORIES) as done:
        return _as_often(_fit(real, seed=seed, done=done), real)


def _fit(real: RealTables, *, seed: int, done: Callable[[int], None]) -> Statistics:
    target = real.applications["TARGET"]
    labelled = np.flatnonzero(~np.isnan(target))
    _check_labels(target[labelled])
    given = Given({}, {}, np.arange(len(target))).then("sample", np.isnan(target).astype(np.float64), codes=2)
    application, known = fit_applications(real.applications, given, seed=seed, done=done)
    effects = fit_target(known.rows(labelled), target[labelled].astype(np.int64))
    clients = known.rows(real.clients)
    return Statistics(
        application=application,
        target=effects,
        histories=_fit_histories(real, effects, known),
        elsewhere=fit_elsewhere(real.histories, real.owner, clients, seed=seed, done=done),
        ours=fit_ours(real.histories, real.owner, clients, seed=seed, done=done),
        cards=fit_cards(real.histories, real.owner, clients, seed=seed, done=done),
    )


def _as_often(statistics: Statistics, real: RealTables) -> Statistics:
    """Move the log-odds so that as many drawn clients default as real ones: small errors of the parts add up."""
    margins = np.concatenate([draw_margins(statistics, seed=1, index=index) for index in range(_BLOCKS)])
    wanted = float(np.nanmean(real.applications["TARGET"]))
    low, high = -3.0, 3.0
    while high - low > 1e-4:
        middle = (low + high) / 2
        low, high = (middle, high) if float(sigmoid(margins + middle).mean()) < wanted else (low, middle)
    target = replace(statistics.target, intercept=round(statistics.target.intercept + low, 4))
    histories = replace(
        statistics.histories,
        centre=round(float(margins.mean()) + low, 4),
        spread=round(float(margins.std()), 4),
    )
    return replace(statistics, target=target, histories=histories)


def _check_labels(target: Floats) -> None:
    for label, name in ((0, "repaid"), (1, "defaulted")):
        if (count := int((target == label).sum())) < LEAST:
            raise InvalidInput(f"only {count} labelled applications {name}: {LEAST} are needed at least")


def _fit_histories(real: RealTables, effects: Target, known: Given) -> Histories:
    summaries = summarise(real.histories, real.owner, len(real.clients))
    target = real.applications["TARGET"][real.clients]
    labelled = np.flatnonzero(~np.isnan(target))
    _check_labels(target[labelled])
    given = known.rows(real.clients[labelled])
    return fit_histories(
        {name: values[labelled] for name, values in summaries.items()},
        target[labelled].astype(np.int64),
        given.owners,
        offset=effects.margin(given.positions),
    )
