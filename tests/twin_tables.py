"""Two draws from one synthetic population: what every measure must find alike."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from limpide.fidelity.sides import draw_clients, open_sides, read_applications
from limpide.sources.synthetic.generator import synthesise

CLIENTS = 2500


@dataclass(frozen=True, eq=False)
class Twins:
    """The folders of both draws, and as many application rows of each, with the target."""

    first: Path
    second: Path
    first_rows: pd.DataFrame
    second_rows: pd.DataFrame


def build_twins(folder: Path) -> Twins:
    """Write and read both."""
    for seed, name in enumerate(("first", "second")):
        synthesise(folder / name, clients=CLIENTS, seed=seed)
    with open_sides(folder / "first", folder / "second") as (first, second):
        draw = draw_clients(first, second)
        assert draw is not None
        rows = (read_applications(first, draw.real), read_applications(second, draw.synthetic))
    return Twins(folder / "first", folder / "second", *rows)
