"""Draws the architecture page from the imports that are really there: make docs."""

import sys
import tomllib
from pathlib import Path

import grimp

HOUSE = Path(__file__).parents[1]
WIDE, HIGH, GAP = 760, 46, 14

_BEGIN = """# Architecture

Limpide is one package of rooms on floors; imports only go down ([why](adr/0001-floors.md)), and the tests check it.
This page is drawn from the imports of the code by `make docs`, and a test fails when it is out of date.

"""

_HOW = """
## How a request travels

1. The **dashboard** asks through the **client**, and like every caller it speaks only the messages of the **contract**.
2. The **service** finds the client in the **portfolio**: a model (**bundle**) bound to a client base (snapshot), both
   sealed folders that are mapped into memory and never change.
3. Somebody who is not in the client base is computed from raw tables by the same **features** as in training, compiled
   to small programs ([why](adr/0009-one-applicant-runs-compiled.md)).
4. Decisions go through the **database** into a journal that only grows; everything personal in it is encrypted under a
   key of the client's own.

## How a model is made

**sources** read and check the lender's tables, **features** turn them into a snapshot, **training** compares families
of **models** out of fold and seals the best one as a **bundle**. From there on nothing of the training stack is needed.
"""


def main() -> None:
    """Print the page."""
    floors = _floors()
    rooms = [room for floor in floors for room in floor]
    graph = grimp.build_graph("limpide", cache_dir=None)
    lower = {room: _imported(graph, room, rooms) for room in rooms}
    sys.stdout.write(_BEGIN + _drawing(floors) + "\n## Who imports whom\n\n" + _table(lower) + _HOW)


def _floors() -> list[list[str]]:
    """The floors of the linter's contract, top first, with the rooms that exist."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(each for each in project["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    named = [[room.strip(" ()") for room in floor.split("|")] for floor in contract["layers"]]
    return [[room for room in floor if _place(room)] for floor in named]


def _place(room: str) -> Path | None:
    folder = HOUSE / "src" / "limpide" / room
    return next((path for path in (folder / "__init__.py", folder.with_suffix(".py")) if path.is_file()), None)


def _imported(graph: grimp.ImportGraph, room: str, rooms: list[str]) -> list[str]:
    others = [other for other in rooms if other != room]
    return [
        other
        for other in others
        if graph.direct_import_exists(importer=f"limpide.{room}", imported=f"limpide.{other}", as_packages=True)
    ]


def _table(lower: dict[str, list[str]]) -> str:
    lines = ["| room | what for | imports |", "|---|---|---|"]
    for room, imported in lower.items():
        lines.append(f"| `{room}` | {_purpose(room)} | {', '.join(imported) or '—'} |")
    return "\n".join(lines) + "\n"


def _purpose(room: str) -> str:
    """The first sentence of a room's docstring."""
    place = _place(room)
    text = place.read_text(encoding="utf-8") if place else ""
    first = text.split('"""')[1].split("\n")[0] if '"""' in text else ""
    return first.replace("|", "\\|").replace("``", "`")


def _drawing(floors: list[list[str]]) -> str:
    """One row a floor, one box a room."""
    height = len(floors) * (HIGH + GAP)
    parts = [
        f'<svg viewBox="-1 -1 {WIDE + 2} {height}" role="img" aria-label="The floors of the house, top to bottom" '
        'style="max-width: 100%; font: 15px sans-serif">'
    ]
    for number, floor in enumerate(floors):
        width = (WIDE - GAP * (len(floor) - 1)) / len(floor)
        for place, room in enumerate(floor):
            x, y = place * (width + GAP), number * (HIGH + GAP)
            parts.append(
                f'<rect x="{x:.0f}" y="{y}" width="{width:.0f}" height="{HIGH}" rx="8" fill="#1f6fb2" '
                f'fill-opacity="0.12" stroke="#1f6fb2"/>'
                f'<text x="{x + width / 2:.0f}" y="{y + HIGH / 2 + 5:.0f}" text-anchor="middle" '
                f'fill="currentColor">{room}</text>'
            )
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    main()
