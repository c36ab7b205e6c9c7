"""Which data clients are compared on, in which order, and which two of them say something together."""

from collections.abc import Iterator, Mapping, Sequence

from limpide.contract import ComparableFeature, ComparableList, FeatureCard, FeaturePair, Language
from limpide.portfolio.catalogue import feature_list
from limpide.portfolio.portfolio import Portfolio

DECLARED = (
    "contract_kind", "credit", "goods_price", "annuity", "shortest_term", "income", "income_kind", "employed",
    "occupation", "organisation", "education", "age", "children", "family_members", "family_status", "dwelling",
    "owns_home", "owns_car", "car_age",
)  # fmt: skip
"""Features that hold a datum of the application as it was declared, in the order of an application.

Gender is a filter, not a datum to be spread; what other persons did and what reveals health are not compared at all.
"""
_SCORES = ("external_mean", "external_score_2", "external_score_3", "external_score_1", "external_minimum")
_TELLING = ((_SCORES, ("employed",)), (("income",), ("annuity",)), (("age",), ("credit",)))
_MOST_PAIRS = 5

Lineage = Mapping[str, frozenset[str]]


def comparable_list(portfolio: Portfolio, lineage: Lineage, *, language: Language) -> ComparableList:
    """List what can be compared; ``lineage`` has the columns and aggregates that each feature is computed from."""
    cards = {card.name: card for card in feature_list(portfolio, language=language).features}
    names = [*(name for name in DECLARED if name in cards), *_of_the_model(portfolio, cards)]
    return ComparableList(
        model_version=portfolio.model_version,
        snapshot_version=portfolio.snapshot_version,
        features=[_comparable(cards[name], names, lineage) for name in names],
        pairs=[FeaturePair(x=x, y=y) for x, y in _pairs(names, cards, lineage)],
    )


def are_related(one: str, other: str, lineage: Lineage) -> bool:
    """Whether two features are computed from a datum that both read."""
    return not lineage.get(one, frozenset()).isdisjoint(lineage.get(other, frozenset()))


def _of_the_model(portfolio: Portfolio, cards: Mapping[str, FeatureCard]) -> list[str]:
    """Return the other features of the model, those first that add most to scores."""
    population = portfolio.population
    weights = {} if population is None else {each.feature: each.contribution for each in population.weights}
    used = [card.name for card in cards.values() if card.in_model and card.name not in DECLARED]
    return sorted(used, key=lambda name: -weights.get(name, 0.0))


def _comparable(card: FeatureCard, names: Sequence[str], lineage: Lineage) -> ComparableFeature:
    return ComparableFeature(
        name=card.name,
        label=card.label,
        family=card.family,
        family_label=card.family_label,
        unit=card.unit,
        declared=card.name in DECLARED,
        in_model=card.in_model,
        protected=card.protected,
        related=[name for name in names if name != card.name and are_related(card.name, name, lineage)],
    )


def _pairs(names: Sequence[str], cards: Mapping[str, FeatureCard], lineage: Lineage) -> list[tuple[str, str]]:
    """Return telling pairs of an application, then those of the features that weigh most; each feature once."""
    pairs: list[tuple[str, str]] = []
    taken: set[str] = set()
    for x, y in _candidates(names):
        telling = cards[x].family != cards[y].family and not are_related(x, y, lineage)
        if telling and taken.isdisjoint((x, y)) and len(pairs) < _MOST_PAIRS:
            pairs.append((x, y))
            taken |= {x, y}
    return pairs


def _candidates(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    for first, second in _TELLING:
        x = next((name for name in first if name in names), None)
        y = next((name for name in second if name in names), None)
        if x is not None and y is not None:
            yield x, y
    weighing = [name for name in names if name not in DECLARED] or list(names)
    for place, x in enumerate(weighing):
        yield from ((x, y) for y in weighing[place + 1 :])
