"""Cases for the dashboard's tests: explanations that hold the contract's promises, by example and by law."""

from math import exp, log

from hypothesis import strategies as st

from limpide.contract import Contribution, Explanation, FamilyContribution, Interval, Quality, Unit, Value
from limpide.core.decision import GreyZone, decide


def probability_of(margin: float) -> float:
    return 1 / (1 + exp(-margin))


def build_contribution(
    contribution: float,
    *,
    label: str = "Age",
    value: Value = 40.0,
    typical: Value = 43.0,
    unit: Unit = Unit.YEARS,
    quality: Quality = Quality.OK,
) -> Contribution:
    return Contribution(
        name="age",
        label=label,
        family="age",
        unit=unit,
        source="Application",
        value=value,
        typical=typical,
        quality=quality,
        contribution=contribution,
    )


def build_explanation(
    contributions: list[float],
    *,
    base_probability: float = 0.08,
    threshold: float = 1 / 11,
    half_width: float = 0.1,
    grey_zone: tuple[float, float] | None = None,
    labels: list[str] | None = None,
) -> Explanation:
    """A client whose families add these margins, strongest first, one feature a family."""
    ordered = sorted(contributions, key=abs, reverse=True)
    named = labels or [f"Family {rank}" for rank in range(len(ordered))]
    features = [build_contribution(margin) for margin in ordered]
    base = log(base_probability / (1 - base_probability))
    margin = base + sum(ordered)
    probability = probability_of(margin)
    zone = GreyZone(*(grey_zone or (threshold, threshold)))
    return Explanation(
        model_version="model-1",
        snapshot_version="snapshot-1",
        threshold=threshold,
        client_id="100001",
        probability_of_default=probability,
        interval=Interval(low=probability_of(margin - half_width), high=probability_of(margin + half_width), level=0.9),
        grey_zone=zone,
        points=600,
        decision=decide(probability, threshold=threshold, grey_zone=zone),
        base=base,
        base_probability=base_probability,
        margin=margin,
        families=[
            FamilyContribution(family=name, label=name, contribution=feature.contribution, evidence=feature)
            for name, feature in zip(named, features, strict=True)
        ],
        features=features,
    )


explanations = st.builds(
    build_explanation,
    st.lists(st.floats(-2, 2).filter(bool), min_size=1, max_size=20),
    base_probability=st.floats(0.01, 0.5),
)
