"""Files brought for a new applicant: what they become, and the sentence for those that cannot be used."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.contract import ColumnCard, ColumnList, Language, Unit
from limpide.dashboard.template import build_template
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


@pytest.mark.parametrize(
    "content",
    [
        APPLICATION.replace(b"\n", b"\r"),
        b"# made by a spreadsheet\n\n" + APPLICATION,
        b"".join(b'"' + line + b'"\n' for line in APPLICATION.splitlines()),
        APPLICATION.decode().encode("utf-16-le"),
        APPLICATION.replace(b",", b"|"),
        APPLICATION.replace(b"1000.5", b'"1000,5"'),
    ],
)
def test_a_table_is_read_as_files_of_the_lender_are(content: bytes) -> None:
    expected = read_files([("application_test.csv", APPLICATION)], COLUMNS)
    assert read_files([("application_test.csv", content)], COLUMNS) == expected


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
        ("application.csv", b"AMT_CREDIT,b\n1,2\n", "upload.unknown_column"),
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


def a_card(column: str, label: str, kind: str, unit: Unit = Unit.INDEX, **more: object) -> ColumnCard:
    return card(column, kind).model_copy(update={"label": label, "unit": unit, **more})


FRENCH_COLUMNS = ColumnList(
    columns=[
        a_card("AMT_CREDIT", "Montant du crédit demandé", "number", Unit.EURO),
        a_card("AMT_INCOME_TOTAL", "Revenu déclaré", "number", Unit.EURO),
        a_card("DAYS_BIRTH", "Âge", "integer", Unit.DAYS),
        a_card("NAME_INCOME_TYPE", "Type de revenu", "text", categories=["Working"], category_labels=["Salarié"]),
        a_card("EXT_SOURCE_2", "Score externe 2", "number", Unit.SCORE),
    ]
)
FRENCH_FILE = (
    "MONTANT DU CRÉDIT DEMANDE;Revenu déclaré *;DAYS_BIRTH;Type de revenu;EXT_SOURCE_2\r\n"
    "300\u00a0000,50;1.234,5;01/02/2000;salarié;0,61\r\n"
)
READ = {
    "AMT_CREDIT": 300_000.5,
    "AMT_INCOME_TOTAL": 1234.5,
    "DAYS_BIRTH": -10,
    "NAME_INCOME_TYPE": "Working",
    "EXT_SOURCE_2": 0.61,
}
TODAY = date(2000, 2, 11)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("first", ["", "sep=;\r\n"])
def test_a_file_of_a_french_excel_is_read_whatever_its_name(encoding: str, first: str) -> None:
    content = (first + FRENCH_FILE).encode(encoding)
    assert read_files([("Classeur1.csv", content)], FRENCH_COLUMNS, today=TODAY).of(0) == (READ, {})


def test_a_file_of_an_english_excel_has_thousands_and_points() -> None:
    content = b'AMT_CREDIT,AMT_INCOME_TOTAL,DAYS_BIRTH\n"300,000.5","1,234",2000-02-01\n'
    read = read_files([("a.csv", content)], FRENCH_COLUMNS, today=TODAY).of(0)[0]
    assert read == {"AMT_CREDIT": 300_000.5, "AMT_INCOME_TOTAL": 1234, "DAYS_BIRTH": -10}


@pytest.mark.parametrize("cell", ["31/02/2000", "1,2,3", "douze", "1e999999", "nan", "inf"])
def test_a_cell_that_is_not_understood_is_left_to_the_service_to_name(cell: str) -> None:
    content = f"AMT_CREDIT;DAYS_BIRTH\n{cell};{cell}\n".encode()
    assert read_files([("a.csv", content)], FRENCH_COLUMNS, today=TODAY).of(0)[0]["DAYS_BIRTH"] == cell


@pytest.mark.parametrize(("language", "separator"), [("fr", ";"), ("en", ",")])
def test_the_template_is_read_by_the_form_that_offers_it(language: Language, separator: str) -> None:
    template = build_template(FRENCH_COLUMNS.columns, ["AMT_CREDIT"], get_words(language))
    header = template.decode("utf-8-sig")
    assert ("Montant du crédit demandé * [AMT_CREDIT]" in header and "/yyyy" in header) or "/aaaa" in header
    line = separator.join(["300000", "1234", "01/02/2000", "Salarié", "0"])
    read = read_files([("demande.csv", template + f"{line}\r\n".encode())], FRENCH_COLUMNS, today=TODAY).of(0)[0]
    assert list(read) == [each.column for each in FRENCH_COLUMNS.columns]
    assert read["DAYS_BIRTH"] == -10
