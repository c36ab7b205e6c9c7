"""``limpide score``: every client's probability of default and decision, into one file."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from limpide.cli.progress import console, watched
from limpide.cli.rule import OtherCost
from limpide.core import seal
from limpide.core.cost import parse_cost
from limpide.core.errors import InvalidInput

_DRIFTED = 3
_NAMED = 5


def score(
    bundle: Annotated[Path, typer.Option(help="The model, made by train.")],
    snapshot: Annotated[Path, typer.Option(help="The client base, made by features build.")],
    out: Annotated[Path, typer.Option(help="The file to write; it ends in .parquet or .csv.")],
    cost: OtherCost = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TABLE.COLUMN:FAULT", help="Score a base with this fault, such as bureau:missing-table, by name."
        ),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of an existing one.")] = False,
    engine: Annotated[Literal["local", "spark"], typer.Option(help="This machine, or Spark.")] = "local",
    master: Annotated[str | None, typer.Option(help="Spark's master; without it, what Spark's settings say.")] = None,
) -> None:
    """Write client_id, probability_of_default, points and decision for every client.

    Exit code 2 when the client base is beyond the limits of the base that the model learnt from, 3 when an input of
    the model drifts by 0.25 (PSI) or more; the scores are written then.

    Example: limpide score --bundle bundle --snapshot snapshot --out scores.parquet
    """
    if cost is not None:
        parse_cost(cost)
    for folder in (bundle, snapshot):
        seal.read_version(folder)  # a wrong folder is said at once, before anything slow is loaded
    if master is not None and engine != "spark":
        raise InvalidInput("--master is for Spark; add --engine spark, or leave it out")
    _hold(bundle, snapshot, accept or [])
    if engine == "spark":
        from limpide.portfolio.batch_spark import score_clients_on_spark

        clients = score_clients_on_spark(bundle, snapshot, out, master=master, cost=cost, replace=replace)
    else:
        from limpide.portfolio.batch import score_clients

        clients = score_clients(bundle, snapshot, out, cost=cost, replace=replace, progress=watched)
    console.print(f"{clients:,} clients scored into {out}" + ("" if cost is None else f", decided at a cost of {cost}"))
    _finish(bundle, snapshot)


def _hold(bundle: Path, snapshot: Path, accept: list[str]) -> None:
    """Refuse a client base that is unlike the one that the model learnt from, unless that is accepted by name."""
    from limpide.bundle.archive import open_bundle
    from limpide.portfolio.base_gate import check_base
    from limpide.portfolio.snapshot import open_snapshot

    for sentence in check_base(open_bundle(bundle), open_snapshot(snapshot), accept=accept):
        console.print(sentence, highlight=False)


def _finish(bundle: Path, snapshot: Path) -> None:
    """Say how many clients are left to a person because of their data, and how far the inputs drift; exit code 3."""
    from limpide.portfolio.input_drift import ALERT, WATCH, measure_input_drift
    from limpide.portfolio.portfolio import open_portfolio

    portfolio = open_portfolio(bundle, snapshot)
    count = int(portfolio.undecidable.sum())
    if count:
        console.print(
            f"{count:,} clients lack required facts, contradict themselves, or are unlike what the model learnt from: "
            "their decision is review"
        )
    drifts = measure_input_drift(portfolio)
    watched_inputs = [each for each in drifts if each.is_beyond(WATCH)]
    named = ", ".join(f"{each.name} {each.psi:.2f}" for each in watched_inputs[:_NAMED])
    more = ", …" if len(watched_inputs) > _NAMED else ""
    if drifts:
        console.print(
            f"drift of the model's inputs (PSI): {len(watched_inputs)} of {len(drifts)} from {WATCH:g} on"
            f"{f': {named}{more}' if named else f', the largest {drifts[0].psi:.2f}'}",
            highlight=False,
        )
    beyond = [each for each in watched_inputs if each.is_beyond(ALERT)]
    if beyond:
        console.print(f"{len(beyond)} inputs drift by {ALERT:g} or more: train anew, or find out why they differ")
        raise typer.Exit(_DRIFTED)
