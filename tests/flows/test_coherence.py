"""No reason contradicts itself: read over HTTP as a client would, and on real tables where they are given."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

from limpide.bundle.archive import open_bundle
from limpide.bundle.coherence import check_coherence
from limpide.bundle.scorer import bind
from limpide.contract import Explanation, FamilyContribution
from limpide.core.decision import Decision
from limpide.features.build import build_snapshot
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.snapshot import open_snapshot
from limpide.training.train import train

SIGNS = {"rises": 1, "falls": -1}


def contradictions(family: FamilyContribution, directions: dict[str, str]) -> Iterator[str]:
    """Say what is wrong with a reason that is shown, from nothing but what the API says."""
    evidence = family.evidence
    if evidence is None:
        return
    if evidence.value is None or evidence.quality == "missing":
        yield "missing"
    if evidence.value == evidence.typical:
        yield "same"
    if evidence.contribution * family.contribution <= 0:
        yield "against its concept"
    sign = SIGNS.get(directions[evidence.name])
    if sign and isinstance(evidence.value, float) and isinstance(evidence.typical, float):
        pushes = (evidence.value - evidence.typical) * sign
        if pushes * family.contribution <= 0:
            yield "contrary"
    if not family.sentence or "{" in family.sentence:
        yield "no sentence"


def test_no_reason_of_300_clients_contradicts_itself(memory: TestClient, portfolio: Portfolio) -> None:
    directions = {card["name"]: card["risk"] for card in memory.get("/features").json()["features"]}
    shown = []
    for client_id in portfolio.snapshot.index.names(slice(None, None, portfolio.clients // 300)):
        told = Explanation.model_validate_json(memory.get(f"/clients/{client_id}/explanation").content)
        for family in told.families:
            assert list(contradictions(family, directions)) == [], (client_id, family)
        assert sum(family.contribution for family in told.families) == pytest.approx(told.margin - told.base)
        assert sum(feature.contribution for feature in told.features) == pytest.approx(told.margin - told.base)
        if told.decision is not Decision.ACCEPTED:
            shown.append(sum(family.evidence is not None for family in told.families))
    assert np.mean(np.array(shown) >= 3) >= 0.85  # of a small lender; real ones: below


def test_no_reason_is_given_by_a_protected_attribute(memory: TestClient, portfolio: Portfolio) -> None:
    protected = {card["name"] for card in memory.get("/features").json()["features"] if card["protected"]}
    assert {"age", "gender", "children", "region_rating"} <= protected
    assert not protected & {card.name for card in portfolio.bundle.features}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("folder", "least_auc", "most_cost", "most_ece"),
    [("applications", 0.7595, 0.5290, 0.006), ("histories", 0.7720, 0.50, 0.02)],
)
def test_models_of_real_tables_are_coherent_and_as_good_as_promised(
    real_data: Path, tmp_path: Path, folder: str, least_auc: float, most_cost: float, most_ece: float
) -> None:
    build_snapshot(real_data / folder, tmp_path / "snapshot")
    training = train(tmp_path / "snapshot", tmp_path / "bundle")
    quality = next(each.quality for each in training.manifest.candidates if each.chosen)
    assert quality.auc.value >= least_auc
    assert quality.cost_per_client.value <= most_cost
    assert quality.ece.value <= most_ece
    bundle, snapshot = open_bundle(tmp_path / "bundle"), open_snapshot(tmp_path / "snapshot")
    drawn = np.random.default_rng(1).permutation(len(snapshot.client_ids))[:1000]
    found = check_coherence(bind(bundle, snapshot.columns), np.asarray(snapshot.matrix[drawn]))
    assert (found.contradictory, found.opposite) == (0, ())
    assert found.any_three is not None and found.any_three >= 0.95
    for card in bundle.features:
        assert card.meaning and card.sentence, card.name
