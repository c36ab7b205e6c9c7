"""Rows of one population cannot be told apart; what was changed is found and named."""

import numpy as np
import pandas as pd
import pytest

from limpide.fidelity.applications import measure_applications
from limpide.fidelity.children import compare_histories
from limpide.fidelity.discriminator import tell_apart
from limpide.fidelity.sides import open_sides
from twin_tables import Twins

pytestmark = pytest.mark.slow  # whole tables are learnt from, again and again


def without_target(twins: Twins) -> tuple[pd.DataFrame, pd.DataFrame]:
    return twins.first_rows.drop(columns="target"), twins.second_rows.drop(columns="target")


def test_two_draws_from_one_population_cannot_be_told_apart(twins: Twins) -> None:
    found = tell_apart(*without_target(twins), giveaways=4)
    assert found is not None
    assert 0.46 < found.auc < 0.54
    assert len(found.giveaways) == 4
    assert 0 < sum(each.gain for each in found.giveaways) < 1


def test_a_shuffled_column_is_named_though_it_looks_right_alone(twins: Twins) -> None:
    first, second = without_target(twins)
    second["AMT_CREDIT"] = np.random.default_rng(0).permutation(second["AMT_CREDIT"].to_numpy())
    found = tell_apart(first, second, giveaways=3)
    assert found is not None
    assert found.auc > 0.7
    assert "AMT_CREDIT" in [each.column for each in found.giveaways]
    assert all(abs(each.alone - 0.5) < 0.06 for each in found.giveaways)


def test_a_column_with_other_values_is_named_first_and_tells_alone(twins: Twins) -> None:
    first, second = without_target(twins)
    second["DAYS_BIRTH"] -= 3650
    found = tell_apart(first, second, giveaways=1)
    assert found is not None
    assert [each.column for each in found.giveaways] == ["DAYS_BIRTH"]
    assert found.giveaways[0].alone > 0.65


def test_categories_tell_apart_too(twins: Twins) -> None:
    first, second = without_target(twins)
    second["NAME_EDUCATION_TYPE"] = "Academic degree"
    found = tell_apart(first, second, giveaways=1)
    assert found is not None
    assert found.auc > 0.95
    assert found.giveaways[0].column == "NAME_EDUCATION_TYPE"


def test_too_few_rows_are_not_judged(twins: Twins) -> None:
    first, second = without_target(twins)
    assert tell_apart(first.head(29), second) is None


def test_the_same_seed_gives_the_same_figures(twins: Twins) -> None:
    first, second = (rows.head(400) for rows in without_target(twins))
    assert tell_apart(first, second, seed=5, giveaways=1) == tell_apart(first, second, seed=5, giveaways=1)


def test_as_many_labelled_rows_of_each_side_are_compared(twins: Twins) -> None:
    with open_sides(twins.first, twins.second) as (first, second):
        found = measure_applications(first, second, most=500, labelled_only=True)
    assert found.found is not None
    assert found.found.rows == 500
    assert found.excludes.endswith("unlabelled clients")


def test_histories_of_one_population_cannot_be_told_apart(twins: Twins) -> None:
    histories = compare_histories(twins.first, twins.second, tables=["bureau_balance", "installments"], most=1500)
    assert [each.table for each in histories] == [
        "bureau_balance", "installments", "all together", "all together, labelled",
    ]  # fmt: skip
    for history in histories:
        assert history.found is not None
        assert 0.43 < history.found.auc < 0.57
    assert histories[0].real_share is not None
    assert 0.2 < histories[0].real_share < 0.6
