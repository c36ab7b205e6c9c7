"""All measures of two folders of tables, one after the other."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from limpide.core.progress import Progress, silent
from limpide.fidelity.applications import Applications, measure_applications
from limpide.fidelity.children import History, measure_histories
from limpide.fidelity.marginals import Marginals, compare_marginals
from limpide.fidelity.measure import Measure
from limpide.fidelity.privacy import Privacy, measure_privacy
from limpide.fidelity.sides import Side, draw_clients, open_sides, read_applications
from limpide.fidelity.structure import Share, measure_structure
from limpide.fidelity.transfer import Transfer, measure_transfer

FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class Fidelity:
    """Everything measured. ``applications`` are all clients, then the labelled ones alone."""

    real: Path
    synthetic: Path
    seed: int
    transfer: Transfer
    applications: tuple[Applications, ...]
    marginals: Marginals | None
    histories: tuple[History, ...]
    privacy: Privacy
    structure: tuple[Share, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every figure with its bar and verdict, in the order of the report."""
        return tuple(self._measures())

    @property
    def unmet(self) -> tuple[Measure, ...]:
        """The figures that miss their bar; what cannot be measured is none of them."""
        return tuple(measure for measure in self.measures if measure.verdict == "not met")

    def to_json(self) -> dict[str, Any]:
        """Return everything as objects, lists, text, numbers and nulls."""
        measures = [asdict(measure) | {"verdict": measure.verdict} for measure in self.measures]
        everything = asdict(self) | {"real": str(self.real), "synthetic": str(self.synthetic)}
        return {"format": FORMAT, "measures": measures, **everything}

    def _measures(self) -> Iterator[Measure]:
        yield self.transfer.measure()
        yield from (each.measure() for each in self.applications)
        if self.marginals is None:
            yield Measure(name="marginals", value=None, remark="no kind of client is on both sides")
        else:
            yield from self.marginals.measures()
        yield from (history.measure() for history in self.histories)
        yield from self.privacy.measures()
        yield from (share.measure() for share in self.structure)


def compare(real: Path, synthetic: Path, *, seed: int = 0, progress: Progress = silent) -> Fidelity:
    """Compare the tables of two folders or zips; raises InvalidInput for what cannot be read.

    The same tables and seed give the same figures. At most 50,000 applications and 10,000 clients with their
    histories of each side are drawn.
    """
    with open_sides(real, synthetic, progress=progress) as sides:
        with progress("Comparing applications", total=5) as step:
            transfer = measure_transfer(*sides, seed=seed)
            step(1)
            applications = []
            for labelled_only in (False, True):
                applications.append(measure_applications(*sides, seed=seed, labelled_only=labelled_only))
                step(1)
            marginals = _marginals(*sides, seed=seed)
            step(1)
            privacy = measure_privacy(*sides, seed=seed)
            step(1)
        return Fidelity(
            real=real,
            synthetic=synthetic,
            seed=seed,
            transfer=transfer,
            applications=tuple(applications),
            marginals=marginals,
            histories=measure_histories(*sides, seed=seed, progress=progress),
            privacy=privacy,
            structure=measure_structure(*sides),
        )


def _marginals(real: Side, synthetic: Side, *, seed: int) -> Marginals | None:
    draw = draw_clients(real, synthetic, seed=seed)
    if draw is None:
        return None
    return compare_marginals(read_applications(real, draw.real), read_applications(synthetic, draw.synthetic))
