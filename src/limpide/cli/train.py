"""``limpide train``: from a snapshot to a sealed bundle."""

from pathlib import Path
from typing import Annotated

import typer

from limpide.cli.progress import console, watched
from limpide.cli.rule import Cost, Folds, MaxGap, ReviewCost, ReviewerError, Snapshot
from limpide.core import seal
from limpide.core.cost import COST, CostTerms
from limpide.core.errors import InvalidInput

_FEWEST_DEFAULTS = 20  # fewer tell a fitted model from chance in no fold


def train(
    snapshot: Snapshot,
    out: Annotated[Path, typer.Option(help="Where the bundle goes.")],
    model: Annotated[
        str | None,
        typer.Option(
            help="Use this model: dummy, scorecard, logistic, ebm, boosted, blend, free logistic, free boosted."
        ),
    ] = None,
    effort: Annotated[str, typer.Option(help="quick, or full: smaller steps, a few times longer.")] = "quick",
    folds: Folds = 5,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Same data and seed, same bundle to the byte.")] = 1,
    max_gap: MaxGap = None,
    cost: Cost = COST,
    review_cost: ReviewCost = None,
    reviewer_error: ReviewerError = None,
    monotone: Annotated[
        bool, typer.Option("--monotone", hidden=True, help="Deprecated: every family is constrained now.")
    ] = False,
    allow_incoherent: Annotated[
        bool,
        typer.Option("--allow-incoherent", help="Write a bundle even if its reasons contradict themselves."),
    ] = False,
    prices: Annotated[
        bool,
        typer.Option(
            "--prices", help="Measure what each attribute left out and the direction constraints cost; minutes."
        ),
    ] = False,
    contact: Annotated[str, typer.Option(help="Contact shown in the model card.")] = "",
    track: Annotated[
        str | None, typer.Option(help="Keep it in MLflow: local (mlflow.db in this folder), or a server's address.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of an existing one.")] = False,
) -> None:
    """Try the models on unseen clients, choose by the rule (docs/adr/0012), and write the champion as a bundle.

    Example: limpide train --snapshot snapshot --out bundle
    """
    costs = CostTerms(cost=cost, review_cost=review_cost, reviewer_error=reviewer_error)
    seal.read_version(snapshot)  # a wrong folder is said at once, before anything slow is loaded
    from limpide.training.report import build_abstention_line, build_review_line, build_selection, build_table
    from limpide.training.train import train as train_models

    _require_defaults(snapshot)

    training = train_models(
        snapshot,
        out,
        model=model,
        effort=effort,
        folds=folds,
        seed=seed,
        max_gap=max_gap,
        costs=costs,
        prices=prices,
        contact=contact,
        allow_incoherent=allow_incoherent,
        replace=replace,
        progress=watched,
    )
    if monotone:
        console.print("--monotone is no longer needed: every family keeps the declared directions (free ones apart)")
    console.print(build_table(training))
    console.print(build_selection(training.manifest))
    console.print(f"chosen: {training.manifest.kind}; {training.manifest.reason}")
    if model is None:
        console.print("not tried: scorecard, ebm and the ways to handle imbalance; limpide compare tries them too")
    console.print(build_abstention_line(training.manifest))
    console.print(build_review_line(training.manifest))
    console.print(f"bundle {training.version[:12]} written to {out}")
    if track is not None:
        from limpide.training.tracking import track as keep

        console.print(keep(training.manifest, where=track, command="train", bundle=out).sentence)


def _require_defaults(snapshot: Path) -> None:
    """Refuse to seal a model of so few defaults that nothing can be said of it, and say how many are needed."""
    from limpide.portfolio.snapshot import open_snapshot

    target = open_snapshot(snapshot).target
    known = int((target >= 0).sum())
    defaults = int((target == 1).sum())
    if 0 < defaults < _FEWEST_DEFAULTS:
        needed = -(-_FEWEST_DEFAULTS * known // defaults)
        raise InvalidInput(
            f"{snapshot} has {defaults} defaults among {known:,} clients with a known outcome; a model needs at least "
            f"{_FEWEST_DEFAULTS}, which at this rate are {needed:,} clients"
        )
