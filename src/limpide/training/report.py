"""The table of candidates, for a person at a terminal."""

from collections import Counter

from rich.table import Table

from limpide.bundle.manifest import Candidate, Estimate, Manifest
from limpide.training.compare import Comparison
from limpide.training.pairs import compare_pair
from limpide.training.train import Training

_ROWS = (
    ("AUC", "auc", 4),
    ("PR-AUC", "pr_auc", 4),
    ("KS", "ks", 3),
    ("Brier", "brier", 4),
    ("ECE", "ece", 4),
    ("log-loss", "log_loss", 4),
    ("cost per client", "cost_per_client", 4),
    ("cost weighted by amount", "cost_by_amount", 4),
    ("cost saved", "saving", 3),
    ("cheapest threshold in hindsight", "best_threshold", 3),
    ("gap between training and unseen AUC", "gap", 3),
)
_WHY = {
    "constant": "that tell nobody apart",
    "twin": "that repeat another one",
    "useless": "that do not help with unseen clients",
    "drifting": "that drift more than they help",
    "undirected": "without a declared direction",
    "contrary": "whose clients go against the declared direction",
}


def build_table(training: Training) -> Table:
    """Return one column a candidate, one line a measure, each with its 95 % interval."""
    manifest = training.manifest
    data = manifest.data
    table = Table(
        title=(
            f"{data.clients:,} clients, {data.default_rate:.1%} in default, {len(manifest.features)} features; "
            f"measured on {data.folds} folds of unseen persons"
        ),
        caption=(
            f"95 % intervals; costs at the break-even {manifest.threshold:.4f} ({manifest.cost.ratio:g} refused good "
            "clients for a missed default), in refused good clients; by amount: every client weighted by the amount "
            "asked for"
        ),
    )
    table.add_column("measure")
    for candidate in manifest.candidates:
        table.add_column(_heading(candidate), justify="right")
    for title, name, digits in _ROWS:
        estimates = [getattr(candidate.quality, name) for candidate in manifest.candidates]
        table.add_row(title, *[_cell(estimate, digits) for estimate in estimates])
    table.add_row("seconds", *[f"{training.seconds[candidate.name]:.1f}" for candidate in manifest.candidates])
    return table


def build_ranking(comparison: Comparison) -> Table:
    """Return one line a candidate of the laboratory, the cheapest first, for the terminal."""
    choice = comparison.choice
    table = Table(
        title=f"{len(comparison.trials)} candidates on the same {comparison.data.folds} folds, the cheapest first",
        caption="costs are per client; against the champion ± two standard errors; ✗: the gap is too wide",
    )
    for title in ("candidate", "AUC", "Brier", "ECE", "cost", "against the champion", "gap"):
        table.add_column(title, justify="left" if title == "candidate" else "right")
    for trial in sorted(comparison.trials, key=lambda each: each.quality.cost_per_client.value):
        quality, difference = trial.quality, compare_pair(trial, choice.champion).cost
        figures = [quality.auc.value, quality.brier.value, quality.ece.value, quality.cost_per_client.value]
        table.add_row(
            f"[bold]{trial.name} ✓[/bold]" if trial is choice.champion else trial.name,
            *[f"{value:.4f}" for value in figures],
            "" if trial is choice.champion else f"{difference.value:+.4f} [dim]±{difference.error * 2:.4f}[/dim]",
            f"{quality.gap.value:.3f}{'' if comparison.plan.allows(quality.gap.value) else ' ✗'}",
        )
    return table


def build_selection(manifest: Manifest) -> str:
    """Return in a sentence how many features the model does without, and why."""
    counts = Counter[str](each.why for each in manifest.dropped)
    told = [f"{counts[why]} {words}" for why, words in _WHY.items() if counts[why]]
    total = len(manifest.features) + len(manifest.dropped)
    return f"{len(manifest.features)} of {total} features used" + (f"; without {', '.join(told)}" if told else "")


def build_abstention_line(manifest: Manifest) -> str:
    """Return in a sentence where the model abstains, how often, and what it promises elsewhere."""
    found = manifest.abstention
    return (
        f"grey zone: {found.zone.low:.2%} to {found.zone.high:.2%}, {found.share:.1%} of applications go to a person "
        f"(a review costs {found.review_cost:.3g}, its reviewer errs in {found.reviewer_error:.0%}); by machine alone, "
        f"at most {found.accepted_defaults:.1%} of defaults are accepted and {found.refused_goods:.1%} of good clients "
        "refused"
    )


def build_review_line(manifest: Manifest) -> str:
    """Return in a sentence what the grey zone saves or costs per client by how often reviewers err, out of fold."""
    found = manifest.abstention
    if found.zone.low == found.zone.high:
        return f"no zone pays: a review of this cost pays below a reviewer's error rate of {found.break_even_error:.1%}"
    values = ", ".join(f"{each.error:.0%}: {each.difference.value:+.4f}" for each in found.by_error)
    return (
        f"what the zone adds to the cost per client, by how often reviewers err: {values}; nothing at "
        f"{found.break_even_error:.1%}"
    )


def _heading(candidate: Candidate) -> str:
    return f"[bold]{candidate.name} ✓[/bold]" if candidate.chosen else candidate.name


def _cell(estimate: Estimate | None, digits: int) -> str:
    if estimate is None:
        return "–"
    return f"{estimate.value:.{digits}f} [dim]{estimate.low:.{digits}f}–{estimate.high:.{digits}f}[/dim]"
