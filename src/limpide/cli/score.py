"""``limpide score``: every client's probability of default and decision, into one file."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from limpide.cli.progress import console, watched
from limpide.cli.rule import OtherCost
from limpide.core import seal
from limpide.core.cost import parse_cost
from limpide.core.errors import InvalidInput


def score(
    bundle: Annotated[Path, typer.Option(help="The model, made by train.")],
    snapshot: Annotated[Path, typer.Option(help="The client base, made by features build.")],
    out: Annotated[Path, typer.Option(help="The file to write; it ends in .parquet or .csv.")],
    cost: OtherCost = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="TABLE:missing-table", help="Score without a table that the model learnt from."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of an existing one.")] = False,
    engine: Annotated[Literal["local", "spark"], typer.Option(help="This machine, or Spark.")] = "local",
    master: Annotated[str | None, typer.Option(help="Spark's master; without it, what Spark's settings say.")] = None,
) -> None:
    """Write client_id, probability_of_default, points and decision for every client.

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
    _say_undecidable(snapshot)
    console.print(f"{clients:,} clients scored into {out}" + ("" if cost is None else f", decided at a cost of {cost}"))


def _hold(bundle: Path, snapshot: Path, accept: list[str]) -> None:
    """Refuse a client base without a table that the model learnt from, unless it is accepted by name."""
    from limpide.bundle.archive import open_bundle
    from limpide.portfolio.needed_tables import check_tables
    from limpide.portfolio.snapshot import open_snapshot

    for sentence in check_tables(open_bundle(bundle), open_snapshot(snapshot), accept=accept):
        console.print(f"accepted: {sentence}", highlight=False)


def _say_undecidable(snapshot: Path) -> None:
    """Say how many clients are left to a person because of their data."""
    from limpide.portfolio.snapshot import open_snapshot

    count = int(open_snapshot(snapshot).undecidable.sum())
    if count:
        console.print(f"{count:,} clients lack required facts or contradict themselves: their decision is review")
