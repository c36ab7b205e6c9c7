"""The clients most like one, with what the model says of them and what became of them."""

import numpy as np

from limpide.contract import Interval, Language, SimilarClient, SimilarClients, SpaceAxis
from limpide.core.decision import decide
from limpide.language.wording import Phrase, say, say_feature
from limpide.models.calibration import probabilities
from limpide.portfolio.bins import SMALLEST
from limpide.portfolio.case import Case
from limpide.portfolio.population import Population
from limpide.portfolio.portfolio import Portfolio

_LEVEL, _Z = 0.9, 1.6448536269514722
_METHOD = Phrase("similar.method")


def find_similar(portfolio: Portfolio, population: Population, case: Case, *, count: int) -> tuple[int, ...]:
    """Return the positions of the clients most like a case, the closest first, without the client."""
    return tuple(_nearest(portfolio, population, case, count)[0].tolist())


def similar_clients(
    portfolio: Portfolio, population: Population, case: Case, *, count: int, language: Language
) -> SimilarClients:
    """Describe the ``count`` clients most like a case that has a number."""
    snapshot = portfolio.snapshot
    positions, distances = _nearest(portfolio, population, case, count)
    if snapshot.suppressed:
        shown = ~snapshot.index.mask(snapshot.suppressed)[positions]
        positions, distances = positions[shown], distances[shown]
    chances = probabilities(population.margins[positions]).tolist()
    outcomes = [None if np.isnan(value) else bool(value) for value in snapshot.target[positions].tolist()]
    known = [outcome for outcome in outcomes if outcome is not None]
    numbers = snapshot.index.names(positions)
    found = zip(numbers, positions.tolist(), distances.tolist(), chances, outcomes, strict=True)
    return SimilarClients(
        client_id=case.number,
        model_version=portfolio.model_version,
        snapshot_version=portfolio.snapshot_version,
        threshold=portfolio.threshold,
        method=say(_METHOD, language),
        axes=_axes(portfolio, population, language),
        known_outcomes=len(known),
        default_rate=sum(known) / len(known) if len(known) >= SMALLEST else None,
        default_interval=_wilson(sum(known), len(known)) if len(known) >= SMALLEST else None,
        clients=[
            SimilarClient(
                client_id=client_id,
                distance=distance,
                probability_of_default=chance,
                decision=decide(
                    chance,
                    threshold=portfolio.threshold,
                    grey_zone=portfolio.bundle.grey_zone,
                    undecidable=bool(portfolio.undecidable[position]),
                ),
                defaulted=outcome,
            )
            for client_id, position, distance, chance, outcome in found
        ],
    )


def _wilson(defaults: int, clients: int) -> Interval:
    """Wilson score interval of a proportion at 90 %."""
    rate, z2 = defaults / clients, _Z * _Z
    middle = (rate + z2 / (2 * clients)) / (1 + z2 / clients)
    half = _Z * (rate * (1 - rate) / clients + z2 / (4 * clients**2)) ** 0.5 / (1 + z2 / clients)
    return Interval(low=max(middle - half, 0.0), high=min(middle + half, 1.0), level=_LEVEL)


def _nearest(
    portfolio: Portfolio, population: Population, case: Case, count: int
) -> tuple["np.ndarray[tuple[int], np.dtype[np.intp]]", "np.ndarray[tuple[int], np.dtype[np.float64]]"]:
    own = None if case.client_id is None else portfolio.snapshot.find_position(case.client_id)
    place = population.space.places(case.matrix)[0]
    return population.neighbourhood.nearest(place, count=count, without=own)


def _axes(portfolio: Portfolio, population: Population, language: Language) -> list[SpaceAxis]:
    columns = portfolio.snapshot.columns
    return [
        SpaceAxis(
            name=axis.feature,
            label=say_feature(columns[axis.column], language, columns[axis.column].name),
            unit=columns[axis.column].unit,
            weight=axis.weight,
        )
        for axis in population.space.axes
    ]
