import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.core.errors import Corrupt
from limpide.portfolio.neighbours import HEAD, Neighbourhood
from limpide.portfolio.population import build_population, find_population
from limpide.portfolio.portfolio import Portfolio, open_portfolio


def test_prepared_margins_are_the_computed_ones_to_the_last_bit(house: Path, portfolio: Portfolio) -> None:
    computed = open_portfolio(house / "bundle", house / "snapshot")
    for client_id in portfolio.snapshot.index.names(slice(None, None, 149)):
        assert portfolio.predict(client_id) == computed.predict(client_id)
        assert portfolio.predict_case(portfolio.case(client_id)) == computed.predict(client_id)


def test_a_population_is_built_once_and_found_again(portfolio: Portfolio) -> None:
    population = portfolio.get_population()
    folder = population.path.parent
    before = (population.path / "SHA256SUMS").stat().st_mtime_ns
    build_population(folder, portfolio.scorer, portfolio.snapshot)
    assert (population.path / "SHA256SUMS").stat().st_mtime_ns == before
    assert find_population(folder / "nowhere", portfolio.scorer, portfolio.snapshot) is None


def test_a_population_that_was_changed_is_refused(portfolio: Portfolio, tmp_path: Path) -> None:
    population = portfolio.get_population()
    copy = tmp_path / population.path.name
    shutil.copytree(population.path, copy)
    content = bytearray((copy / "margins.npy").read_bytes())
    content[-1] ^= 1
    (copy / "margins.npy").write_bytes(content)
    with pytest.raises(Corrupt, match=r"margins\.npy"):
        find_population(tmp_path, portfolio.scorer, portfolio.snapshot)


def test_a_client_lies_where_the_population_has_put_them(portfolio: Portfolio) -> None:
    population = portfolio.get_population()
    for position in (0, 17, 2999):
        place = population.space.places(np.asarray(portfolio.snapshot.matrix[position : position + 1]))[0]
        assert np.array_equal(place, population.neighbourhood.places[position])


@given(st.integers(0, 10**6), st.integers(1, 300), st.integers(1, 40), st.booleans())
def test_the_neighbours_are_exactly_the_closest(seed: int, clients: int, count: int, crowded: bool) -> None:
    random = np.random.default_rng(seed)
    places = random.normal(size=(clients, 12)).astype(np.float32)
    if crowded:
        places = np.round(places[:, :1] * np.ones(12)).astype(np.float32)  # many at the same place
    own = int(random.integers(clients))
    found, distances = Neighbourhood(places, np.ascontiguousarray(places[:, :HEAD].T)).nearest(
        places[own], count=count, without=own
    )
    exact = np.sqrt(np.square(places.astype(np.float64) - places[own]).sum(axis=1))
    others = [position for position in np.lexsort((np.arange(clients), exact)) if position != own]
    assert own not in found and len(found) == min(count, clients - 1)
    assert np.allclose(distances, exact[others[:count]])
    assert len(set(found.tolist())) == len(found)
