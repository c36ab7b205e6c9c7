"""The card as Markdown, for a repository or a review."""

import re

from limpide.documents.card_blocks import Block, Bullets, Card, Chart, Facts, Paragraph, Table

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def write_markdown(card: Card) -> str:
    """Write the whole card."""
    parts = [f"# {_plain(card.title)}", _plain(card.lead), f"**{_plain(card.contents)}**"]
    parts.append("\n".join(f"- [{_plain(each.title)}](#{each.anchor})" for each in card.sections))
    for section in card.sections:
        parts.append(f'<a id="{section.anchor}"></a>\n\n## {_plain(section.title)}')
        parts += [_block(each) for each in section.blocks]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> str:
    match block:
        case Paragraph(text, loud):
            return f"> **{_plain(text)}**" if loud else _plain(text)
        case Bullets(items):
            return "\n".join(f"- {_plain(item)}" for item in items)
        case Facts(pairs):
            return "\n".join(f"- **{_plain(name)}**: {_plain(value)}" for name, value in pairs)
        case Chart(told=told):
            return f"*{_plain(told)}*"
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    lines = [table.headers, tuple("---" for _ in table.headers), *table.rows]
    drawn = "\n".join(
        "| " + " | ".join(cell if cell == "---" else _plain(cell) for cell in line) + " |" for line in lines
    )
    return f"*{_plain(table.caption)}*\n\n{drawn}"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
