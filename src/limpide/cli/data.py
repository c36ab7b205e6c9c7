"""``limpide data``: check, describe, invent or compare the lender's tables."""

import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limpide.cli.progress import console, watched
from limpide.core.output import new_file
from limpide.language.languages import Language

if TYPE_CHECKING:
    from rich.table import Table as Grid

    from limpide.features.cleaning import CleaningCount
    from limpide.sources.describe import ColumnProfile, TableProfile

app = typer.Typer(help="The lender's tables: check, describe, invent or compare them.", no_args_is_help=True)
_Tables = Annotated[Path, typer.Argument(metavar="DIR", help="Folder or zip of the tables: CSV, Parquet, workbooks.")]
_PIPED_WIDTH = 140
_SMALLEST_SHARE = 0.001
_CONTRADICTED = 3


class Format(StrEnum):
    """How tables are written."""

    PARQUET = "parquet"
    CSV = "csv"


@app.command()
def check(
    path: _Tables,
    json: Annotated[Path | None, typer.Option(help="Write every fault to this file, too: one for each column.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with the first rows of each fault, too.")] = None,
    language: Annotated[Language, typer.Option(help="Of the page.")] = "fr",
    replace: Annotated[bool, typer.Option("--replace", help="Put the files in the place of existing ones.")] = False,
) -> None:
    """Name every fault: file, column, how many, an example, what to do. Exit code 2 when there is an error.

    Example: limpide data check tables.zip --json faults.json --html faults.html
    """
    from limpide.documents.fault_report import write_fault_report
    from limpide.sources.check import check as find_faults
    from limpide.sources.fault import Severity, sentences, write_json

    # An existing file is refused at once, not after minutes.
    with (
        new_file(json, replace=replace) if json else nullcontext() as file,
        new_file(html, replace=replace) if html else nullcontext() as page,
    ):
        faults = find_faults(path, progress=watched)
        if file:
            write_json(faults, file)
        if page:
            page.write_text(write_fault_report(faults, path.name, language), encoding="utf-8")
    for sentence in sentences(faults):
        typer.echo(sentence)
    errors = sum(fault.severity is Severity.ERROR for fault in faults)
    typer.echo(f"{path}: {_count(errors, 'error')}, {_count(len(faults) - errors, 'warning')}")
    if errors:
        raise typer.Exit(2)


@app.command()
def describe(path: _Tables) -> None:
    """Print sizes, ranges and missing shares of every table and column.

    Example: limpide data describe tables.zip
    """
    from rich.console import Console

    from limpide.sources.describe import describe as profile
    from limpide.sources.tables import TABLES

    profiles = profile(path, progress=watched)
    output = Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH)
    for table in profiles:
        output.print(_grid(table))
    present = {table.table.name for table in profiles}
    missing = [table.files[0] for table in TABLES.values() if table.name not in present]
    if missing:
        output.print(f"not there: {', '.join(missing)}")


@app.command()
def rules(path: _Tables) -> None:
    """Count what each cleaning rule of the histories leaves out, and whom the data contradict. Exit code 3 if anybody.

    Example: limpide data rules tables.zip
    """
    import ibis
    from rich.console import Console

    from limpide.features.cleaning import count_left_out
    from limpide.sources.home_credit import open_tables

    connection = ibis.duckdb.connect()
    try:
        with open_tables(path, connection, progress=watched) as tables:
            counts = count_left_out(tables, progress=watched)
    finally:
        connection.disconnect()
    Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH).print(_rules_grid(counts))
    if any(count.contradicted_rows for count in counts):
        raise typer.Exit(_CONTRADICTED)


@app.command()
def synthesise(
    clients: Annotated[int, typer.Option(min=1, help="How many applications, labelled or not.")],
    out: Annotated[Path, typer.Option(help="Where the folder of eight tables goes.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same tables.")] = 0,
    format: Annotated[Format, typer.Option(help="How the tables are written.")] = Format.PARQUET,  # noqa: A002
    drift: Annotated[bool, typer.Option(help="Let unlabelled applications differ from labelled ones.")] = True,
    statistics: Annotated[Path | None, typer.Option(help="Made by fit-synthesiser; else the shipped ones.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of an existing one.")] = False,
) -> None:
    """Invent clients: all eight tables, with the relations, gaps and defaults of real ones.

    Example: limpide data synthesise --clients 20000 --seed 7 --out tables
    """
    from limpide.sources.synthetic.generator import synthesise as invent

    invent(
        out,
        clients=clients,
        seed=seed,
        format=format.value,
        drift=drift,
        statistics=statistics,
        replace=replace,
        progress=watched,
    )
    console.print(f"{clients:,} clients written to {out}")


@app.command("fit-synthesiser")
def fit_synthesiser(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders or zips of the lender's tables.")],
    out: Annotated[Path, typer.Option(help="Where the statistics go: a text file of about a megabyte.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same statistics.")] = 0,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of an existing one.")] = False,
) -> None:
    """Fit the synthetic clients to real tables. No figure stands for fewer than 20 applications.

    Example: limpide data fit-synthesiser lender --out statistics.json
    """
    from limpide.sources.synthetic.fitting.fit import fit_statistics

    # An existing file is refused at once, not after minutes.
    with new_file(out, replace=replace) as file:
        file.write_text(fit_statistics(folders, seed=seed, progress=watched).to_text(), encoding="utf-8")
    use = f"limpide data synthesise --clients 20000 --out synthetic --statistics {out}"
    console.print(f"statistics written to {out}; draw clients from them: {use}", highlight=False)


@app.command()
def fidelity(
    real: Annotated[Path, typer.Argument(help="Folder or zip of the lender's tables.")],
    synthetic: Annotated[Path, typer.Argument(help="Folder or zip of synthetic tables.")],
    json: Annotated[Path | None, typer.Option(help="Write every figure to this file, too.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put the file in the place of an existing one.")] = False,
    bars: Annotated[bool, typer.Option("--bars", help="Exit code 1 when a bar is not met.")] = False,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="The same seed gives the same figures.")] = 0,
) -> None:
    """Measure how much synthetic tables are like real ones, and name the columns that give them away.

    Example: limpide data fidelity lender synthetic --json fidelity.json
    """
    from rich.console import Console

    from limpide.fidelity.compare import compare
    from limpide.fidelity.report import build_table, write_json

    # An existing file is refused at once, not after minutes.
    with new_file(json, replace=replace) if json else nullcontext() as file:
        found = compare(real, synthetic, seed=seed, progress=watched)
        if file:
            write_json(found, file)
    Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH).print(build_table(found))
    if bars and found.unmet:
        raise typer.Exit(1)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _grid(profile: "TableProfile") -> "Grid":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Grid

    grid = Grid(title=_title(profile), title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    grid.add_column("column", no_wrap=True)
    grid.add_column("meaning", min_width=10)
    grid.add_column("type", no_wrap=True)
    for name in ("missing", "sentinel", "distinct", "smallest", "largest"):
        grid.add_column(name, justify="right")
    for column in profile.columns:
        grid.add_row(*_cells(column))
    return grid


def _rules_grid(counts: "list[CleaningCount]") -> "Grid":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Grid

    grid = Grid(title="Cleaning rules of the histories", title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for name in ("rule", "leaves out", "contradicted by"):
        grid.add_column(name, no_wrap=name == "rule")
    for name in ("rows", "share", "clients", "contradicted rows", "clients"):
        grid.add_column(name, justify="right")
    for each in counts:
        rule, numbers = each.rule, (each.clients, each.contradicted_rows, each.contradicted_clients)
        share = _share(each.rows / max(each.of, 1))
        told = [f"{number:,}" for number in numbers]
        grid.add_row(rule.name, rule.leaves_out, rule.contradicted_by, f"{each.rows:,}", share, *told)
    return grid


def _title(profile: "TableProfile") -> str:
    parts = [f"{' + '.join(profile.table.files)}: {profile.rows:,} rows, {len(profile.columns)} columns"]
    if profile.clients is not None:
        parts.append(f"{profile.clients:,} clients")
    if profile.labelled is not None:
        parts.append(f"{profile.labelled:,} labelled")
    if profile.default_rate is not None:
        parts.append(f"{profile.default_rate:.2%} in default")
    return ", ".join(parts)


def _cells(profile: "ColumnProfile") -> list[str]:
    column = profile.column
    largest = profile.most_frequent or "" if column.type == "text" else _number(profile.maximum)
    return [
        column.name,
        column.label("en"),
        column.type,
        _share(profile.missing),
        _share(profile.sentinel),
        f"{profile.distinct:,}",
        "mostly" if column.type == "text" and largest else _number(profile.minimum),
        largest,
    ]


def _share(share: float) -> str:
    if 0 < share < _SMALLEST_SHARE:
        return f"<{_SMALLEST_SHARE:.1%}"
    return f"{share:.1%}" if share else "-"


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"
