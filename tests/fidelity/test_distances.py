"""Distances of columns, of pairs of columns and of rows, their laws, and what a model carries over."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.fidelity.correlations import rank_correlations
from limpide.fidelity.marginals import compare_marginals, ks_distance, total_variation
from limpide.fidelity.privacy import compare_distances, count_copies
from limpide.fidelity.sides import open_sides
from limpide.fidelity.transfer import compare_learning
from twin_tables import Twins

pytestmark = pytest.mark.slow  # whole tables are learnt from, again and again

numbers = st.lists(st.integers(-5, 5), min_size=1, max_size=30).map(lambda values: pd.Series(values, dtype="float64"))


@given(numbers, numbers)
def test_distances_of_columns_are_symmetric_bounded_and_zero_for_the_same_values(a: pd.Series, b: pd.Series) -> None:
    for distance in (ks_distance, total_variation):
        assert distance(a, a.sample(frac=1, random_state=0)) == 0
        assert distance(a, b) == pytest.approx(distance(b, a))
        assert 0 <= distance(a, b) <= 1 + 1e-12
    assert ks_distance(a, b) <= total_variation(a, b) + 1e-12


def test_columns_of_one_population_are_close(twins: Twins) -> None:
    found = compare_marginals(twins.first_rows, twins.second_rows)
    assert found.median_ks is not None
    assert found.median_ks < 0.03
    assert found.missing[0].error < 0.06
    assert found.categories[0].error < 0.1
    assert found.pairs[0].error < 0.2
    assert not any(each.column.startswith("FLAG_") for each in found.ks)


def test_the_worst_column_of_each_kind_is_named_first(twins: Twins) -> None:
    spoilt = twins.second_rows.copy()
    spoilt["DAYS_EMPLOYED"] = 0.0
    spoilt["EXT_SOURCE_2"] = spoilt["EXT_SOURCE_2"].where(np.arange(len(spoilt)) % 2 == 0)
    spoilt["FLAG_OWN_CAR"] = "Y"
    spoilt["AMT_CREDIT"] = spoilt["AMT_CREDIT"].sample(frac=1, random_state=0).to_numpy()
    found = compare_marginals(twins.first_rows, spoilt)
    assert found.ks[0].column == "DAYS_EMPLOYED"
    assert found.missing[0].column == "EXT_SOURCE_2"
    assert found.missing[0].error == pytest.approx(0.5, abs=0.02)
    assert found.categories[0].column == "FLAG_OWN_CAR"
    assert "AMT_CREDIT" in found.pairs[0].columns
    assert found.pairs[0].error > 0.8


def test_rank_correlations_without_gaps_are_those_of_spearman(twins: Twins) -> None:
    rows = twins.first_rows[["AMT_CREDIT", "AMT_INCOME_TOTAL", "DAYS_BIRTH", "REGION_RATING_CLIENT"]]
    assert rank_correlations(rows) == pytest.approx(rows.corr(method="spearman").to_numpy(), abs=1e-9)


def without_target(twins: Twins) -> tuple[pd.DataFrame, pd.DataFrame]:
    return twins.first_rows.drop(columns="target"), twins.second_rows.drop(columns="target")


def test_a_second_draw_is_no_closer_than_held_out_rows(twins: Twins) -> None:
    found = compare_distances(*without_target(twins))
    assert found is not None
    assert found.holds
    assert 0.9 < found.ratio < 1.1


def test_copied_rows_are_caught_even_when_few_and_blurred(twins: Twins) -> None:
    first, second = without_target(twins)
    copied = first.sample(200, random_state=1).assign(HOUR_APPR_PROCESS_START=12.0, DAYS_LAST_PHONE_CHANGE=-7.0)
    found = compare_distances(first, pd.concat([second, copied], ignore_index=True))
    assert found is not None
    assert found.closer[0] > 0.03
    assert not found.holds


def test_exact_copies_are_counted_whatever_their_numbers(twins: Twins) -> None:
    with open_sides(twins.first, twins.first) as sides:
        copies, real_copies = count_copies(*sides)
    assert copies == len(sides[0].labelled) + len(sides[0].unlabelled)
    assert real_copies == 0
    with open_sides(twins.first, twins.second) as sides:
        assert count_copies(*sides) == (0, 0)


def test_what_is_learnt_carries_over_within_a_population_and_not_from_shuffled_outcomes(twins: Twins) -> None:
    first, second = (rows[rows["target"].notna()] for rows in (twins.first_rows, twins.second_rows))
    found = compare_learning(first, second)
    assert found.synthetic_trained is not None
    assert found.real_trained is not None
    assert found.synthetic_trained > 0.65
    assert found.real_trained > 0.65
    shuffled = second.assign(target=second["target"].sample(frac=1, random_state=0).to_numpy())
    unlearnt = compare_learning(first, shuffled).synthetic_trained
    assert unlearnt is not None
    assert 0.4 < unlearnt < 0.6


def test_too_few_defaults_are_not_judged(twins: Twins) -> None:
    labelled = twins.first_rows[twins.first_rows["target"].notna()]
    found = compare_learning(labelled.head(100), labelled)
    assert found.synthetic_trained is None
    assert found.why.startswith("real has ")
