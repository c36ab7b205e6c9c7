"""What the colours and shapes of a chart mean: a list of words beneath it, each after its sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from limpide.dashboard.typography import escape

Sign = Literal["block", "thin", "circle", "diamond", "bar-mark"]


@dataclass(frozen=True)
class Entry:
    """One sign and its meaning."""

    text: str
    colour: str
    sign: Sign = "block"
    pattern: str = ""


def legend(entries: Sequence[Entry]) -> str:
    """Return the entries as a list on one line, or on several where there is no room."""
    listed = "".join(
        f'<li><i class="{_classes(entry)}" aria-hidden="true" style="background-color:{entry.colour}"></i>'
        f"{escape(entry.text)}</li>"
        for entry in entries
    )
    return f'<ul class="lp-legend">{listed}</ul>'


def _classes(entry: Entry) -> str:
    return " ".join(filter(None, [f"lp-{entry.sign}", entry.pattern]))
