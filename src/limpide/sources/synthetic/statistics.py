"""Everything the synthetic clients are drawn from: aggregated statistics of real tables, in one text file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from limpide.core.errors import InvalidInput
from limpide.sources.synthetic.application import Applications
from limpide.sources.synthetic.cards import Cards
from limpide.sources.synthetic.elsewhere import Elsewhere
from limpide.sources.synthetic.ours.room import Ours
from limpide.sources.synthetic.target import Histories, Target

VERSION = 2
_SHIPPED = "statistics.json"


@dataclass(frozen=True)
class Statistics:
    """What was fitted: the application, the histories with other lenders and with us, and who defaults."""

    application: Applications
    elsewhere: Elsewhere
    ours: Ours
    cards: Cards
    target: Target
    histories: Histories

    def to_text(self) -> str:
        """Return the text of a file, a variable a line."""
        parts = {
            "application": self.application.to_json(),
            "elsewhere": self.elsewhere.to_json(),
            "ours": self.ours.to_json(),
            "cards": self.cards.to_json(),
            "target": self.target.to_json(),
            "histories": self.histories.to_json(),
        }
        return _lines({"version": VERSION} | parts) + "\n"

    @classmethod
    def read(cls, path: Path | None = None) -> Self:
        """Read a file of statistics, the shipped one unless told. Raises InvalidInput for another kind of file."""
        try:
            text = path.read_text("utf-8") if path else files(__package__).joinpath(_SHIPPED).read_text("utf-8")
            read = json.loads(text)
            if read["version"] != VERSION:
                raise InvalidInput(
                    f"the statistics in {path} are of version {read['version']}, not {VERSION}; fit them anew"
                )
            return cls(
                application=Applications.from_json(read["application"]),
                elsewhere=Elsewhere.from_json(read["elsewhere"]),
                ours=Ours.from_json(read["ours"]),
                cards=Cards.from_json(read["cards"]),
                target=Target.from_json(read["target"]),
                histories=Histories.from_json(read["histories"]),
            )
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise InvalidInput(f"{path} is not a file of statistics: {error}") from error


def _lines(value: Any, depth: int = 0) -> str:
    """Return JSON in which each variable has a line of its own."""
    if isinstance(value, Mapping) and depth < 3 and any(isinstance(one, Mapping | list) for one in value.values()):
        inside = (f"{json.dumps(key)}: {_lines(one, depth + 1)}" for key, one in value.items())
        return "{\n" + ",\n".join(inside) + "\n}"
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return "[\n" + ",\n".join(_lines(one, 9) for one in value) + "\n]"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
