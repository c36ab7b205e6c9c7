"""Files brought for a new applicant: what they become, and the sentence for those that cannot be used."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.contract import ColumnCard, ColumnList, Unit
from limpide.dashboard.uploads import BadFile, read_files
from limpide.dashboard.words import get_words


def card(column: str, kind: str) -> ColumnCard:
    return ColumnCard(
        table="application",
        column=column,
        label=column,
        meaning="",
        type=kind,
        unit=Unit.INDEX,
        required=False,
        minimum=None,
        maximum=None,
        not_known=[],
        categories=[],
        category_labels=[],
        editable=True,
    )


COLUMNS = ColumnList(
    columns=[card("AMT_CREDIT", "number"), card("NAME_CONTRACT_TYPE", "text"), card("SK_ID_CURR", "integer")]
)
APPLICATION = b"SK_ID_CURR,AMT_CREDIT,NAME_CONTRACT_TYPE\n7,1000.5,Cash loans\n8,,007\n"
BUREAU = b"SK_ID_CURR;SK_ID_BUREAU;AMT_CREDIT_SUM\n7;1;10\n8;2;20\n"
BALANCE = b"SK_ID_BUREAU,MONTHS_BALANCE,STATUS\n1,-1,C\n2,-1,0\n"


def test_a_table_becomes_rows_of_numbers_and_words_without_its_empty_cells() -> None:
    brought = read_files([("application_test.csv", APPLICATION)], COLUMNS)
    assert brought.of(0) == ({"SK_ID_CURR": 7, "AMT_CREDIT": 1000.5, "NAME_CONTRACT_TYPE": "Cash loans"}, {})
    assert brought.of(1) == ({"SK_ID_CURR": 8, "NAME_CONTRACT_TYPE": "007"}, {})


def test_only_the_histories_of_the_chosen_applicant_are_kept() -> None:
    files = [("application.csv", APPLICATION), ("bureau.csv", BUREAU), ("bureau_balance.csv", BALANCE)]
    _, histories = read_files(files, COLUMNS).of(1)
    assert histories == {
        "bureau": [{"SK_ID_CURR": 8, "SK_ID_BUREAU": 2, "AMT_CREDIT_SUM": 20}],
        "bureau_balance": [{"SK_ID_BUREAU": 2, "MONTHS_BALANCE": -1, "STATUS": 0}],
    }


def test_a_json_file_holds_an_application_with_or_without_histories() -> None:
    whole = {"application": {"AMT_CREDIT": 5}, "histories": {"bureau": [{"SK_ID_BUREAU": 1}]}}
    assert read_files([("a.json", json.dumps(whole).encode())], COLUMNS).of(0) == (
        whole["application"],
        whole["histories"],
    )
    assert read_files([("a.json", b'{"AMT_CREDIT": 5}')], COLUMNS).of(0) == ({"AMT_CREDIT": 5}, {})


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("bureau.csv", BUREAU, "upload.no_application"),
        ("application.csv", b"\xff\xfe\x00", "upload.not_text"),
        ("a.json", b"[1]", "upload.not_json"),
        ("a.json", b'{"application": {}, "histories": {"bureau": 3}}', "upload.not_json"),
        ("a.json", b"{", "upload.not_json"),
        ("application.csv", b"a,b\n1,2,3\n", "upload.not_table"),
        ("application.csv", b"a,b\n", "upload.not_table"),
        ("application.csv", b"a\n" + b"1\n" * 20_001, "upload.too_long"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_a_sentence(name: str, content: bytes, key: str) -> None:
    with pytest.raises(BadFile) as caught:
        read_files([(name, content)], COLUMNS)
    assert caught.value.key == key
    assert name in get_words("fr").say(key, name=name) or key == "upload.no_application"


@given(st.binary(max_size=200), st.sampled_from(["application.csv", "a.json", "bureau.csv"]))
def test_whatever_is_brought_is_read_or_refused(content: bytes, name: str) -> None:
    try:
        assert read_files([(name, content)], COLUMNS).applications
    except BadFile as refused:
        assert get_words("en").say(refused.key, name=name)
