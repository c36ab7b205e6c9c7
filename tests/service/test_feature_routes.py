from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from problem_checks import check_problem
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from limpide.contract import (
    ComparableList,
    CostCurve,
    Distribution,
    FeatureList,
    Importance,
    ModelCard,
    Pairs,
    SimilarClients,
)
from limpide.database.engine import create_engine
from limpide.portfolio.catalogue import feature_list
from limpide.portfolio.model_words import model_card
from limpide.portfolio.population import build_population
from limpide.portfolio.portfolio import Portfolio, open_portfolio
from limpide.service.app import create_app
from limpide.training.train import train

GROUPS = ("all", "accepted", "review", "refused", "repaid", "defaulted", "similar")


def distribution(memory: TestClient, name: str, **query: object) -> Distribution:
    answer = memory.get(f"/features/{name}/distribution", params=query)
    assert answer.status_code == 200, answer.text
    return Distribution.model_validate_json(answer.content)


def values(portfolio: Portfolio, name: str) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    place = [column.name for column in portfolio.snapshot.columns].index(name)
    return np.array(portfolio.snapshot.matrix[:, place])


@pytest.mark.parametrize("name", ["age", "external_score_1", "income", "children", "occupation", "work_phone"])
def test_groups_are_counted_whole(memory: TestClient, portfolio: Portfolio, known: str, name: str) -> None:
    told = distribution(memory, name, group=list(GROUPS), client_id=known)
    by_group = {one.group.value: one for one in told.groups}
    everybody = by_group["all"]
    expected = values(portfolio, name)
    assert everybody.clients == len(expected)
    assert everybody.missing == int(np.isnan(expected).sum())
    for one in told.groups:
        assert sum(one.counts or ()) + (one.missing or 0) == one.clients
    decided = [by_group[name].clients or 0 for name in ("accepted", "review", "refused")]
    assert sum(decided) == everybody.clients
    assert by_group["similar"].clients == 100


def test_quantiles_are_those_of_the_group(memory: TestClient, portfolio: Portfolio, known: str) -> None:
    told = distribution(memory, "age", group=["defaulted"], client_id=known)
    age = values(portfolio, "age")
    group = age[np.asarray(portfolio.snapshot.target) == 1]
    assert told.groups[0].boxplot is not None
    assert told.groups[0].boxplot.median == round(float(np.median(group)))  # whole years: nobody's own age
    own = portfolio.case(known).row[[column.name for column in portfolio.snapshot.columns].index("age")]
    assert told.groups[0].quantile == pytest.approx(float((group <= own).mean()))
    assert told.feature.value == pytest.approx(float(own))


def test_a_filter_keeps_who_passes_it(memory: TestClient, portfolio: Portfolio) -> None:
    told = distribution(memory, "income", group=["all"], age_min=30, age_max=40)
    age = values(portfolio, "age")
    assert told.groups[0].clients == int(((age >= 30) & (age <= 40)).sum())
    women = distribution(memory, "income", group=["all"], gender="F").groups[0].clients or 0
    men = distribution(memory, "income", group=["all"], gender="M").groups[0].clients or 0
    assert 0 < women + men <= portfolio.clients


def test_a_group_of_fewer_than_ten_says_nothing(memory: TestClient, portfolio: Portfolio) -> None:
    age = values(portfolio, "age")
    oldest = next(bound for bound in range(20, 100, 5) if (age >= bound).sum() < 10)
    told = distribution(memory, "income", group=["all"], age_min=oldest).groups[0]
    assert told.suppressed
    assert [told.clients, told.missing, told.counts, told.boxplot, told.quantile] == [None] * 5
    pairs = memory.get("/features/pairs", params={"x": "age", "y": "income", "age_min": oldest}).json()
    assert pairs["suppressed"] and pairs["cells"] == [] and pairs["clients"] is None


def test_pairs_count_clients_and_defaults_cell_by_cell(memory: TestClient, portfolio: Portfolio, known: str) -> None:
    query: dict[str, str | int] = {"x": "external_score_2", "y": "age", "bins": 6, "client_id": known}
    told = Pairs.model_validate_json(memory.get("/features/pairs", params=query).content)
    assert sum(cell.clients for cell in told.cells) + (told.left_out or 0) == told.clients == portfolio.clients
    assert min(cell.clients for cell in told.cells) >= 10
    assert all(cell.known_outcomes <= cell.clients for cell in told.cells)
    assert told.x.bin is not None or told.x.value is None
    refused = Pairs.model_validate_json(memory.get("/features/pairs", params={**query, "group": "refused"}).content)
    assert (refused.clients or 0) < (told.clients or 0)


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/features/nonsense", "unknown-feature", 404),
        ("/features/nonsense/distribution", "unknown-feature", 404),
        ("/features/%00/distribution", "unknown-feature", 404),
        ("/features/pairs?x=age&y=nonsense", "unknown-feature", 404),
        ("/features/pairs?x=age&y=age", "invalid-request", 422),
        ("/features/pairs?x=age", "invalid-request", 422),
        ("/features/age/distribution?group=similar", "invalid-request", 422),
        ("/features/age/distribution?group=friends", "invalid-request", 422),
        ("/features/age/distribution?bins=1", "invalid-request", 422),
        ("/features/age/distribution?bins=1e9", "invalid-request", 422),
        ("/features/age/distribution?age_min=nan", "invalid-request", 422),
        ("/features/age/distribution?age_min=31.4", "invalid-request", 422),
        ("/features/pairs?x=age&y=income&income_max=123456", "invalid-request", 422),
        ("/features/age/distribution?income_max=inf", "invalid-request", 422),
        ("/features/age/distribution?client_id=899999999", "unknown-client", 404),
        ("/features/age/distribution?client_id=%20", "invalid-request", 422),
        ("/features/age/distribution?gender=X", "invalid-request", 422),
        ("/model/cost-curve?ratio=0", "invalid-request", 422),
        ("/model/cost-curve?on=yesterday", "invalid-request", 422),
        ("/model/cost-curve?ratio=inf", "invalid-request", 422),
        ("/model/importance?top=0", "invalid-request", 422),
        ("/clients/100001/similar?k=0", "invalid-request", 422),
        ("/clients/100001/similar?k=101", "invalid-request", 422),
    ],
)
def test_what_cannot_be_asked_is_refused(memory: TestClient, path: str, kind: str, status: int) -> None:
    answer = memory.get(path)
    assert answer.status_code == status
    check_problem(answer, kind)


def test_similar_clients_come_closest_first_without_the_client(
    memory: TestClient, portfolio: Portfolio, known: str
) -> None:
    told = SimilarClients.model_validate_json(memory.get(f"/clients/{known}/similar").content)
    ids = [one.client_id for one in told.clients]
    assert len(set(ids)) == 20 and known not in ids
    assert [one.distance for one in told.clients] == sorted(one.distance for one in told.clients)
    for one in told.clients:
        predicted = portfolio.predict(one.client_id)
        assert one.decision == predicted.decision
        assert one.probability_of_default == pytest.approx(predicted.probability_of_default, abs=1e-12)
    outcomes = [one.defaulted for one in told.clients if one.defaulted is not None]
    assert told.known_outcomes == len(outcomes)
    assert told.default_rate == pytest.approx(sum(outcomes) / len(outcomes))
    assert sum(axis.weight**2 for axis in told.axes) == pytest.approx(1)


def test_every_feature_and_every_column_has_words_in_both_languages(memory: TestClient, portfolio: Portfolio) -> None:
    told = {
        language: FeatureList.model_validate_json(
            memory.get("/features", headers={"Accept-Language": language}).content
        ).features
        for language in ("fr", "en")
    }
    names = [card.name for card in told["fr"]]
    assert names == [card.name for card in told["en"]]
    assert names[: len(portfolio.bundle.features)] == [card.name for card in portfolio.bundle.features]
    assert {column.name for column in portfolio.snapshot.columns} <= set(names)
    assert not any(card.protected and card.in_model for card in told["fr"])
    assert all(card.comparable for card in told["fr"])
    columns = memory.get("/columns").json()["columns"]
    assert len(columns) > 200 and all(column["label"] and column["meaning"] for column in columns)
    assert memory.get(f"/features/{names[0]}").json() == told["fr"][0].model_dump(mode="json")


def test_the_model_says_what_it_is_and_what_weighs(memory: TestClient, portfolio: Portfolio) -> None:
    card = ModelCard.model_validate_json(memory.get("/model").content)
    assert card.threshold == portfolio.threshold
    assert [one.name for one in card.candidates if one.chosen]
    told = Importance.model_validate_json(memory.get("/model/importance").content)
    assert len(told.features) == 10
    assert [one.contribution for one in told.features] == sorted(one.contribution for one in told.features)[::-1]
    everything = Importance.model_validate_json(memory.get("/model/importance?top=1000").content)
    assert sum(one.share for one in everything.features) == pytest.approx(1)
    assert sum(one.share for one in told.families) == pytest.approx(1)
    assert {one.family for one in told.families} - {"available_data"} == set(portfolio.bundle.families)
    assert {"auc", "gap", "cost_per_client", "ece"} <= set(card.candidates[0].quality)


def test_features_say_what_they_are_and_who_may_use_them(memory: TestClient, portfolio: Portfolio) -> None:
    told = {
        language: {
            card.name: card
            for card in FeatureList.model_validate_json(
                memory.get("/features", headers={"Accept-Language": language}).content
            ).features
        }
        for language in ("fr", "en")
    }
    english, french = told["en"], told["fr"]
    assert english["age"].policy == "comparison" and english["age"].attribute == "Age"
    assert french["age"].attribute == "Âge" and french["age"].policy_reason != english["age"].policy_reason
    assert english["external_product"].policy == "challenger" and not english["external_product"].protected
    used = portfolio.bundle.features[0]
    assert english[used.name].policy == "model" and english[used.name].policy_reason is None
    assert english[used.name].left_out is None
    for card in portfolio.bundle.features:
        assert english[card.name].definition == (None if card.meaning is None else card.meaning.en)
        assert french[card.name].sentence == (None if card.sentence is None else card.sentence.fr)
    dropped = {each.name: each.why for each in portfolio.bundle.manifest.dropped if each.name in english}
    assert {name: english[name].left_out for name in dropped} == dropped


def test_a_model_before_format_4_knows_neither_definitions_nor_this_policy(portfolio: Portfolio) -> None:
    candidates = tuple(
        replace(each, quality=replace(each.quality, log_loss=None, cost_by_amount=None))
        for each in portfolio.bundle.candidates
    )
    manifest = replace(portfolio.bundle.manifest, coherence=None, candidates=candidates)
    older = replace(portfolio, bundle=replace(portfolio.bundle, manifest=manifest))
    for card in feature_list(older, language="en").features:
        assert (card.definition, card.sentence, card.policy, card.attribute, card.policy_reason) == (None,) * 5
    told = model_card(older, language="en")
    assert told.rule is None and "log_loss" not in told.candidates[0].quality


@pytest.fixture(scope="module")
def challenger(burdened_snapshot: Path, tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    """A free model, which may learn from comparisons with groups; constrained ones may not."""
    folder = tmp_path_factory.mktemp("challenger")
    train(burdened_snapshot, folder / "bundle", model="free logistic", folds=2, allow_incoherent=True)
    opened = open_portfolio(folder / "bundle", burdened_snapshot)
    return replace(opened, population=build_population(folder, opened.scorer, opened.snapshot))


@pytest.fixture(scope="module")
def memory_of_challenger(challenger: Portfolio) -> Iterator[TestClient]:
    with TestClient(create_app(challenger, create_engine("postgresql://127.0.0.1:1/no"), journal=JOURNAL)) as client:
        yield client


def test_what_the_model_learnt_to_compute_is_compared_like_the_rest(
    memory_of_challenger: TestClient, challenger: Portfolio, known: str
) -> None:
    memory, portfolio = memory_of_challenger, challenger
    scorer, matrix = portfolio.scorer, np.asarray(portfolio.snapshot.matrix)
    assert scorer.learnt_places
    row = portfolio.case(known).row
    for name, place in scorer.learnt_places.items():
        expected = scorer.select(matrix)[:, place]
        told = distribution(memory, name, group=["all"], client_id=known)
        assert told.feature.value == pytest.approx(scorer.learnt(row)[name])
        assert told.groups[0].missing == int(np.isnan(expected).sum())
        present = expected[np.isfinite(expected)]
        assert told.groups[0].boxplot
        edges = told.feature.bins.edges or [0.0, 1.0]
        assert told.groups[0].boxplot.median == pytest.approx(float(np.median(present)), abs=(edges[1] - edges[0]) / 20)
        pairs = memory.get("/features/pairs", params={"x": name, "y": "age", "client_id": known})
        assert pairs.status_code == 200 and pairs.json()["clients"] == portfolio.clients


def test_the_cost_curve_is_that_of_clients_whom_the_model_had_not_seen(
    memory: TestClient, portfolio: Portfolio
) -> None:
    told = CostCurve.model_validate_json(memory.get("/model/cost-curve?ratio=10").content)
    manifest = portfolio.bundle.manifest
    curve, data = manifest.judgement.curve, manifest.data
    assert told.on == "unseen" and told.clients == data.clients
    assert [point.threshold for point in told.points] == list(curve.threshold)
    rate = data.defaults / data.clients
    for point, missed, refused in zip(told.points, curve.accepted_defaults, curve.refused_goods, strict=True):
        assert point.cost == pytest.approx(10 * rate * missed + (1 - rate) * refused)
        assert point.refused == pytest.approx(rate * (1 - missed) + (1 - rate) * refused)
    assert told.current.cost == pytest.approx(portfolio.bundle.quality.cost_per_client.value, rel=0.05)
    assert told.accept_everybody.cost == pytest.approx(10 * rate)


def test_the_cost_curve_counts_mistakes_on_the_clients_of_today(memory: TestClient, portfolio: Portfolio) -> None:
    told = CostCurve.model_validate_json(memory.get("/model/cost-curve?ratio=10&on=snapshot").content)
    assert told.on == "snapshot"
    target = np.asarray(portfolio.snapshot.target)
    known = np.isfinite(target)
    chances = portfolio.get_population().chances[known]
    refused, defaulted = chances >= told.current.threshold, target[known] == 1
    cost = (10 * (defaulted & ~refused).sum() + (~defaulted & refused).sum()) / known.sum()
    assert told.current.cost == pytest.approx(cost)
    assert told.accept_everybody.cost == pytest.approx(10 * defaulted.mean())
    assert told.cheapest.cost <= min(point.cost for point in told.points)
    assert told.break_even.threshold == pytest.approx(1 / 11)


def test_no_count_of_a_distribution_lies_between_one_and_nine(memory: TestClient, known: str) -> None:
    for name in ("age", "income", "organisation", "children", "external_score_2"):
        told = distribution(memory, name, group=list(GROUPS), client_id=known, bins=60)
        bins = len(told.feature.bins.edges or [0, *(told.feature.bins.values or [])]) - 1
        for one in told.groups:
            assert not any(0 < count < 10 for count in one.counts or ())
            assert sorted(place for places in one.bins or [list(range(bins))] for place in places) == list(range(bins))


def test_ages_are_counted_and_told_on_a_fixed_grid(memory: TestClient, known: str) -> None:
    told = distribution(memory, "age", group=["all", "refused"], client_id=known, bins=100)
    assert told.feature.bins.edges and all(edge % 5 == 0 for edge in told.feature.bins.edges)
    for one in told.groups:
        assert one.boxplot and all(float(value).is_integer() for value in one.boxplot.model_dump().values())


def test_a_filter_that_leaves_out_fewer_than_ten_says_nothing(memory: TestClient, portfolio: Portfolio) -> None:
    age = values(portfolio, "age")
    bound = next(bound for bound in range(95, 15, -5) if (age > bound).sum() > 0)
    left_out = int((age > bound).sum())
    told = distribution(memory, "income", group=["all"], age_max=bound).groups[0]
    assert told.suppressed == (left_out < 10)
    assert distribution(memory, "income", group=["all"]).groups[0].clients == portfolio.clients


def test_what_can_be_compared_begins_with_declared_data_and_pairs_say_something(
    memory: TestClient, portfolio: Portfolio
) -> None:
    answer = memory.get("/features/comparable", headers={"Accept-Language": "en"})
    told = ComparableList.model_validate_json(answer.content)
    declared = [each.declared for each in told.features]
    assert declared == sorted(declared, reverse=True)
    by_name = {each.name: each for each in told.features}
    assert {"age", "income", "credit", "annuity", "employed", "shortest_term"} <= set(by_name)
    assert {card.name for card in portfolio.bundle.features} <= set(by_name)
    assert "gender" not in by_name and by_name["age"].protected
    assert "annuity_over_income" in by_name["income"].related
    assert told.pairs and ("income", "annuity") in [(pair.x, pair.y) for pair in told.pairs]
    for pair in told.pairs:
        assert pair.y not in by_name[pair.x].related and by_name[pair.x].family != by_name[pair.y].family
        assert memory.get("/features/pairs", params={"x": pair.x, "y": pair.y}).status_code == 200


def test_so_few_neighbours_come_with_the_interval_of_their_default_rate(memory: TestClient, known: str) -> None:
    told = SimilarClients.model_validate_json(memory.get(f"/clients/{known}/similar").content)
    assert told.default_interval and told.default_rate is not None
    assert told.default_interval.low <= told.default_rate <= told.default_interval.high
    more = SimilarClients.model_validate_json(memory.get(f"/clients/{known}/similar?k=100").content).default_interval
    assert more and more.high - more.low < told.default_interval.high - told.default_interval.low
