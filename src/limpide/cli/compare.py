"""``limpide compare``: the model laboratory."""

from dataclasses import replace as changed
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limpide.cli.progress import console, watched
from limpide.cli.rule import Cost, Folds, MaxGap, ReviewCost, ReviewerError, Snapshot
from limpide.core import seal
from limpide.core.cost import COST, CostTerms
from limpide.core.errors import InvalidInput
from limpide.core.output import new_file

if TYPE_CHECKING:
    from limpide.training.compare import Comparison


def compare(
    snapshot: Snapshot,
    out: Annotated[
        Path, typer.Option(help="The folder of searches, as they go, and of the report: report.md and report.json.")
    ] = Path("comparison"),
    bundle: Annotated[Path | None, typer.Option(help="Write the champion there as a bundle.")] = None,
    model: Annotated[
        list[str] | None, typer.Option(help="Only this family; may be repeated. All of them otherwise.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Usual settings, three folds: some minutes.")] = False,
    trials: Annotated[int, typer.Option(min=1, help="Settings that each candidate may try.")] = 20,
    minutes: Annotated[
        float | None, typer.Option(min=0, help="After so many no further settings are tried; candidates share them.")
    ] = None,
    effort: Annotated[str, typer.Option(help="quick, or full: trees in smaller steps, a few times longer.")] = "quick",
    max_gap: MaxGap = None,
    folds: Folds = 5,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of the folds and of the search.")] = 1,
    cost: Cost = COST,
    review_cost: ReviewCost = None,
    reviewer_error: ReviewerError = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue the searches of an interrupted comparison.")
    ] = False,
    track: Annotated[
        str | None,
        typer.Option(help="Keep it in MLflow, with --bundle: local (mlflow.db in this folder), or a server's address."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put results in the place of existing ones.")] = False,
) -> None:
    """Compare families of models and ways to handle rare defaults, each with its best settings, on unseen clients.

    Searches survive an interruption: the same command with --resume goes on where it stopped.

    Example: limpide compare --snapshot snapshot --out comparison --minutes 60 --bundle bundle
    """
    if track is not None and bundle is None:
        raise InvalidInput("--track keeps the champion too; add --bundle to say where it is written")
    costs = CostTerms(cost=cost, review_cost=review_cost, reviewer_error=reviewer_error)
    seal.read_version(snapshot)  # a wrong folder is said at once, before anything slow is loaded
    from limpide.training.compare import QUICK, Plan
    from limpide.training.compare import compare as compare_models
    from limpide.training.comparison_page import build_page, tell_effort
    from limpide.training.comparison_report import build_data, price_sentence, write_data
    from limpide.training.folder import REPORT, REPORT_DATA
    from limpide.training.report import build_ranking

    plan = changed(
        QUICK if quick else Plan(trials=trials, folds=folds),
        models=tuple(model or ()),
        effort=effort,
        minutes=minutes,
        max_gap=max_gap,
        seed=seed,
        costs=costs,
    )
    try:
        found = compare_models(snapshot, out, plan, bundle=bundle, resume=resume, replace=replace, progress=watched)
    except KeyboardInterrupt:
        if not quick:
            console.print(f"the settings tried so far are kept in {out}; --resume takes the searches up again")
        raise
    data, price = build_data(found), price_sentence(found.choice)
    with new_file(out / REPORT_DATA, replace=True) as file:
        write_data(file, data)
    with new_file(out / REPORT, replace=True) as file:
        file.write_text(build_page(data, price=price), encoding="utf-8")
    console.print(build_ranking(found))
    console.print(f"champion: {found.choice.reason}")
    console.print(price)
    if data["price_of_coherence"]:
        console.print(data["price_of_coherence"])
    console.print(f"report written to {out / REPORT}" + ("" if found.bundle is None else f"; bundle {bundle}"))
    if track is not None and bundle is not None:
        console.print(_track(found, bundle, where=track, files=(out / REPORT, out / REPORT_DATA)))
    console.print(tell_effort(data))


def _track(found: "Comparison", bundle: Path, *, where: str, files: tuple[Path, ...]) -> str:
    from limpide.training.laboratory import track_comparison

    return track_comparison(found, bundle, where=where, files=files).sentence
