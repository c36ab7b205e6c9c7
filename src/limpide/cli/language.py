"""``limpide language``: which languages are installed, and what one of them does not say yet."""

from typing import Annotated

import typer

app = typer.Typer(help="Languages: which are installed, and what they lack.", no_args_is_help=True)


@app.command("list")
def list_installed() -> None:
    """List the installed languages: code, name, locale, and the fallback of one that may lack sentences.

    Example: limpide language list
    """
    from limpide.language.languages import installed_languages

    for each in installed_languages().values():
        fallback = f", falls back to {each.fallback}" if each.fallback else ""
        typer.echo(f"{each.code}  {each.name} ({each.locale}){fallback}")


@app.command()
def check(
    language: Annotated[str, typer.Argument(help="The code of an installed language, such as es.")],
    part: Annotated[str | None, typer.Option(help="Only this catalogue, such as letters.")] = None,
) -> None:
    """List what a language lacks, what nobody asks for, and what fills its blanks otherwise; exit code 3 for any.

    Example: limpide language check en --part letters
    """
    from limpide.features.catalogue import CATALOGUE
    from limpide.language.completeness import check_language_texts

    labels = frozenset(feature.name for _, feature in CATALOGUE)
    found = check_language_texts(language, features=labels, part=part)
    for fault in found.faults:
        typer.echo(fault)
    typer.echo(f"{language}: {found.said:,} of {found.asked:,} sentences", err=True)
    raise typer.Exit(3 if found.faults else 0)
