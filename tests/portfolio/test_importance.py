from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from limpide.bundle.coherence import weigh
from limpide.bundle.reasons import build_reasons
from limpide.contract.explanation import AVAILABLE_DATA
from limpide.portfolio.importance import measure_importance
from limpide.portfolio.model_words import importance
from limpide.portfolio.population import build_population, find_population, folder_name
from limpide.portfolio.portfolio import Portfolio


def rows_of(portfolio: Portfolio) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    return np.asarray(portfolio.snapshot.matrix[::60])


def test_a_concept_counts_as_much_as_its_sum_adds_to_clients_on_average(portfolio: Portfolio) -> None:
    rows = rows_of(portfolio)
    _, families = measure_importance(portfolio.scorer, rows)
    sums: dict[str, list[float]] = {}
    for row, (*added, base) in zip(rows, portfolio.scorer.contributions(rows).tolist(), strict=True):
        weighed = weigh(portfolio.scorer, row, added)
        for reason in build_reasons(weighed, availability=base - portfolio.bundle.base):
            sums.setdefault(reason.family, []).append(abs(reason.contribution))
    assert {each.family for each in families} == {*portfolio.bundle.families, AVAILABLE_DATA}
    for each in families:
        assert each.contribution == pytest.approx(sum(sums.get(each.family, [])) / len(rows))


def test_features_weigh_their_mean_absolute_contribution(portfolio: Portfolio) -> None:
    rows = rows_of(portfolio)
    weights, _ = measure_importance(portfolio.scorer, rows)
    means = np.abs(portfolio.scorer.contributions(rows)[:, :-1]).mean(axis=0)
    by_name = {card.name: mean for card, mean in zip(portfolio.bundle.features, means, strict=True)}
    assert {each.feature: each.contribution for each in weights} == pytest.approx(by_name)
    assert [each.contribution for each in weights] == sorted(means, reverse=True)


def test_shares_of_concepts_sum_to_one_in_both_languages(portfolio: Portfolio) -> None:
    french, english = (importance(portfolio, top=5, language=language) for language in ("fr", "en"))
    assert sum(each.share for each in french.families) == pytest.approx(1)
    assert [each.family for each in french.families] == [each.family for each in english.families]
    assert {each.label for each in french.families} != {each.label for each in english.families}
    assert french.clients <= 1_000


def test_a_population_of_an_older_format_is_built_anew(portfolio: Portfolio, tmp_path: Path) -> None:
    name = folder_name(portfolio.scorer, portfolio.snapshot)
    assert name.endswith("-3")
    (tmp_path / name.replace("-3", "-2")).mkdir()
    assert find_population(tmp_path, portfolio.scorer, portfolio.snapshot) is None
    built = build_population(tmp_path, portfolio.scorer, portfolio.snapshot)
    assert built.family_weights == portfolio.get_population().family_weights
    assert replace(portfolio, population=built).get_population().path.name == name
