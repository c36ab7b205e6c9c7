from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.contract import Unit
from limpide.features.catalogue import CATALOGUE
from limpide.features.families import FAMILIES, SOURCES
from limpide.features.feature import Policy
from limpide.features.fitted.fit import fit_recipe
from limpide.features.fitted.groups import COMPARISONS, Comparison
from limpide.features.fitted.loan import NEEDS, FittedLoan
from limpide.features.fitted.recipe import Recipe, read_recipe
from limpide.features.fitted.relative_fit import LEAST
from limpide.features.fitted.relative_fit import needs as needs_of
from limpide.features.fitted.terms import TermTable, build_table, find_steps
from limpide.features.fitted.words import learnt_columns
from limpide.features.layout import FeatureColumn

FEATURES = {feature.name: (source, feature) for source, feature in CATALOGUE}
JOBS = ("clerk", "driver", "nurse")
NAMES = ("income", "occupation", "region_population", "external_mean", "credit", "annuity", "goods_price")
CLIENTS = 600


def column(name: str, categories: tuple[str, ...] | None = None) -> FeatureColumn:
    source, feature = FEATURES[name]
    return FeatureColumn(
        name=name,
        fr=feature.fr,
        en=feature.en,
        family=feature.family,
        unit=feature.unit,
        source=source,
        policy=feature.policy,
        categories=categories,
        column=feature.column,
    )


COLUMNS = (
    *(column(name, JOBS if name == "occupation" else None) for name in NAMES),
    column("contract_kind", ("Cash loans", "Revolving loans")),
)


def draw(clients: int = CLIENTS, seed: int = 1) -> np.ndarray:
    random = np.random.default_rng(seed)
    matrix = random.lognormal(10, 1, (clients, len(COLUMNS))).astype(np.float32)
    matrix[:, 1] = random.choice([0, 0, 0, 1, 1, 2, np.nan], clients)
    matrix[:, 2] = random.choice([0.01, 0.02, 0.035], clients)
    matrix[:, 5] = matrix[:, 4] / random.uniform(5, 40, clients)
    matrix[:, -1] = random.random(clients) < 0.2
    matrix[random.random(clients) < 0.1, 0] = np.nan
    return matrix


def terms() -> TermTable:
    credit, annuity, goods = draw(seed=5)[:, [4, 5, 6]].astype(np.float64).T
    return build_table(*find_steps(credit, annuity, goods), np.ones(CLIENTS), np.round(credit / annuity * 1.3))


def values(recipe: Recipe, matrix: np.ndarray, name: str) -> np.ndarray:
    return recipe.rows(matrix)[:, recipe.features.index(name)]


def test_a_number_is_compared_with_the_median_of_its_group() -> None:
    matrix = draw()
    income, job = matrix[:, 0].astype(np.float64), matrix[:, 1]
    found = values(fit_recipe(COLUMNS, matrix), matrix, "income_over_median_of_occupation")
    for code in (0, 1):
        members = job == code
        np.testing.assert_allclose(found[members], income[members] / np.nanmedian(income[members]), rtol=1e-6)


def test_a_number_is_compared_with_the_mean_of_its_group() -> None:
    matrix = draw()
    score, region = matrix[:, 3].astype(np.float64), matrix[:, 2]
    found = values(fit_recipe(COLUMNS, matrix), matrix, "external_mean_minus_mean_of_region")
    members = region == np.float32(0.02)
    np.testing.assert_allclose(found[members], score[members] - score[members].mean(), rtol=1e-4, atol=1e-2)


def test_a_small_group_and_an_unknown_one_are_compared_with_everybody() -> None:
    matrix = draw()
    rare = np.flatnonzero(matrix[:, 1] == 2)
    matrix[rare[LEAST - 1 :], 1] = 0
    matrix[rare[: LEAST - 1], 0] = 7000
    recipe = fit_recipe(COLUMNS, matrix)
    whole = np.nanmedian(matrix[:, 0].astype(np.float64))
    asked = matrix[:3].copy()
    asked[:, 0] = 5000
    asked[0, 1], asked[1, 1], asked[2, 2] = 2, 7, 0.5
    assert values(recipe, asked, "income_over_median_of_occupation")[0] == pytest.approx(5000 / whole, rel=1e-6)
    assert values(recipe, asked, "income_over_median_of_region")[2] == pytest.approx(5000 / whole, rel=1e-6)


def test_an_unknown_number_stays_unknown() -> None:
    matrix = draw()
    found = values(fit_recipe(COLUMNS, matrix), matrix, "income_over_median_of_occupation")
    assert (np.isnan(found) == np.isnan(matrix[:, 0])).all()


def test_the_length_of_a_loan_tells_its_cost() -> None:
    matrix = draw()
    recipe = fit_recipe(COLUMNS, matrix, terms=terms())
    term, interest, rate = (values(recipe, matrix, f"expected_{name}") for name in ("term", "interest", "rate"))
    cash = matrix[:, -1] == 0
    assert np.isnan(term[~cash]).all()
    assert np.isnan(term[cash]).mean() < 0.2
    credit, annuity = matrix[:, 4], matrix[:, 5]
    np.testing.assert_allclose(interest, (term * annuity - credit) / credit, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(rate, 24 * interest / (term + 1), rtol=1e-4)
    known = cash & ~np.isnan(term)
    assert np.corrcoef(term[known], 1.3 * credit[known] / annuity[known])[0, 1] > 0.95


def test_without_past_loans_nothing_is_said_of_the_length() -> None:
    assert "expected_term" not in fit_recipe(COLUMNS, draw()).features


def test_a_recipe_reads_what_it_wrote_and_a_smaller_one_makes_the_same_columns(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    matrix = draw()
    recipe = fit_recipe(COLUMNS, matrix, terms=terms())
    recipe.write(folder)
    np.testing.assert_array_equal(read_recipe(folder).rows(matrix), recipe.rows(matrix))
    smaller = recipe.only(("expected_rate", "income", "income_over_median_of_occupation"))
    assert {each.name for each in smaller.inputs} == {"income", "occupation", *NEEDS}
    places = [[each.name for each in recipe.inputs].index(each.name) for each in smaller.inputs]
    for name in smaller.features:
        np.testing.assert_array_equal(values(smaller, matrix[:, places], name), values(recipe, matrix, name))


HOSTILE = st.one_of(st.floats(width=32), st.sampled_from([np.nan, np.inf, -np.inf, 0.0, -1.0, 3e38, 1e-38]))
FITTED = fit_recipe(COLUMNS, draw(), terms=terms())


@given(row=st.lists(HOSTILE, min_size=len(COLUMNS), max_size=len(COLUMNS)))
def test_a_client_is_the_same_alone_and_among_others_and_never_infinite(row: list[float]) -> None:
    hostile = np.array(row, dtype=np.float32)
    hostile[np.isinf(hostile)] = np.nan
    alone = FITTED.rows(hostile[None])
    among = FITTED.rows(np.vstack([draw(37), hostile, draw(5)]).astype(np.float32))[37:38]
    np.testing.assert_array_equal(alone, among)
    assert not np.isinf(alone).any()


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda comparison: comparison.name)
def test_a_comparison_is_no_reason_and_only_compares_when_it_is_made_of_what_only_compares(
    comparison: Comparison,
) -> None:
    made_of = [FEATURES[name][1].policy for name in needs_of(comparison) if not name.startswith("expected_")]
    [described] = [each for each in learn_everything() if each.name == comparison.name]
    assert described.policy is (Policy.COMPARISON if Policy.COMPARISON in made_of else Policy.CHALLENGER)
    assert (described.meaning, described.sentence, described.otherwise) == (None, None, None)


def test_what_the_loan_will_cost_has_a_definition_and_a_sentence() -> None:
    expected = [each for each in learn_everything() if each.name in FittedLoan.names]
    assert [each.name for each in expected] == list(FittedLoan.names)
    for each in expected:
        assert each.policy is Policy.CHALLENGER  # its cells depend on the amount: a larger loan could cost less
        assert each.meaning is not None
        assert each.sentence is not None
        for sentence in (each.sentence.fr, each.sentence.en):
            assert sentence.count("{value}") == 1


def learn_everything() -> tuple[FeatureColumn, ...]:
    everything = (column(name, ("a",) if feature.is_category else None) for name, (_, feature) in FEATURES.items())
    return learnt_columns(tuple(everything), loan=True)


def test_learnt_features_have_complete_words_of_their_own() -> None:
    learnt = learn_everything()
    assert len(learnt) == len(COMPARISONS) + 3
    for each in learnt:
        assert each.family in FAMILIES
        assert each.source in SOURCES
        assert each.fr != each.en
        assert each.name not in FEATURES
        assert len(each.fr) <= 110
        assert len(each.en) <= 110
        assert each.unit is not Unit.CATEGORY
        assert each.categories is None
    for words in ("name", "fr", "en"):
        assert len({getattr(each, words) for each in learnt}) == len(learnt)


def test_other_clients_do_not_change_what_was_learnt_of_some() -> None:
    matrix = draw(1200)
    seen = np.arange(1200) % 3 != 0
    before = fit_recipe(COLUMNS, matrix[seen]).rows(matrix)
    changed = matrix.copy()
    changed[~seen] = draw(400, seed=99)
    np.testing.assert_array_equal(fit_recipe(COLUMNS, changed[seen]).rows(matrix), before)


def test_labels_follow_the_feature_that_is_compared() -> None:
    income = next(each for each in COLUMNS if each.name == "income")
    other = replace(income, fr="Salaire", en="Wage")
    words = {each.name: each for each in learnt_columns((other, *COLUMNS[1:]), loan=False)}
    assert words["income_over_median_of_occupation"].fr == "Salaire\u00a0: rapport à la médiane (même métier)"
    assert words["income_over_median_of_occupation"].en == "Wage: over the median (same occupation)"
    assert words["income_over_median_of_occupation"].unit is Unit.RATIO
