import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.core.errors import InvalidInput
from limpide.core.identifiers import is_applicant, sort_key
from limpide.portfolio.client_index import ClientIndex
from limpide.portfolio.listing import find_page, read_cursor

IDS = st.lists(st.integers(1, 999_999_999), unique=True, max_size=60).map(sorted)


PREFIXES = st.integers(0, 9999).map(lambda number: str(number) if number else "")


@given(IDS, PREFIXES, st.integers(1, 7), st.integers(1, 2**60) | st.none())
def test_walking_the_pages_gives_each_matching_client_once_in_order(
    ids: list[int], prefix: str, limit: int, chosen: int | None
) -> None:
    clients = ClientIndex(np.array(ids, dtype=np.int64))
    places = [place for place in range(len(ids)) if chosen is None or chosen >> place & 1]
    members = None if chosen is None else np.array(places, dtype=np.int32)
    expected = [ids[place] for place in places if str(ids[place]).startswith(prefix)]
    walked: list[int] = []
    after: str | None = None
    while True:
        page = find_page(clients, prefix=prefix, after=after, limit=limit, members=members)
        assert page.total == len(expected)
        assert len(page.positions) <= limit
        walked += [int(clients.name(position)) for position in page.positions]
        if page.next_cursor is None:
            break
        after = read_cursor(page.next_cursor)
    assert walked == expected


@pytest.mark.parametrize("prefix", [" 1", "\n", "1\x00", "\u202e1", "1" * 65])
def test_a_prefix_with_which_no_id_starts_is_refused(prefix: str) -> None:
    with pytest.raises(InvalidInput, match="no id starts so"):
        find_page(ClientIndex(np.array([1])), prefix=prefix, limit=1)


@pytest.mark.parametrize("prefix", ["a", "-1", "1.5", "012", "1234567890123456789", "１", "1_0"])
def test_numbers_start_with_the_digits_that_they_are_written_with(prefix: str) -> None:
    assert find_page(ClientIndex(np.array([1, 12, 150, 10**12])), prefix=prefix, limit=9).total == 0


TEXTS = st.lists(
    st.one_of(st.text("01aé/", min_size=1, max_size=5), st.integers(0, 10**13).map(str)).filter(
        lambda each: not is_applicant(each)  # whom no snapshot holds
    ),
    unique=True,
    max_size=60,
)


@given(TEXTS, st.text("01aé/", max_size=2), st.integers(1, 7))
def test_walking_texts_gives_each_match_once_numbers_before_texts(ids: list[str], prefix: str, limit: int) -> None:
    ordered = sorted(ids, key=sort_key)
    clients = ClientIndex(np.array(ordered, dtype=np.str_))
    walked: list[str] = []
    after: str | None = None
    while True:
        page = find_page(clients, prefix=prefix, after=after, limit=limit)
        walked += clients.names(page.positions)
        if page.next_cursor is None:
            break
        after = read_cursor(page.next_cursor)
    assert walked == [each for each in ordered if each.startswith(prefix)]
    assert clients.find_all([*ids, "zz"]).tolist() == [*(clients.find(each) for each in ids), -1]
    assert [clients.find(each) for each in ordered] == list(range(len(ids)))


@pytest.mark.parametrize("cursor", ["é", "!!", "IA==", "a"])
def test_a_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput, match="cursor"):
        read_cursor(cursor)
