"""``limpide features``: from the lender's tables to a snapshot of the client base."""

from pathlib import Path
from typing import Annotated

import typer

from limpide.cli.progress import console, watched

app = typer.Typer(help="Features of every client.", no_args_is_help=True)


@app.callback()
def features() -> None:
    """Features of every client."""


@app.command()
def build(
    data: Annotated[Path, typer.Option(help="Folder or zip of the eight tables, CSV or Parquet.")],
    out: Annotated[Path, typer.Option(help="Where the snapshot goes.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of an existing one.")] = False,
) -> None:
    """Compute every feature of every client and write an immutable snapshot.

    Example: limpide features build --data tables.zip --out snapshot
    """
    from limpide.features.build import build_snapshot

    version = build_snapshot(data, out, replace=replace, progress=watched)
    console.print(f"snapshot {version[:12]} written to {out}")
