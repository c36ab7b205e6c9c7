"""The card as one HTML page: nothing to fetch, readable on paper and by a screen reader."""

from html import escape
from importlib.resources import files

from limpide.documents.card_blocks import Block, Bullets, Card, Chart, Facts, Paragraph, Table


def write_html(card: Card) -> str:
    """Write the whole card."""
    style = (files("limpide.documents") / "card.css").read_text(encoding="utf-8")
    contents = "".join(f'<li><a href="#{each.anchor}">{escape(each.title)}</a></li>' for each in card.sections)
    sections = "".join(
        f'<section id="{each.anchor}"><h2>{escape(each.title)}</h2>{"".join(map(_block, each.blocks))}</section>'
        for each in card.sections
    )
    return (
        f'<!doctype html>\n<html lang="{card.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(card.title)}</title><style>\n{style}</style></head><body>"
        f'<header><h1>{escape(card.title)}</h1><p class="lead">{escape(card.lead)}</p></header>'
        f'<nav aria-label="{escape(card.contents)}"><ol>{contents}</ol></nav><main>{sections}</main></body></html>\n'
    )


def _block(block: Block) -> str:
    match block:
        case Paragraph(text, loud):
            return (
                f'<p class="loud" role="note"><strong>{escape(text)}</strong></p>' if loud else f"<p>{escape(text)}</p>"
            )
        case Bullets(items):
            return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
        case Facts(pairs):
            told = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in pairs)
            return f"<dl>{told}</dl>"
        case Chart(svg, told):
            return f"<figure>{svg}<figcaption>{escape(told)}</figcaption></figure>"
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(header)}</th>' for header in table.headers)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in table.rows
    )
    drawn = (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(table.caption)}"><table>'
        f"<caption>{escape(table.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    return f"<details><summary>{escape(table.caption)}</summary>{drawn}</details>" if table.folded else drawn
