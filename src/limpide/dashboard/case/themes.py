"""The application theme by theme: what is known as a list, what is not as one line with a count."""

from collections.abc import Sequence
from itertools import groupby

from limpide.contract import RawValue
from limpide.dashboard.typography import escape
from limpide.dashboard.values import show_column
from limpide.dashboard.words import Words

Facts = list[tuple[str, str]]


def build_themes(application: Sequence[RawValue], words: Words, *, level: int = 3) -> str:
    """Return a section for each theme; ``level`` is that of its heading."""
    parts = []
    for theme, columns in groupby(application, key=lambda raw: raw.theme_label):
        held = list(columns)
        facts = [(raw.label, show_column(words, raw)) for raw in held if raw.value is not None]
        unknown = [raw.label for raw in held if raw.value is None]
        parts.append(build_section(theme, facts, unknown, words, level=level))
    return f'<div class="lp-themes">{"".join(parts)}</div>'


def build_section(title: str, facts: Facts, unknown: Sequence[str], words: Words, *, level: int = 3) -> str:
    """Return a heading, the known facts as a list, and the names of the unknown ones behind their number."""
    listed = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    known = f"<dl>{listed}</dl>" if facts else ""
    return f"<section><h{level}>{escape(title)}</h{level}>{known}{_folded(unknown, words)}</section>"


def _folded(unknown: Sequence[str], words: Words) -> str:
    if not unknown:
        return ""
    count = escape(words.count("record.unknown", len(unknown)))
    names = "".join(f"<li>{escape(name)}</li>" for name in unknown)
    return f'<details class="lp-unknown"><summary>{count}</summary><ul>{names}</ul></details>'
