"""``limpide decisions``: prove that the journal is whole, compute a decision again, honour a client's rights."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from limpide.cli.progress import console, watched
from limpide.core.errors import Corrupt, InvalidInput, UnknownClient, UnknownDecision
from limpide.core.identifiers import ClientId, is_applicant, read_identifier
from limpide.core.output import new_file

if TYPE_CHECKING:
    from limpide.database.chain import Head
    from limpide.database.engine import Connection
    from limpide.database.keys import Keys
    from limpide.lenders import Retention
    from limpide.portfolio.case import Case
    from limpide.portfolio.portfolio import Portfolio
    from limpide.settings import Settings

app = typer.Typer(help="The journal of decisions.", no_args_is_help=True)

Client = Annotated[
    ClientId, typer.Argument(parser=read_identifier, metavar="CLIENT", help="The client's id.", show_default=False)
]
Out = Annotated[Path, typer.Option(help="The file to write.")]
Replace = Annotated[bool, typer.Option("--replace", help="Put it in the place of an existing one.")]
_WITNESS = re.compile(r"([1-9][0-9]*):([0-9a-f]{64})")
_SHOWN = 20


@app.command()
def verify(
    witness: Annotated[
        list[str] | None,
        typer.Option(help="POSITION:SEAL of a decision noted elsewhere, a letter for example; may be repeated."),
    ] = None,
) -> None:
    """Follow the journal's chain from the first entry to the last; name the first broken link.

    Exit code 1 when it is broken, or when an entry on a supporting document is not what was sealed. The anchor in
    LIMPIDE_HOME, which the service writes, shows a tail cut off.

    Example: limpide decisions verify
    """
    from limpide.database.verify import verify as follow
    from limpide.settings import Settings

    witnesses = [_head(each) for each in witness or []]
    with opened() as (connection, keys):
        verdict = follow(connection, keys=keys, home=Settings().home, witnesses=witnesses, progress=watched)
        entries = 0 if verdict.broken else _verified_entries(connection, keys)
    if verdict.broken:
        console.print(f"{verdict.broken}; entries before it, all whole: {verdict.head.position:,}", highlight=False)
        raise typer.Exit(1)
    anchored = f"the anchor stands at {verdict.anchored:,}" if verdict.anchored else "no anchor is in LIMPIDE_HOME"
    last = f"; the last seal is {verdict.head.position}:{verdict.head.link.hex()}" if verdict.head.position else ""
    console.print(f"every link holds, entries: {verdict.head.position:,}; {anchored}{last}", highlight=False)
    console.print(f"entries on supporting documents, all whole: {entries:,}", highlight=False)


@app.command()
def replay(
    decision_id: Annotated[UUID, typer.Argument(help="The decision.", show_default=False)],
    bundle: Annotated[str | None, typer.Option(help="The model of the time; otherwise LIMPIDE_BUNDLE.")] = None,
    snapshot: Annotated[str | None, typer.Option(help="The client base of the time; or LIMPIDE_SNAPSHOT.")] = None,
) -> None:
    """Compute a decision again from its model and client base; say "equal", or what differs (exit code 1).

    A new applicant's decision is computed from the application that was stored. Model and client base are folders or
    addresses, as for "limpide serve".

    Example: limpide decisions replay 0197f3a2-7c1e-7d52-a1b0-3f5e8c9d2e41 --bundle bundle --snapshot snapshot
    """
    from limpide.cli.serve import delivered
    from limpide.database import decisions
    from limpide.portfolio.portfolio import open_portfolio
    from limpide.portfolio.replay import as_of_then, check_versions, differences
    from limpide.settings import Settings

    settings = Settings()
    with opened() as (connection, keys):
        record = decisions.find(connection, decision_id, keys=keys)
        shown = decisions.find_explanation(connection, decision_id, keys=keys)
        if record is None or shown is None:
            raise UnknownDecision(decision_id)
        language = decisions.find_language(connection, decision_id)
        model, clients = (
            delivered(each, settings) for each in (bundle or settings.bundle, snapshot or settings.snapshot)
        )
        portfolio = open_portfolio(model, clients)
        check_versions(portfolio, shown)
        case = _case_of_the_time(connection, record.client_id, portfolio, keys=keys)
        now = as_of_then(portfolio, shown).explain_case(case, language=language)
    found = differences(shown, now)
    if found:
        more = [f"and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
        console.print("\n".join([f"{len(found)} differences:", *found[:_SHOWN], *more]), highlight=False, markup=False)
        raise typer.Exit(1)
    console.print(
        f"equal: {now.decision.value}, probability of default {now.probability_of_default!r}, "
        f"{len(now.features)} contributions, all to the bit",
        highlight=False,
    )


@app.command()
def erase(
    client_id: Client,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")] = False,
) -> None:
    """Destroy the key of everything written about a client, and show them in no snapshot any more.

    The sealed rows stay and the journal still verifies; nobody can read them. It cannot be undone.

    Example: limpide decisions erase 100002 --yes
    """
    from limpide.database.erasure import erase as destroy

    if not yes:
        typer.confirm(f"Destroy everything written about client {client_id}, for good?", abort=True)
    with opened() as (connection, _):
        done = destroy(connection, client_id)
    console.print(
        f"client {client_id} is erased; what cannot be read any more: decisions {done.decisions}, applications "
        f"{done.applications}; build the next snapshot without this client: limpide decisions erased",
        highlight=False,
    )


@app.command()
def erased() -> None:
    """Print the ids of erased clients, one a line: no snapshot may show them.

    Example: limpide decisions erased > without.txt
    """
    from limpide.database.erasure import list_erased

    with opened() as (connection, _):
        for client_id in list_erased(connection):
            print(client_id)  # noqa: T201 - the command's result


@app.command()
def purge(
    older_than: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Days since the last entry, for every outcome; otherwise LIMPIDE_RETENTION_DAYS, then the months of "
            "the lender's file.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many clients it would be.")] = False,
) -> None:
    """Destroy the keys of clients whose period of retention ended: accepted, refused, abandoned, each its own.

    A client's record is kept as long as any of its entries has to be. It cannot be undone: look first with --dry-run.

    Example: limpide decisions purge --dry-run
    """
    from limpide.database.retention import purge as end_retention
    from limpide.lenders.legal_terms import OUTCOMES
    from limpide.settings import Settings

    retention = _retention(Settings(), older_than=older_than, dry_run=dry_run)
    with opened() as (connection, _):
        done = end_retention(connection, retention=retention, dry=dry_run)
    verb = "would be" if dry_run else "are"
    count = Counter(each.outcome for each in done)
    parts = [f"{name} (kept {retention.of(name)}) {count[name]:,}" for name in OUTCOMES]
    console.print(f"the data of {len(done):,} clients {verb} destroyed: {', '.join(parts)}", highlight=False)


@app.command()
def export(client_id: Client, out: Out, replace: Replace = False) -> None:
    """Write everything held on a client as JSON: identity, application, documents, decisions, reviews, outcomes.

    Example: limpide decisions export 100002 --out client-100002.json
    """
    from limpide.database.erasure import export as everything

    with new_file(out, replace=replace) as partial, opened() as (connection, keys):
        held: dict[str, Any] = everything(connection, client_id, keys=keys)
        partial.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    console.print(f"written to {out}, decisions: {len(held['decisions'])}", highlight=False)


def _retention(settings: "Settings", *, older_than: int | None, dry_run: bool) -> "Retention":
    """Return the periods to apply; ``InvalidInput`` before anything is destroyed by a specimen's example."""
    from limpide.lenders import find_retention, read_letter_texts, specimen_letter_texts

    texts = specimen_letter_texts() if settings.letters is None else read_letter_texts(settings.letters)
    days = older_than or settings.retention_days
    if days is None and texts.specimen and not dry_run:
        raise InvalidInput(
            "the periods of retention are examples of the specimen texts; state the lender's own in the file that "
            "LIMPIDE_LETTERS names (docs/legal.md), or set LIMPIDE_RETENTION_DAYS"
        )
    return find_retention(texts.legal, days=days)


def _verified_entries(connection: "Connection", keys: "Keys") -> int:
    """Return how many entries on supporting documents hold; exit code 1 names the first that does not."""
    from limpide.database.pieces import verify_entries

    try:
        return verify_entries(connection, keys=keys)
    except Corrupt as broken:
        console.print(str(broken), highlight=False)
        raise typer.Exit(1) from broken


def _case_of_the_time(connection: "Connection", client_id: ClientId, portfolio: "Portfolio", *, keys: "Keys") -> "Case":
    """A client of the snapshot, or an applicant whose features are computed again from the stored application."""
    from limpide.database import applications

    if not is_applicant(client_id):
        return portfolio.case(client_id)
    stored = applications.find(connection, client_id, keys=keys)
    if stored is None:
        raise UnknownClient(client_id)
    from limpide.features.applicant import build_engine
    from limpide.portfolio.desk import Desk

    desk = Desk(build_engine(), portfolio.snapshot.columns)
    return desk.applicant(stored.content["application"], stored.content["histories"], client_id=client_id)


@contextmanager
def opened() -> Iterator[tuple["Connection", "Keys"]]:
    """Yield a transaction on the journal's database, and the secret."""
    from limpide.cli.database import postgresql
    from limpide.cli.doors import secret_for
    from limpide.database.engine import create_engine, transaction
    from limpide.database.migrate import upgrade
    from limpide.settings import Settings

    settings = Settings()
    with postgresql(settings) as url:
        if settings.database_url is None:  # our own; one that was given is migrated by its owner
            upgrade(url, keys=secret_for(settings, url))
        engine = create_engine(url)
        try:
            with transaction(engine) as begun:
                yield begun.connection, secret_for(settings, url)
        finally:
            engine.dispose()


def _head(witness: str) -> "Head":
    from limpide.database.chain import Head

    match = _WITNESS.fullmatch(witness)
    if match is None:
        raise InvalidInput(f'"{witness}" is not POSITION:SEAL, a number and 64 hex digits, as a decision shows them')
    return Head(int(match[1]), bytes.fromhex(match[2]))
