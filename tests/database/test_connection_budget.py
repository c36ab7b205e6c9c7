import pytest
import sqlalchemy as sa

from limpide.core.errors import InvalidInput, Unavailable
from limpide.database.connection_budget import RESERVED, USUAL, find_connection_limit, share_connections
from limpide.database.engine import create_engine, transaction


def test_the_limit_is_what_ordinary_users_may_have(database_url: str) -> None:
    assert find_connection_limit(database_url) == 97
    assert find_connection_limit("postgresql://127.0.0.1:1/nowhere") is None


@pytest.mark.parametrize(
    ("limit", "processes", "wished", "share"),
    [(97, 1, None, USUAL), (97, 8, None, 10), (97, 43, None, 2), (None, 64, None, USUAL), (97, 8, 10, 10)],
)
def test_all_processes_together_leave_some_free(
    limit: int | None, processes: int, wished: int | None, share: int
) -> None:
    assert share_connections(limit, processes=processes, wished=wished) == share
    assert limit is None or share * processes <= limit - RESERVED


@pytest.mark.parametrize(("processes", "wished"), [(44, None), (8, 11), (1, 88)])
def test_more_than_there_are_is_refused_with_what_to_do(processes: int, wished: int | None) -> None:
    with pytest.raises(InvalidInput, match="LIMPIDE_REPLICAS, or raise max_connections"):
        share_connections(97, processes=processes, wished=wished)


@pytest.mark.parametrize("connections", [2, 7])
def test_an_engine_opens_no_more_than_its_share(database_url: str, connections: int) -> None:
    engine = create_engine(database_url, connections=connections)
    held = [engine.connect() for _ in range(connections)]
    with pytest.raises(Unavailable, match="LIMPIDE_DATABASE_CONNECTIONS"), transaction(engine) as begun:
        begun.connection.execute(sa.text("SELECT 1"))
    for each in held:
        each.close()
    engine.dispose()
