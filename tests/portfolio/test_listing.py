import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.core.errors import InvalidInput
from limpide.portfolio.listing import find_page, read_cursor

IDS = st.lists(st.integers(1, 999_999_999), unique=True, max_size=60).map(sorted)


PREFIXES = st.integers(0, 9999).map(lambda number: str(number) if number else "")


@given(IDS, PREFIXES, st.integers(1, 7), st.integers(1, 2**60) | st.none())
def test_walking_the_pages_gives_each_matching_client_once_in_order(
    ids: list[int], prefix: str, limit: int, chosen: int | None
) -> None:
    clients = np.array(ids, dtype=np.int64)
    places = [place for place in range(len(ids)) if chosen is None or chosen >> place & 1]
    members = None if chosen is None else np.array(places, dtype=np.int32)
    expected = [ids[place] for place in places if str(ids[place]).startswith(prefix)]
    walked: list[int] = []
    after = 0
    while True:
        page = find_page(clients, prefix=prefix, after=after, limit=limit, members=members)
        assert page.total == len(expected)
        assert len(page.positions) <= limit
        walked += [int(clients[position]) for position in page.positions]
        if page.next_cursor is None:
            break
        after = read_cursor(page.next_cursor)
    assert walked == expected


@pytest.mark.parametrize("prefix", ["a", "-1", "1.5", "012", "1234567890", "１", " 1", "1_0"])
def test_a_prefix_that_is_not_the_start_of_a_number_is_refused(prefix: str) -> None:
    with pytest.raises(InvalidInput, match="client number"):
        find_page(np.array([1]), prefix=prefix, after=0, limit=1)


@pytest.mark.parametrize("cursor", ["é", "!!", "YWJj", "a"])
def test_a_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput, match="cursor"):
        read_cursor(cursor)
