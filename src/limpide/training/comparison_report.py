"""What a comparison found, as data and as a page: the whole table, the choice, the price of the gap rule."""

import json
import tempfile
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from limpide import __version__
from limpide.models.fitted import FittedModel
from limpide.training.choice import Choice
from limpide.training.compare import Comparison
from limpide.training.imbalance import METHODS
from limpide.training.pairs import Difference, compare_pair
from limpide.training.trial import Trial

LIBRARIES = ("lightgbm", "scikit-learn", "imbalanced-learn", "optuna", "interpret-core", "optbinning", "numpy")


def build_data(comparison: Comparison) -> dict[str, Any]:
    """Return the whole comparison as what JSON can hold; durations are in seconds, sizes in bytes."""
    choice = comparison.choice
    return {
        "limpide": __version__,
        "libraries": {name: version(name) for name in LIBRARIES},
        "plan": asdict(comparison.plan),
        "cost": {"ratio": comparison.plan.costs.ratio.ratio, "given": comparison.plan.costs.cost},
        "data": asdict(comparison.data),
        "champion": choice.champion.name,
        "reason": choice.reason,
        "cheapest": choice.cheapest.name,
        "price_of_the_rule": asdict(choice.price),
        "price_of_coherence": coherence_price(comparison),
        "candidates": [_candidate(trial, comparison) for trial in comparison.trials],
        "methods": [method.title for method in METHODS],
        "settings": _settings(comparison),
        "failed": comparison.failed,
        "learning_curves": {name: [asdict(point) for point in curve] for name, curve in comparison.curves.items()},
        "bundle": comparison.bundle,
        "seconds": comparison.seconds,
    }


def write_data(path: Path, data: dict[str, Any]) -> None:
    """Write the data as JSON."""
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")


def _settings(comparison: Comparison) -> dict[str, int] | None:
    """Count the settings of all searches that led to a candidate; None when nobody searched."""
    counts = [found for name, found in comparison.tried.items() if name not in comparison.failed]
    if not counts:
        return None
    return {
        "searches": len(counts),
        "least": min(tried for tried, _ in counts),
        "tried": sum(tried for tried, _ in counts),
        "given_up": sum(given_up for _, given_up in counts),
    }


def _candidate(trial: Trial, comparison: Comparison) -> dict[str, Any]:
    champion, candidate, found = comparison.choice.champion, trial.candidate, trial.found
    tried, given_up = comparison.tried.get(name_of_search(trial), (0, 0))
    return {
        "name": trial.name,
        "family": candidate.learner.name,
        "imbalance": candidate.method.title,
        "held": candidate.held,
        "coherent": not candidate.free,
        "settings": dict(candidate.learner.settings()),
        "trees": found.rounds,
        "settings_tried": tried,
        "settings_given_up": given_up,
        "learnt_from": {"drawn": found.drawn[0], "offered": found.drawn[1]},
        "quality": asdict(trial.quality),
        "cost_at_chosen_threshold": asdict(trial.examination.chosen_cost),
        "eligible": comparison.plan.allows(trial.quality.gap.value),
        "chosen": trial is champion,
        "against_champion": None if trial is champion else asdict(compare_pair(trial, champion)),
        "fit_seconds": found.seconds,
        "score_seconds": trial.score_seconds,
        "bytes": _size(found.models[0]),
    }


def name_of_search(trial: Trial) -> str:
    """Return the name under which a candidate's settings were searched: held or not, the search is the same."""
    return trial.name.removesuffix(", held")


def _size(model: FittedModel) -> int:
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder))
        return sum(path.stat().st_size for path in Path(folder).iterdir())


def price_sentence(choice: Choice) -> str:
    """Say what the rule of choice cost against the cheapest candidate, or that it cost nothing."""
    cost, auc, cheapest = choice.price.cost, choice.price.auc, choice.cheapest
    if choice.champion is cheapest:
        return "Price of the rule: nothing, the champion is the cheapest of all."
    return (
        f"Price of the rule against {cheapest.name}, the cheapest (gap {cheapest.quality.gap.value:.3f}): "
        f"{cost.value:+.4f} per client ({cost.low:+.4f} to {cost.high:+.4f}) and {auc.value:+.4f} of AUC "
        f"({auc.low:+.4f} to {auc.high:+.4f})."
    )


def coherence_costs(comparison: Comparison) -> dict[str, Difference]:
    """Return, by family, what direction constraints cost: the constrained one minus the free one, paired."""
    by_name = {trial.name: trial for trial in comparison.trials}
    return {
        name: compare_pair(by_name[name], by_name[f"free {name}"])
        for name in ("logistic", "boosted")
        if name in by_name and f"free {name}" in by_name
    }


def coherence_price(comparison: Comparison) -> str | None:
    """Say what direction constraints and sayable columns cost: constrained families beside the free ones."""
    prices = [
        f"{name} {found.cost.value:+.4f} per client ({found.cost.low:+.4f} to {found.cost.high:+.4f}), "
        f"{found.auc.value:+.4f} of AUC ({found.auc.low:+.4f} to {found.auc.high:+.4f})"
        for name, found in coherence_costs(comparison).items()
    ]
    if not prices:
        return None
    told = "; ".join(prices)
    return f"Price of coherent reasons, against the same family without constraints and with every column: {told}."
