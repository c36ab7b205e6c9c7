"""``limpide features``: from the lender's tables to a snapshot of the client base."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from limpide.cli.progress import console, watched
from limpide.core.errors import InvalidInput
from limpide.core.identifiers import ClientId, read_identifier

if TYPE_CHECKING:
    from limpide.sources.admission import Admission
    from limpide.sources.base_profile import BaseProfile

Engine = Literal["duckdb", "spark"]

app = typer.Typer(help="Features of every client.", no_args_is_help=True)


@app.callback()
def features() -> None:
    """Features of every client."""


@app.command()
def build(
    data: Annotated[str, typer.Option(help="Folder or zip of the tables: CSV, Parquet, workbooks.")],
    out: Annotated[Path, typer.Option(help="Where the snapshot goes.")],
    without: Annotated[
        Path | None, typer.Option(help="File with ids of clients to leave out, one a line: decisions erased.")
    ] = None,
    lender_file: Annotated[
        Path | None, typer.Option(help="TOML: currency, period of income and of instalment; nothing is declared else.")
    ] = None,
    tariff: Annotated[
        Path | None, typer.Option(help="TOML: the lender's prices; otherwise the tariff is learnt from the loans.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of an existing one.")] = False,
    like: Annotated[
        Path | None, typer.Option(help="A bundle: hold the tables to the limits of the base that it learnt from.")
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="TABLE.COLUMN:FAULT", help="Accept an error of data check by name; it is sealed."),
    ] = None,
    engine: Annotated[Engine, typer.Option(help="DuckDB here, or Spark.")] = "duckdb",
    master: Annotated[str | None, typer.Option(help="Spark's master; without it, what Spark's settings say.")] = None,
) -> None:
    """Compute every feature of every client and write an immutable snapshot.

    Example: limpide features build --data tables.zip --out snapshot

    With --engine spark the tables may also be a folder of Parquet on any filesystem that Spark reads.
    """
    if master is not None and engine != "spark":
        raise InvalidInput("--master is for Spark; add --engine spark, or leave it out")
    from limpide.features.lender_files import LenderFiles

    left_out = _read_clients(without) if without else ()
    files = LenderFiles(lender_file, tariff)
    files.check()
    admission = _admit(data, accept or [], like)
    if engine == "spark":
        from limpide.features.spark.build import build_snapshot_on_spark

        version = build_snapshot_on_spark(
            data,
            out,
            master=master,
            without=left_out,
            files=files,
            admission=admission,
            replace=replace,
            progress=watched,
        )
    else:
        from limpide.features.build import build_snapshot

        version = build_snapshot(
            Path(data), out, without=left_out, files=files, admission=admission, replace=replace, progress=watched
        )
    console.print(f"snapshot {version[:12]} written to {out}")


def _admit(data: str, accept: list[str], like: Path | None) -> "Admission | None":
    """Pass the gate; tables that only Spark can reach are not checked, and that is said."""
    from limpide.sources.gate import admit

    if "://" in data:
        if accept or like:
            raise InvalidInput(f"{data} is not on this machine: nothing is checked, accepted or compared")
        console.print(f'{data} is not on this machine and not checked; run "limpide data check" on a copy')
        return None
    learnt = None if like is None else _learnt(like)
    admission = admit(Path(data), accept=accept, learnt=learnt, tell=_say, progress=watched)
    for fault in admission.accepted:
        console.print(f"accepted: {fault.sentence}", highlight=False)
    return admission


def _learnt(like: Path) -> "BaseProfile | None":
    from limpide.bundle.archive import open_bundle

    bundle = open_bundle(like)
    if bundle.limits is None or bundle.limits.base is None:
        _say(f"model {bundle.short_version} keeps no limits of its tables: the tables are not held to any")
        return None
    return bundle.limits.base


def _say(sentence: str) -> None:
    console.print(sentence, highlight=False)


def _read_clients(path: Path) -> tuple[ClientId, ...]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f'{path} cannot be read; write it with "limpide decisions erased > {path}"') from error
    named = [line.strip() for line in lines if line.strip()]
    try:
        return tuple(map(read_identifier, named))
    except InvalidInput as error:
        raise InvalidInput(f"{path} holds a line that names no client: {error}; give one client a line") from error
