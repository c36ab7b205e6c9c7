"""Pieces of HTML: everything that comes from outside is escaped here."""

from html import escape

_WITHOUT_END = frozenset({"meta", "line", "path", "rect", "circle"})


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(element: str, /, *children: str, **attributes: str | float | None) -> Html:
    """Return an element; a trailing underscore of an attribute goes, other ones become hyphens, None leaves it out.

    >>> tag("p", "1 < 2", tag("b", "!"), class_="x", aria_label="y")
    '<p class="x" aria-label="y">1 &lt; 2<b>!</b></p>'
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if element in _WITHOUT_END:
        return Html(f"<{element}{told}/>")
    return Html(f"<{element}{told}>{join(*children)}</{element}>")


def join(*pieces: str) -> Html:
    """Return pieces one after the other, escaped unless they are HTML already."""
    return Html("".join(piece if isinstance(piece, Html) else escape(piece, quote=False) for piece in pieces))


def table(caption: str, head: list[str], rows: list[list[str]], *, numbers: int = 0, class_: str = "") -> Html:
    """Return a table whose first cell of a row names it; the last ``numbers`` columns are aligned as numbers."""
    first = len(head) - numbers

    def cell(kind: str, place: int, text: str) -> Html:
        scope = {"scope": "col" if kind == "head" else "row"} if kind == "head" or place == 0 else {}
        name = "th" if scope else "td"
        return tag(name, text, class_="number" if place >= first else None, **scope)

    return tag(
        "div",
        tag(
            "table",
            tag("caption", caption),
            tag("thead", tag("tr", *(cell("head", place, text) for place, text in enumerate(head)))),
            tag(
                "tbody",
                *(tag("tr", *(cell("row", place, text) for place, text in enumerate(row))) for row in rows),
            ),
            class_=class_ or None,
        ),
        class_="wide",
        tabindex=0,
        role="region",
        aria_label=caption,
    )
