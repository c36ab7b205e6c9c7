"""``limpide decisions verify`` and ``anchors``: prove that the journal is whole, and give others the means to."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limpide.cli.progress import console, watched
from limpide.core.errors import Corrupt, InvalidInput
from limpide.core.output import new_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limpide.database.anchors import Anchor
    from limpide.database.chain import Head
    from limpide.database.engine import Connection
    from limpide.database.keys import Keys
    from limpide.database.verify import Verdict

_WITNESS = re.compile(r"([1-9][0-9]*):([0-9a-f]{64})")
_BROKEN, _UNANCHORED = 1, 3


def verify(
    witness: Annotated[
        list[str] | None,
        typer.Option(help="POSITION:SEAL of a decision noted elsewhere, a letter for example; may be repeated."),
    ] = None,
    anchor: Annotated[
        Path | None, typer.Option(help="Anchors that were exported, checked beside those of LIMPIDE_HOME.")
    ] = None,
    public_key: Annotated[
        Path | None,
        typer.Option(help="Check with this key and --anchor alone, without LIMPIDE_KEY, as an outsider does."),
    ] = None,
    without_anchor: Annotated[
        bool, typer.Option("--without-anchor", help="Accept that no anchor of this journal is known.")
    ] = False,
) -> None:
    """Follow the journal from its first entry to its last, compare every row with its seal, and name what differs.

    Exit code 1 when something is not what was sealed; 3 when all holds but no anchor of this journal is known: a
    database put back to an older state, or another one in its place, would look the same. The service writes anchors
    to LIMPIDE_HOME; keep exported ones out of its reach.

    Example: limpide decisions verify --anchor anchors.txt
    """
    from limpide.cli.journal import snapshot

    witnesses = [_head(each) for each in witness or []]
    if public_key is not None and (anchor is None or witnesses):
        raise InvalidInput("--public-key needs the anchors to check (--anchor), and no --witness, which needs the key")
    keys = _secret() if public_key is None else None
    exported = [] if anchor is None else _read_anchors(anchor, public_key, keys)
    with snapshot() as connection:
        verdict = _follow(connection, keys, exported, witnesses)
        entries = _verified_entries(connection, keys) if keys and verdict.whole else 0
    _say(verdict, exported, entries=entries, secret=keys is not None)
    if not verdict.whole:
        raise typer.Exit(_BROKEN)
    if verdict.anchored is None and not without_anchor:
        console.print(_no_anchor(verdict), highlight=False)
        raise typer.Exit(_UNANCHORED)


def anchors(
    out: Annotated[Path, typer.Option(help="The file to write, for somebody other than the service's owner to keep.")],
    since: Annotated[int, typer.Option(min=0, help="Only anchors at or after this position of the ledger.")] = 0,
    public_key: Annotated[Path | None, typer.Option(help="Also write the key that checks them (PEM).")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put them in the place of existing files.")] = False,
) -> None:
    """Write the signed anchors of the journal, the present last entry included.

    Whoever has them and the public key proves with "limpide decisions verify --anchor FILE --public-key KEY" that
    everything before the last anchor is what it was, even against somebody who has LIMPIDE_KEY and the database.

    Example: limpide decisions anchors --out anchors-2026-11.txt --public-key limpide.pem
    """
    from limpide.cli.journal import opened
    from limpide.database.anchors import export_anchors, write_public_key
    from limpide.database.ledger import read_sealed_head
    from limpide.settings import Settings

    with opened() as (connection, keys):
        journal_id, head = read_sealed_head(connection, keys=keys)
    if public_key is not None:
        with new_file(public_key, replace=replace) as partial:
            partial.write_bytes(write_public_key(keys))
    with new_file(out, replace=replace) as partial:
        lines = export_anchors(Settings().home, journal_id, head, keys=keys, since=since)
        partial.write_text("".join(lines), encoding="ascii")
    console.print(
        f"written to {out}, anchors: {len(lines)}; the last is entry {head.position:,} of journal {journal_id}",
        highlight=False,
    )


def _follow(
    connection: "Connection", keys: "Keys | None", exported: "Sequence[Anchor]", witnesses: "Sequence[Head]"
) -> "Verdict":
    from limpide.database.verify import verify as follow
    from limpide.settings import Settings

    home = Settings().home
    return follow(connection, keys=keys, home=home, anchors=exported, witnesses=witnesses, progress=watched)


def _say(verdict: "Verdict", exported: "Sequence[Anchor]", *, entries: int, secret: bool) -> None:
    for finding in verdict.findings:
        console.print(finding, highlight=False, markup=False)
    if not verdict.whole:
        whole = f"decisions and events {verdict.head.position:,}, entries of the ledger {verdict.ledger.position:,}"
        console.print(f"whole as far as followed: {whole}", highlight=False)
        return
    anchored = f"; the anchor stands at {verdict.anchored.position:,}" if verdict.anchored else ""
    console.print(f"every link holds, entries of the ledger: {verdict.ledger.position:,}{anchored}", highlight=False)
    if secret:
        seal = f"; the last seal is {verdict.head.position}:{verdict.head.link.hex()}" if verdict.head.position else ""
        console.print(f"decisions and events: {verdict.head.position:,}{seal}", highlight=False)
        console.print(f"entries on supporting documents, all whole: {entries:,}", highlight=False)
    console.print(_exposed(verdict, exported), highlight=False)


def _exposed(verdict: "Verdict", exported: "Sequence[Anchor]") -> str:
    """Return which entries whoever has the key and the database could still write anew."""
    from limpide.database.anchors import find_exported
    from limpide.settings import Settings

    own = [each for each in exported if verdict.anchored and each.journal_id == verdict.anchored.journal_id]
    if not own and verdict.anchored is not None:
        noted = find_exported(Settings().home, verdict.anchored.journal_id)
        own = [noted] if noted else []
    if not own:
        return (
            f"exposed to whoever has LIMPIDE_KEY and the database, entries: all {verdict.ledger.position:,}, as "
            'no anchor was exported; keep some elsewhere: "limpide decisions anchors"'
        )
    last = max(own, key=lambda each: each.position)
    return (
        f"exposed to whoever has LIMPIDE_KEY and the database, entries: {verdict.ledger.position - last.position:,}, "
        f"those since the anchor exported at {last.signed_at:%Y-%m-%d %H:%M} UTC (entry {last.position:,})"
    )


def _no_anchor(verdict: "Verdict") -> str:
    others = f"; there are anchors of other journals: {', '.join(verdict.foreign)}" if verdict.foreign else ""
    return (
        f"no anchor of this journal is known{others}: a database put back or exchanged would look the same; "
        "give one with --anchor, or say --without-anchor"
    )


def _secret() -> "Keys":
    from limpide.cli.doors import secret_of
    from limpide.settings import Settings

    return secret_of(Settings())


def _read_anchors(path: Path, public_key: Path | None, keys: "Keys | None") -> "list[Anchor]":
    from limpide.database.anchors import read_file, read_public_key

    if public_key is not None:
        return read_file(path, read_public_key(public_key))
    assert keys is not None  # noqa: S101 - one of the two checks the signatures
    return read_file(path, keys.signing.public_key())


def _verified_entries(connection: "Connection", keys: "Keys") -> int:
    """Return how many entries on supporting documents hold; exit code 1 names the first that does not."""
    from limpide.database.pieces import verify_entries

    try:
        return verify_entries(connection, keys=keys)
    except Corrupt as broken:
        console.print(str(broken), highlight=False)
        raise typer.Exit(_BROKEN) from broken


def _head(witness: str) -> "Head":
    from limpide.database.chain import Head

    match = _WITNESS.fullmatch(witness)
    if match is None:
        raise InvalidInput(f'"{witness}" is not POSITION:SEAL, a number and 64 hex digits, as a decision shows them')
    return Head(int(match[1]), bytes.fromhex(match[2]))
