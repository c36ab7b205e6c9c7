"""Two draws from one population, which tests of fidelity share."""

import pytest

from twin_tables import Twins, build_twins


@pytest.fixture(scope="session")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    """Two draws from one population."""
    return build_twins(tmp_path_factory.mktemp("twins"))
