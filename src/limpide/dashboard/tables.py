"""Tables of words as HTML: real tables, which screen readers walk through. Everything that is shown is escaped here."""

from collections.abc import Mapping, Sequence
from html import escape


def table(rows: Sequence[Mapping[str, str]], *, alt: str, headed: bool = False) -> str:
    """Return rows of the same columns as a table named ``alt``; with ``headed`` the first cell names its row."""
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in (rows[0] if rows else ()))
    lines = "".join(_line(list(row.values()), headed=headed) for row in rows)
    return (
        f'<div class="lp-table"><table aria-label="{escape(alt)}"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _line(cells: list[str], *, headed: bool) -> str:
    first = f'<th scope="row">{escape(cells[0])}</th>' if headed else f"<td>{escape(cells[0])}</td>"
    return f"<tr>{first}{''.join(f'<td>{escape(cell)}</td>' for cell in cells[1:])}</tr>"
