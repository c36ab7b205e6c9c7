"""Telling real applications from synthetic ones by their columns."""

from dataclasses import dataclass

from limpide.fidelity.discriminator import Discrimination, tell_apart
from limpide.fidelity.measure import Bar, Measure
from limpide.fidelity.sides import MOST_CLIENTS, Side, draw_clients, read_applications
from limpide.sources.tables import TARGET

BAR = Bar(limit=0.85, stretch=0.70)


@dataclass(frozen=True, kw_only=True)
class Applications:
    """The measure on one kind of client; ``found`` is None when it cannot be taken: ``why`` says so."""

    clients: str
    found: Discrimination | None
    why: str
    excludes: str

    def measure(self) -> Measure:
        """Return the figure with its bar and the columns that give it away."""
        return Measure(
            name=f"telling applications apart, {self.clients} (AUC)",
            value=self.found.auc if self.found else None,
            bar=BAR,
            remark=self.found.named() if self.found else self.why,
            excludes=self.excludes,
        )


def measure_applications(
    real: Side, synthetic: Side, *, seed: int = 0, most: int = MOST_CLIENTS, labelled_only: bool = False
) -> Applications:
    """Compare application rows, as many of each side, neither ids nor target among the columns.

    As many labelled rows on both sides, and as many unlabelled ones: a lender's two files differ for reasons of
    their own. ``labelled_only`` leaves the second out.
    """
    clients = "labelled" if labelled_only else "labelled and unlabelled"
    draw = draw_clients(real, synthetic, seed=seed, most=most, labelled_only=labelled_only)
    if draw is None:
        why = f"no kind of client ({clients.replace(' and ', ', ')}) is on both sides"
        return Applications(clients=clients, found=None, why=why, excludes="")
    found = tell_apart(
        read_applications(real, draw.real).drop(columns=TARGET),
        read_applications(synthetic, draw.synthetic).drop(columns=TARGET),
        seed=seed,
    )
    why = "" if found else f"{len(draw.real)} clients a side are too few to tell"
    return Applications(clients=clients, found=found, why=why, excludes=draw.excludes)
