"""``limpide legal``: what the law asks, whether the lender's file answers it, and the page that says so."""

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from limpide.core.errors import InvalidInput

if TYPE_CHECKING:
    from limpide.legal import LegalPack, LegalReport
    from limpide.lenders import LetterTexts

app = typer.Typer(help="What the law asks, and whether it is answered.", no_args_is_help=True)
Pack = Annotated[Path | None, typer.Option("--pack", help="A legal pack of your own; otherwise that of the country.")]


@app.command()
def check(
    pack: Pack = None,
    production: Annotated[
        bool, typer.Option("--production", help="Refuse specimen texts, unconfirmed ones and an outdated pack too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """List each obligation with its proof, or with what the lender must fill in; exit code 3 where something lacks.

    It reads the lender's file (LIMPIDE_LETTERS, the shipped specimen without it), LIMPIDE_REVIEW_DAYS and
    LIMPIDE_RETENTION_DAYS.

    Example: limpide legal check --production
    """
    from limpide.legal import check_lender
    from limpide.settings import Settings

    settings = Settings()
    texts = _lenders_texts(settings.letters)
    texts = texts.replacing(name=settings.lender, contact=settings.contact)
    report = check_lender(
        _pack(pack, texts),
        texts,
        review_days=settings.review_days,
        retention_days=settings.retention_days,
        today=datetime.now().astimezone().date(),
        production=production,
    )
    print(json.dumps(_as_json(report), ensure_ascii=False, indent=1) if as_json else _as_text(report))  # noqa: T201
    raise typer.Exit(3 if report.missing else 0)


@app.command()
def letters(
    out: Annotated[Path, typer.Option(help="The folder to write: one for each language, a PDF for each letter.")],
    language: Annotated[
        list[str] | None, typer.Option("--lang", help="A language; again for another one. All of them without it.")
    ] = None,
    pictures: Annotated[bool, typer.Option("--pictures", help="Write each page as a PNG too.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of an existing one.")] = False,
) -> None:
    """Write letters of every kind from made-up cases, with the lender's own texts, for communication and counsel.

    It reads what letters are made with: LIMPIDE_LETTERS, LIMPIDE_PIECES, LIMPIDE_REVIEW_DAYS. Nothing is recorded.

    Example: limpide legal letters --out letters --lang fr --pictures
    """
    from limpide.core.output import new_folder
    from limpide.documents.letter import TEMPLATE
    from limpide.documents.letter_facts import Sender
    from limpide.documents.render_pdf import render_pages, render_pdf
    from limpide.documents.specimen_letters import compose_specimens
    from limpide.language.languages import find_language, installed_languages
    from limpide.lenders import find_retention, read_pieces, shipped_lender, shipped_pieces
    from limpide.settings import Settings

    settings = Settings()
    texts = _lenders_texts(settings.letters).replacing(name=settings.lender, contact=settings.contact)
    retention = find_retention(texts.legal, days=settings.retention_days)
    sender = Sender(texts, review_days=settings.review_days, retention=retention)
    pieces = shipped_pieces() if settings.pieces is None else read_pieces(settings.pieces)
    chosen = [find_language(code).code for code in language] if language else list(installed_languages())
    with new_folder(out, replace=replace) as folder:
        for code in chosen:
            (folder / code).mkdir()
            for name, content in compose_specimens(code, sender=sender, lender=shipped_lender(), pieces=pieces):
                (folder / code / f"{name}.pdf").write_bytes(render_pdf(TEMPLATE, content))
                shown = render_pages(TEMPLATE, content) if pictures else []
                for number, picture in enumerate(shown, start=1):
                    (folder / code / f"{name}-{number}.png").write_bytes(picture)
    typer.echo(f"letters in {', '.join(chosen)} written to {out}", err=True)


@app.command()
def page(pack: Pack = None) -> None:
    """Print the page of a legal pack: obligations, index by annex IV, outline of a fundamental rights assessment.

    Example: limpide legal page > law.md
    """
    from limpide.legal.page import build_page
    from limpide.settings import Settings

    print(build_page(_pack(pack, _lenders_texts(Settings().letters))), end="")  # noqa: T201 - the command's result


def _lenders_texts(path: Path | None) -> "LetterTexts":
    from limpide.lenders import read_letter_texts, specimen_letter_texts

    return specimen_letter_texts() if path is None else read_letter_texts(path)


def _pack(path: Path | None, texts: "LetterTexts") -> "LegalPack":
    """Return the pack that was given, else that of the lender's country."""
    from limpide.legal import find_pack, read_pack, shipped_countries

    if path is not None:
        return read_pack(path)
    if not texts.legal.country:
        raise InvalidInput(
            f"{texts.source} does not say whose law applies; write country in its table [legal], one of "
            f"{', '.join(shipped_countries())} (docs/legal.md)"
        )
    return find_pack(texts.legal.country)


def _as_text(report: "LegalReport") -> str:
    lines = [f"law: {report.pack.title}, read on {report.pack.read_on}; lender's file: {report.source}", ""]
    for each in report.findings:
        lines.append(f"{'holds  ' if each.holds else 'LACKING'}  {each.obligation.id}: {each.obligation.title_en}")
        lines += [f"           {sentence}" for sentence in each.missing]
        lines += [f"           proof: {proof}" for proof in each.obligation.proof]
        lines += [f"           no proof: {each.obligation.no_proof}"] if each.obligation.no_proof else []
        lines += [f"           note: {note}" for note in each.notes]
    held = sum(each.holds for each in report.findings)
    lines += ["", f"{held} of {len(report.findings)} obligations lack nothing that can be checked here."]
    lines += [f"To do: {sentence}." for sentence in report.missing]
    lines.append("Paraphrases and texts are to be confirmed by the lender's counsel.")
    return "\n".join(lines)


def _as_json(report: "LegalReport") -> dict[str, Any]:
    found = [
        {**asdict(each.obligation), "holds": each.holds, "missing": each.missing, "notes": each.notes}
        for each in report.findings
    ]
    told = {
        "country": report.pack.country,
        "read_on": report.pack.read_on,
        "read_again_by": report.pack.read_again_by,
        "source": report.source,
        "complete": not report.missing,
        "missing": report.missing,
        "obligations": found,
    }
    written: dict[str, Any] = json.loads(json.dumps(told, default=date.isoformat))
    return written
