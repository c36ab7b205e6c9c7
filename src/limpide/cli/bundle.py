"""``limpide bundle``: look after models on disk."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from limpide.cli.progress import console
from limpide.core import seal

if TYPE_CHECKING:
    from limpide.bundle.manifest import Coherence

_BROKEN = 3
app = typer.Typer(help="Models on disk.", no_args_is_help=True)


@app.callback()
def bundle() -> None:
    """Models on disk."""


@app.command()
def verify(folder: Annotated[Path, typer.Argument(help="The bundle.")]) -> None:
    """Check every byte of a bundle against its seal, and score its golden rows again.

    Example: limpide bundle verify bundle
    """
    seal.read_version(folder)  # a wrong folder is said at once, before anything slow is loaded
    from limpide.bundle.archive import open_bundle

    opened = open_bundle(folder)
    console.print(
        f"bundle {opened.short_version} is whole: {opened.manifest.kind}, {len(opened.features)} features, "
        f"learnt from {opened.data.clients:,} clients, threshold {opened.threshold:.4f}; "
        "its golden rows score as they did when it was made"
    )


@app.command()
def card(
    bundle: Annotated[Path, typer.Option(help="The model, made by train or compare.")],
    out: Annotated[Path, typer.Option(help="The folder to write: card.fr and card.en, each as .md and .html.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of an existing one.")] = False,
) -> None:
    """Write the model card in French and English, for a validator, an officer or a client to read.

    Example: limpide bundle card --bundle bundle --out card
    """
    seal.read_version(bundle)
    from limpide.bundle.archive import open_bundle
    from limpide.documents.card import write_cards

    written = write_cards(open_bundle(bundle), out, replace=replace)
    console.print(f"model card written to {out}: {', '.join(written)}")


@app.command()
def coherence(
    bundle: Annotated[Path, typer.Option(help="The model, made by train or compare; also one of an older release.")],
    snapshot: Annotated[Path, typer.Option(help="The client base, made by features build.")],
    clients: Annotated[int, typer.Option(min=1, help="How many clients, drawn at random.")] = 1_000,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same clients.")] = 1,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here as well.")] = None,
) -> None:
    """Check that no reason given to clients contradicts its value, its direction or the facts. Exit code 3 if one does.

    Example: limpide bundle coherence --bundle bundle --snapshot snapshot
    """
    for folder in (bundle, snapshot):
        seal.read_version(folder)
    from limpide.bundle.archive import open_bundle
    from limpide.bundle.scorer import bind
    from limpide.portfolio.coherence import check_clients
    from limpide.portfolio.snapshot import open_snapshot

    model, base = open_bundle(bundle), open_snapshot(snapshot)
    found = check_clients(bind(model, base.columns), base, clients=clients, seed=seed)
    console.print(_coherence_table(found, model.short_version))
    if json_file is not None:
        told = {"model": model.version, "snapshot": base.version, "seed": seed, "holds": found.holds, **asdict(found)}
        json_file.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    if not found.holds:
        console.print("these reasons contradict themselves: do not let this model explain decisions; train it anew")
        raise typer.Exit(_BROKEN)


def _coherence_table(found: "Coherence", version: str) -> Table:
    table = Table("check", "found", title=f"reasons of bundle {version}")
    table.add_row("clients checked", f"{found.clients:,}")
    table.add_row("clients with a contradictory reason", f"{found.contradictory:,}")
    table.add_row("features that act against their direction", ", ".join(found.opposite) or "none")
    table.add_row("refused and reviewed shown three reasons against them", f"{found.three_reasons:.1%}")
    table.add_row("refused and reviewed shown three reasons in all", f"{found.any_three:.1%}")
    return table


_Serving = Annotated[Path, typer.Option("--serving", envvar="LIMPIDE_BUNDLE", help="The bundle that serves.")]
_By = Annotated[str, typer.Option(help="Who switches; the journal keeps it.")]
_Why = Annotated[str, typer.Option(help="Why; the journal keeps it.")]


@app.command()
def promote(
    challenger: Annotated[Path, typer.Argument(help="The bundle that is to serve.")],
    by: _By,
    why: _Why,
    serving: _Serving = Path("bundle"),
) -> None:
    """Let another bundle serve: verified, journalled, switched in one step; a running service takes it up by itself.

    Example: limpide bundle promote challenger --serving bundle --by "Ada Morel" --why "costs 2 % less in shadow"
    """
    seal.read_version(challenger)
    from limpide.bundle import promotion

    switch = promotion.promote(challenger, serving, by=by, why=why)
    console.print(f"{switch.version[:12]} serves at {serving}, after {switch.previous_version[:12]}", highlight=False)


@app.command()
def rollback(by: _By, why: _Why, serving: _Serving = Path("bundle")) -> None:
    """Let the bundle serve again that served before the last promotion; repeated, the one before that.

    Example: limpide bundle rollback --serving bundle --by "Ada Morel" --why "more defaults than expected"
    """
    from limpide.bundle import promotion

    switch = promotion.rollback(serving, by=by, why=why)
    console.print(f"{switch.version[:12]} serves again at {serving}", highlight=False)


@app.command()
def history(serving: _Serving = Path("bundle")) -> None:
    """Print every promotion and rollback, and check that the journal of them was not altered.

    Example: limpide bundle history --serving bundle
    """
    from limpide.bundle import promotion

    for switch in promotion.read_journal(serving):
        typer.echo(f"{switch.at}  {switch.action:8}  {switch.version[:12]}  {switch.by}: {switch.why}")
