"""``limpide monitor``: is the model still right for today's clients? Exit code 3 when somebody must act."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from limpide.cli.watch import read_decisions, watching
from limpide.core.errors import InvalidInput

app = typer.Typer(help="Is the model still right for today's clients?", no_args_is_help=True)

Clients = Literal["all", "labelled", "unlabelled"]
_Snapshot = Annotated[Path, typer.Option(help="The client base that decisions were made on; it knows the groups.")]
_Reference = Annotated[Path, typer.Option(help="The client base that the model learnt from.")]
_Current = Annotated[Path, typer.Option(help="Today's client base.")]
_ReferenceClients = Annotated[Clients, typer.Option(help="Which of them: outcome known (labelled) or not.")]
_CurrentClients = Annotated[Clients, typer.Option(help="Which of them.")]
_Model = Annotated[Path, typer.Option(help="The model.")]
_Optional = Annotated[Path | None, typer.Option(help="The model: scores too, and alarms on its features only.")]
_Out = Annotated[Path, typer.Option(help="The folder to write: pages in French and in English, and JSON.")]
_Replace = Annotated[bool, typer.Option("--replace", help="Put it in the place of an existing one.")]
_Limits = Annotated[Path | None, typer.Option(help="A TOML file of your own limits; see limpide monitor limits.")]
_Webhook = Annotated[
    str | None,
    typer.Option(envvar="LIMPIDE_MONITOR_WEBHOOK", show_envvar=True, help="Where to POST when somebody must act."),
]
_Outcomes = Annotated[
    Path | None, typer.Option(help="Decisions and outcomes: .csv, .parquet or .jsonl (docs/monitoring.md).")
]
_Database = Annotated[bool, typer.Option("--database", help="Take them from the journal (DATABASE_URL) instead.")]
_Evidently = Annotated[bool, typer.Option("--evidently", help="Write Evidently's report beside (extra monitor).")]


@app.command()
def drift(
    reference: _Reference,
    current: _Current,
    out: _Out,
    bundle: _Optional = None,
    reference_clients: _ReferenceClients = "all",
    current_clients: _CurrentClients = "all",
    evidently: _Evidently = False,
    limits: _Limits = None,
    webhook: _Webhook = None,
    replace: _Replace = False,
) -> None:
    """Compare today's clients with those the model learnt from: features, sources, categories, scores.

    Example: limpide monitor drift --reference learnt --current today --bundle bundle --out drift
    """
    with watching(out, bundle, reference, current, replace=replace, webhook=webhook, limits=limits) as ready:
        crowds = ready.crowds((reference, reference_clients), (current, current_clients))
        ready.drift(crowds, names=(reference_clients, current_clients), bundle=bundle)
        if evidently:
            ready.evidently(crowds)
        ready.finish("drift")


@app.command()
def performance(
    bundle: _Model,
    out: _Out,
    outcomes: _Outcomes = None,
    database: _Database = False,
    limits: _Limits = None,
    webhook: _Webhook = None,
    replace: _Replace = False,
) -> None:
    """Measure the model by what became of the loans, and how officers use it.

    Example: limpide monitor performance --bundle bundle --outcomes decisions.csv --out performance
    """
    with watching(out, bundle, replace=replace, webhook=webhook, limits=limits) as ready:
        ready.performance(bundle, read_decisions(outcomes, database=database))
        ready.finish("performance")


@app.command()
def fairness(
    bundle: _Model,
    snapshot: _Snapshot,
    out: _Out,
    outcomes: _Outcomes = None,
    database: _Database = False,
    limits: _Limits = None,
    webhook: _Webhook = None,
    replace: _Replace = False,
) -> None:
    """Compare groups (gender, age, family status, kind of loan) over time; without decisions, by the model alone.

    Example: limpide monitor fairness --bundle bundle --snapshot today --outcomes decisions.csv --out fairness
    """
    with watching(out, bundle, snapshot, replace=replace, webhook=webhook, limits=limits) as ready:
        given = outcomes is not None or database
        ready.fairness(bundle, snapshot, read_decisions(outcomes, database=database) if given else None)
        ready.finish("fairness")


@app.command()
def challenger(
    champion: Annotated[Path, typer.Option(help="The model that serves.")],
    challenger: Annotated[Path, typer.Option(help="The model that scored in the shadow.")],
    out: _Out,
    shadow: Annotated[Path | None, typer.Option(help="What the service wrote: LIMPIDE_HOME/shadow.")] = None,
    snapshot: Annotated[
        Path | None, typer.Option(help="Score its clients with both, where outcomes are known.")
    ] = None,
    outcomes: _Outcomes = None,
    database: _Database = False,
    limits: _Limits = None,
    webhook: _Webhook = None,
    replace: _Replace = False,
) -> None:
    """Compare a challenger with the champion: on live requests, and by outcomes.

    Example: limpide monitor challenger --champion bundle --challenger new --shadow .limpide/shadow --out duel
    """
    if shadow is None and snapshot is None:
        raise InvalidInput("give --shadow, or --snapshot with --outcomes or --database, or all of them")
    folders = (challenger, *([] if snapshot is None else [snapshot]))
    with watching(out, champion, *folders, replace=replace, webhook=webhook, limits=limits) as ready:
        record = None if snapshot is None else read_decisions(outcomes, database=database)
        ready.challenge((champion, challenger), shadow=shadow, snapshot=snapshot, record=record)
        ready.finish("challenger")


@app.command()
def report(
    reference: _Reference,
    current: _Current,
    bundle: _Model,
    out: _Out,
    reference_clients: _ReferenceClients = "all",
    current_clients: _CurrentClients = "all",
    outcomes: _Outcomes = None,
    database: _Database = False,
    evidently: _Evidently = False,
    limits: _Limits = None,
    webhook: _Webhook = None,
    replace: _Replace = False,
) -> None:
    """Write everything on one page: drift, groups, and performance where decisions are given.

    Example: limpide monitor report --reference learnt --current today --bundle bundle --database --out report
    """
    with watching(out, bundle, reference, current, replace=replace, webhook=webhook, limits=limits) as ready:
        record = read_decisions(outcomes, database=database) if outcomes is not None or database else None
        crowds = ready.crowds((reference, reference_clients), (current, current_clients))
        ready.drift(crowds, names=(reference_clients, current_clients), bundle=bundle)
        if record is not None:
            ready.performance(bundle, record)
        ready.fairness(bundle, current, record)
        if evidently:
            ready.evidently(crowds)
        ready.finish("report")


@app.command("limits")
def show_limits() -> None:
    """Print the limits as a TOML file that explains them; change a copy and give it with --limits.

    Example: limpide monitor limits > limits.toml
    """
    from limpide.monitoring.limits import DEFAULTS

    typer.echo(DEFAULTS.read_text(encoding="utf-8"), nl=False)
