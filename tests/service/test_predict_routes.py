import json
import unicodedata
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from problem_checks import check_problem
from starlette.testclient import TestClient

from limpide.contract import Assessment, Explanation, Prediction
from limpide.core.identifiers import fault_of
from limpide.portfolio.portfolio import Portfolio

JSON = {"Content-Type": "application/json"}
HOSTILE = [
    " 1",
    "1 ",
    "1\n",
    "\n1",
    "1\0",
    "\0",
    " ",
    "9" * 65,
    "9" * 400,
    "\u202e1",
    "1\u200b",
    "a/../1",
    "\ue000",
    "\ufffd",
]
STRANGERS = [  # ids that could be, and are nobody's here
    "abc", "-1", "-100001", "0", "00", "007", "1.0", "1e5", "+100001", "1_0", "100001/", "/100001", "%2F", "a%2Fb",
    "１００００１", "١٠٠", "²", "Ⅷ", "1000000000", "9" * 64, "nan", "inf", "null", "true", "0x10", "1;2", "1,2",
    "'", '"', "%", "%25", "{client_id}", "<script>", "é", "🦊",
]  # fmt: skip


def test_a_client_is_scored_by_number_and_by_body_alike(memory: TestClient, portfolio: Portfolio, known: str) -> None:
    got = memory.get(f"/predict/{known}")
    posted = memory.post("/predict", json={"client_id": known})
    assert got.status_code == posted.status_code == 200
    assert got.headers["content-type"] == "application/json"
    assert Prediction.model_validate_json(got.content) == portfolio.predict(known)
    told = Assessment.model_validate_json(posted.content)
    assert {name: value for name, value in posted.json().items() if name in got.json()} == got.json()
    assert [reason.family for reason in told.reasons] == [
        family.family for family in portfolio.explain(known, language="fr").families[:5]
    ]


@pytest.mark.parametrize(("language", "told"), [("fr", "Aucun client"), ("en", "No client has")])
def test_an_unknown_client_is_told_in_the_caller_s_language(memory: TestClient, language: str, told: str) -> None:
    paths = ["/predict/899999999", "/clients/899999999", "/clients/899999999/explanation"]
    answers = [memory.get(path, headers={"Accept-Language": language}) for path in paths]
    answers.append(memory.post("/predict", json={"client_id": 899999999}, headers={"Accept-Language": language}))
    for answer in answers:
        assert answer.status_code == 404
        problem = check_problem(answer, "unknown-client", language=language)
        assert told in problem.detail
        assert "899999999" in problem.detail


@pytest.mark.parametrize("path", ["/predict/{}", "/clients/{}", "/clients/{}/explanation", "/clients/{}/decisions"])
@pytest.mark.parametrize("number", HOSTILE)
def test_what_is_not_a_client_number_is_refused(memory: TestClient, path: str, number: str) -> None:
    answer = memory.get(path.format(quote(number, safe="")))
    assert answer.status_code == 422
    problem = check_problem(answer, "invalid-request")
    assert [each.field for each in problem.errors] == ["client_id"]


@pytest.mark.parametrize("path", ["/predict/{}", "/clients/{}", "/clients/{}/explanation"])
@pytest.mark.parametrize("stranger", STRANGERS)
def test_an_id_is_one_segment_whatever_its_characters(memory: TestClient, path: str, stranger: str) -> None:
    answer = memory.get(path.format(quote(stranger, safe="")))
    problem = check_problem(answer, "unknown-client")
    assert unicodedata.normalize("NFC", stranger) in problem.detail


@given(st.text(max_size=20) | st.from_regex(r"[0-9+_. -]{1,12}", fullmatch=True) | st.integers().map(str))
def test_no_number_whatever_breaks_the_service(memory: TestClient, number: str) -> None:
    written = quote(number.encode("utf-8", "surrogatepass"), safe="").replace(".", "%2E")
    answer = memory.get(f"/predict/{written}")
    if number in ("", ".."):
        check_problem(answer, "not-found")
    elif fault_of(unicodedata.normalize("NFC", number)):
        check_problem(answer, "invalid-request")
    else:
        assert answer.status_code in (200, 404, 503)  # from 900000001 on only the database knows, and it is away


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        ("", "invalid-request", "obligatoire"),
        ("{", "malformed-json", "ligne 1, colonne 2"),
        ("{'client_id': 1}", "malformed-json", "ligne 1"),
        ('{"client_id": NaN}', "malformed-json", "NaN"),
        ('{"client_id": -Infinity}', "malformed-json", "Infinity"),
        ('{"client_id": 1e999}', "malformed-json", "trop long"),
        ('{"client_id": ' + "9" * 5000 + "}", "malformed-json", "trop long"),
        ('{"client_id": 1, "client_id": 2}', "malformed-json", "client_id"),
        ('{"client_id": 1, "\\ud800": 2, "\\ud800": 3}', "malformed-json", "répété"),
        ("[" * 10_000 + "]" * 10_000, "malformed-json", "imbriqué"),
        ('{"client_id":' * 10_000 + "1" + "}" * 10_000, "malformed-json", "imbriqué"),
        ("null", "invalid-request", "objet JSON"),
        ("[]", "invalid-request", "objet JSON"),
        ("100001", "invalid-request", "objet JSON"),
        ('"100001"', "invalid-request", "objet JSON"),
        ("{}", "invalid-request", "soit client_id, soit application"),
        ('{"client_id": 1, "application": {}}', "invalid-request", "soit client_id, soit application"),
        ('{"client_id": 1, "histories": {}}', "invalid-request", "soit client_id, soit application"),
        ('{"client_id": 1, "extra": 2}', "invalid-request", "extra (ce champ est inconnu)"),
        ('{"client_id": 1, "\\ud800": 2}', "invalid-request", "caractères invalides"),
        ('{"client_id": ""}', "invalid-request", "64 caractères visibles"),
        ('{"client_id": "\\ud800"}', "invalid-request", "64 caractères visibles"),
        ('{"client_id": 100001.0}', "invalid-request", "64 caractères visibles"),
        ('{"client_id": true}', "invalid-request", "64 caractères visibles"),
        ('{"client_id": null}', "invalid-request", "soit client_id, soit application"),
        ('{"client_id": {}}', "invalid-request", "64 caractères visibles"),
        ('{"client_id": -5}', "invalid-request", "64 caractères visibles"),
        ('{"client_id": ' + "9" * 400 + "}", "invalid-request", "64 caractères visibles"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
def test_a_body_that_cannot_be_used_is_refused_with_the_reason(
    memory: TestClient, body: str, kind: str, told: str
) -> None:
    answer = memory.post("/predict", content=body.encode(), headers=JSON)
    problem = check_problem(answer, kind)
    assert 400 <= answer.status_code < 500
    assert told in problem.detail
    assert len(answer.content) < 10_000


def test_a_body_that_is_not_utf_8_is_refused(memory: TestClient) -> None:
    for encoding in ("latin-1", "utf-16", "utf-32"):
        answer = memory.post("/predict", content='{"client_id": "é"}'.encode(encoding), headers=JSON)
        assert "UTF-8" in check_problem(answer, "malformed-json").detail


def test_a_body_that_does_not_say_it_is_json_is_told_so(memory: TestClient, known: str) -> None:
    body = json.dumps({"client_id": known}).encode()
    for headers in ({}, {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}):
        problem = check_problem(memory.post("/predict", content=body, headers=headers), "invalid-request")
        assert "Content-Type: application/json" in problem.detail


def test_thousands_of_faults_are_answered_briefly(memory: TestClient) -> None:
    body = json.dumps({f"{'x' * 150}{number}": 1 for number in range(5000)}).encode()
    answer = memory.post("/predict", content=body, headers=JSON)
    assert len(check_problem(answer, "invalid-request").errors) == 20
    assert len(answer.content) < 12_000


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100)
@given(VALUES | st.fixed_dictionaries({"client_id": VALUES}))
def test_no_body_whatever_breaks_the_service(memory: TestClient, body: Any) -> None:
    answer = memory.post("/predict", content=json.dumps(body).encode(), headers=JSON)
    assert 400 <= answer.status_code < 500 or answer.status_code == 200
    if answer.status_code != 200:
        assert answer.headers["content-type"] == "application/problem+json"


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_no_bytes_whatever_break_the_service(memory: TestClient, body: bytes) -> None:
    answer = memory.post("/predict", content=body, headers=JSON)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/", "/predict/", "/predict/1/2", "/Predict/1", "/clients/", "//predict/1", "/é", "/%00"]
)
def test_an_address_that_does_not_exist_is_a_problem_too(memory: TestClient, path: str) -> None:
    check_problem(memory.get(path), "not-found")
    check_problem(memory.get(path, headers={"Accept-Language": "en"}), "not-found", language="en")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_a_wrong_method_names_those_that_are_accepted(memory: TestClient, method: str) -> None:
    answer = memory.request(method, "/predict/100001")
    check_problem(answer, "method-not-allowed")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"


def test_the_explanation_speaks_the_caller_s_language_and_sums_to_the_margin(memory: TestClient, known: str) -> None:
    told = {}
    for language in ("fr", "en"):
        answer = memory.get(f"/clients/{known}/explanation", headers={"Accept-Language": language})
        told[language] = Explanation.model_validate_json(answer.content)
        for parts in (told[language].families, told[language].features):
            assert told[language].base + sum(each.contribution for each in parts) == pytest.approx(
                told[language].margin, abs=1e-9
            )
    assert told["fr"].margin == told["en"].margin
    assert told["fr"].families[0].label != told["en"].families[0].label
