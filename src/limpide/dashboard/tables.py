"""Tables of words as HTML: real tables, which screen readers walk through. Everything that is shown is escaped here."""

import re
from collections.abc import Mapping, Sequence

from limpide.dashboard.typography import escape

# A number with its sign and unit, and nothing else; those of a column stand under each other.
_NUMBER = re.compile(r"[+−]?\d[\d\s.,]*(\s?(%|€|points?))?")


def table(rows: Sequence[Mapping[str, str]], *, alt: str, headed: bool = False) -> str:
    """Return rows of the same columns as a table named ``alt``; with ``headed`` the first cell names its row."""
    columns = list(rows[0]) if rows else []
    looks = [_look([row[column] for row in rows]) if rank else "" for rank, column in enumerate(columns)]
    heads = "".join(f'<th scope="col"{look}>{escape(column)}</th>' for column, look in zip(columns, looks, strict=True))
    lines = "".join(_line(list(row.values()), looks, headed=headed) for row in rows)
    return (
        f'<div class="lp-table"><table aria-label="{escape(alt)}"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _look(cells: Sequence[str]) -> str:
    """Return the class of a column after the first: numbers are aligned on the right."""
    return ' class="lp-number"' if all(_NUMBER.fullmatch(cell) for cell in cells) else ""


def _line(cells: Sequence[str], looks: Sequence[str], *, headed: bool) -> str:
    first = f'<th scope="row">{escape(cells[0])}</th>' if headed else f"<td>{escape(cells[0])}</td>"
    rest = zip(cells[1:], looks[1:], strict=True)
    return f"<tr>{first}{''.join(f'<td{look}>{escape(cell)}</td>' for cell, look in rest)}</tr>"
