"""Model comparison for notebooks: the public names that ``limpide compare`` is made of, and its tables as data.

Everything else under ``limpide.training`` may change between releases; these names are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from limpide.bundle.estimate import Estimate
from limpide.bundle.manifest import read_manifest
from limpide.models.calibration import probabilities
from limpide.training.choice import admissible, shortlist
from limpide.training.compare import QUICK, Comparison, Plan, compare
from limpide.training.comparison_report import coherence_costs
from limpide.training.evaluate import calibrate_across_folds
from limpide.training.folds import assign_folds
from limpide.training.imbalance import METHODS
from limpide.training.pairs import Paired, compare_pair
from limpide.training.sample import Vector
from limpide.training.tracking import Tracked, track
from limpide.training.trial import Trial

__all__ = [
    "METHODS",
    "QUICK",
    "Comparison",
    "ImbalanceRow",
    "Plan",
    "SelectionRow",
    "assign_folds",
    "coherence_costs",
    "compare",
    "compare_pair",
    "imbalance_table",
    "selection_table",
    "track_comparison",
    "unseen_probabilities",
]


@dataclass(frozen=True, kw_only=True)
class ImbalanceRow:
    """One family under one way of handling imbalance, out of fold with 95 % intervals.

    ``overfit_gap`` is the AUC on its own training clients minus ``auc``; ``cost_per_client`` is in refused good
    clients.
    """

    family: str
    method: str
    auc: Estimate
    overfit_gap: Estimate
    cost_per_client: Estimate
    ece: Estimate


@dataclass(frozen=True, kw_only=True)
class SelectionRow:
    """One candidate before the one-standard-error rule, in the order in which the rule looks at it.

    ``cost`` and ``log_loss`` are paired differences: to the cheapest candidate, and to the one with the lowest
    log-loss among the affordable, None where the cost already decided. ``coherent`` says that its reasons cannot
    contradict its directions, ``rank`` how hard its family is to understand, 0 for the simplest.
    """

    name: str
    cost_per_client: float
    cost: Paired
    log_loss: Paired | None
    affordable: bool
    equal: bool
    coherent: bool
    overfit_gap: float
    rank: int
    champion: bool


def imbalance_table(comparison: Comparison) -> tuple[ImbalanceRow, ...]:
    """Return every family that was tried with every method, the families one after the other, methods as in METHODS.

    The methods are none, class weights, undersampling, oversampling, SMOTE-Tomek and SMOTE-ENN; whatever could not run
    is in ``comparison.failed`` instead.
    """
    crossed = [trial for trial in comparison.trials if not trial.candidate.free and not trial.candidate.held]
    families = {trial.candidate.learner.name for trial in crossed if trial.candidate.method != METHODS[0]}
    rows = [_imbalance_row(trial) for trial in crossed if trial.candidate.learner.name in families]
    order = [method.title for method in METHODS]
    return tuple(sorted(rows, key=lambda row: (row.family, order.index(row.method))))


def selection_table(comparison: Comparison) -> tuple[SelectionRow, ...]:
    """Return every candidate with what the rule of choice reads of it, the cheapest first."""
    steps = shortlist(_eligible(comparison))
    rows = []
    for trial in sorted(comparison.trials, key=lambda each: each.quality.cost_per_client.value):
        affordable = trial in steps.affordable
        rows.append(
            SelectionRow(
                name=trial.name,
                cost_per_client=trial.quality.cost_per_client.value,
                cost=compare_pair(trial, steps.leader).cost,
                log_loss=compare_pair(trial, steps.surest).log_loss if affordable else None,
                affordable=affordable,
                equal=trial in steps.equals,
                coherent=not trial.candidate.free,
                overfit_gap=trial.quality.gap.value,
                rank=trial.candidate.learner.rank,
                champion=trial is comparison.choice.champion,
            )
        )
    return tuple(rows)


def unseen_probabilities(trial: Trial, target: Vector) -> Vector:
    """Calibrate across folds: each client's probability of default by a model and a map that have not seen the client.

    ``target`` holds the outcomes (1 = default) of the labelled clients in the order of the snapshot, float64
    (clients,); so does the result.
    """
    return probabilities(calibrate_across_folds(trial.scores.margins, target, trial.scores.fold))


def track_comparison(comparison: Comparison, bundle: Path, *, where: str, files: Sequence[Path] = ()) -> Tracked:
    """Keep a comparison in MLflow: one run, one below it for each candidate, learning curves, files, the champion.

    ``where`` is "local" (SQLite in the current folder) or the address of a tracking store; ``bundle`` is the folder
    that the champion was written to. Raises ``Unavailable`` when the store does not answer.
    """
    curves = {
        f"learning.{name}": [(point.clients, {"auc": point.auc, "gap": point.gap}) for point in points]
        for name, points in comparison.curves.items()
    }
    settings = {trial.name: trial.candidate.learner.settings() for trial in comparison.trials}
    manifest = read_manifest(bundle)
    return track(manifest, where=where, command="compare", bundle=bundle, settings=settings, curves=curves, files=files)


def _eligible(comparison: Comparison) -> list[Trial]:
    """Return the admissible trials within the gap that the plan allows; all of them where none is."""
    within = [trial for trial in admissible(comparison.trials) if comparison.plan.allows(trial.quality.gap.value)]
    return within or list(comparison.trials)


def _imbalance_row(trial: Trial) -> ImbalanceRow:
    quality = trial.quality
    return ImbalanceRow(
        family=trial.candidate.learner.name,
        method=trial.candidate.method.title,
        auc=quality.auc,
        overfit_gap=quality.gap,
        cost_per_client=quality.cost_per_client,
        ece=quality.ece,
    )
