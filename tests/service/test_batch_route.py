import io
import json
import re
import resource
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from problem_checks import check_problem
from starlette.testclient import TestClient

from applicants import read_applicant
from limpide.portfolio.declared import LONGEST_TEXT
from limpide.portfolio.portfolio import Portfolio
from limpide.service import batch_body, parquet_child
from limpide.service.batch_rows import Row, in_blocks

LINES = {"Content-Type": "application/x-ndjson"}
STRANGE_NUMBERS: list[Any] = [-1, 0, 10**30, 1.5, " é", "", None, [], {}]
PARQUET = "application/vnd.apache.parquet"


def parquet(table: pa.Table, **options: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", **options)
    return sink.getvalue()


def ask(memory: TestClient, lines: list[Any], language: str = "fr") -> list[dict[str, Any]]:
    content = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    answer = memory.post("/predict/batch", content=content, headers={**LINES, "Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_everybody_is_scored_as_alone(memory: TestClient, portfolio: Portfolio) -> None:
    ids = portfolio.snapshot.index.names(slice(None))
    told = ask(memory, [{"client_id": each} for each in ids])
    assert [line["client_id"] for line in told] == ids
    assert [line["row"] for line in told] == list(range(1, len(ids) + 1))
    for line in told[::101]:
        alone = portfolio.predict(line["client_id"])
        assert line["probability_of_default"] == alone.probability_of_default
        assert (line["points"], line["decision"]) == (alone.points, alone.decision)


def test_a_row_that_cannot_be_scored_does_not_stop_the_others(memory: TestClient, house: Path, known: str) -> None:
    lines = [
        {"client_id": known},
        b"{",
        {"client_id": 899999999},
        b"",
        read_applicant(house / "data", known),
        {"application": {"AMT_CREDIT": "x"}},
        b'{"client_id": NaN}',
        b"\xff\xfe",
        {"client_id": "1"},
        {"client_id": known},
    ]
    told = ask(memory, lines, "en")
    assert [line["row"] for line in told] == [1, 2, 3, 5, 6, 7, 8, 9, 10]
    by_row = {line["row"]: line for line in told}
    assert "not valid JSON" in by_row[2]["error"]
    assert by_row[3]["client_id"] == "899999999" and "No client" in by_row[3]["error"]
    assert by_row[5]["probability_of_default"] == pytest.approx(by_row[1]["probability_of_default"], abs=1e-9)
    assert by_row[6]["errors"][0]["field"] == "application.AMT_CREDIT"
    assert all("error" in by_row[row] for row in (7, 8, 9))
    assert by_row[10] == {**by_row[1], "row": 10}


def test_a_word_that_nobody_knows_is_said_beside_the_score(memory: TestClient, house: Path, known: str) -> None:
    applicant = read_applicant(house / "data", known)
    spelt = {**applicant["application"], "FLAG_OWN_CAR": "oui", "NAME_FAMILY_STATUS": " married "}
    foreign = {**applicant["application"], "FLAG_OWN_CAR": "Ja", "NAME_FAMILY_STATUS": "Marié"}
    told = ask(memory, [{**applicant, "application": each} for each in (applicant["application"], spelt, foreign)])
    assert [line["unknown_categories"] for line in told] == [[], [], ["FLAG_OWN_CAR", "NAME_FAMILY_STATUS"]]


def test_hostile_rows_are_told_what_is_wrong_with_them(memory: TestClient, known: str) -> None:
    hostile: list[Any] = [
        b"[" * 10_000 + b"]" * 10_000,
        b'{"application":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"application": {"AMT_CREDIT": Infinity}}',
        b'{"client_id": ' + b"9" * 5_000 + b"}",
        {"application": {}, "histories": {"bureau": [{"SK_ID_BUREAU": 1, "UNHEARD_OF": 1}]}},
        {"application": {}, "histories": {"bureau": 5}},
        {"application": {}, "histories": {"bureau": [{"SK_ID_BUREAU": " "}]}},
        {"application": {"UNHEARD_OF": 1}},
        *[{"client_id": number} for number in STRANGE_NUMBERS],
        {},
    ]
    told = ask(memory, [*hostile, {"client_id": known}])
    assert all(line["error"] for line in told[:-1])
    assert "probability_of_default" in told[-1] and len(told) == len(hostile) + 1


def test_parquet_comes_in_and_goes_out(memory: TestClient, portfolio: Portfolio, house: Path) -> None:
    ids = portfolio.snapshot.index.names(slice(50))
    content = parquet(pa.table({"client_id": [int(each) for each in (*ids, "899999999")]}))
    answer = memory.post("/predict/batch", content=content, headers={"Content-Type": PARQUET, "Accept": PARQUET})
    rows = pq.read_table(io.BytesIO(answer.content)).to_pylist()
    assert [row["client_id"] for row in rows] == [*ids, "899999999"]
    assert rows[0]["probability_of_default"] == portfolio.predict(ids[0]).probability_of_default
    assert rows[-1]["error"] and rows[-1]["decision"] is None
    raw = pq.read_table(house / "data" / "application_test.parquet").slice(0, 3)
    told = memory.post("/predict/batch", content=parquet(raw), headers={"Content-Type": PARQUET}).text.splitlines()
    assert all("probability_of_default" in json.loads(line) for line in told) and len(told) == 3


@pytest.mark.parametrize(
    ("content", "media", "kind"),
    [
        (b"{}", "application/json", "unsupported-media"),
        (b"{}", "", "unsupported-media"),
        (b"PAR1 is not enough", PARQUET, "malformed-parquet"),
        (b"", PARQUET, "malformed-parquet"),
        (b"PAR1" + b"\0" * 40 + b"PAR1", PARQUET, "malformed-parquet"),
        (b"{}\n" * 100_001, "application/x-ndjson", "too-many-rows"),
        (b" " * 1_000_001, "application/x-ndjson", "too-large"),
        (parquet(pa.table({"AMT_CREDIT": [[1.0], [2.0]]})), PARQUET, "malformed-parquet"),
        (parquet(pa.table({f"COLUMN_{number}": [1.0] for number in range(501)})), PARQUET, "malformed-parquet"),
        (parquet(pa.table({"CODE_GENDER": pa.array([b"F"], pa.binary(1))})), PARQUET, "malformed-parquet"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_batch_is_refused_whole(memory: TestClient, content: bytes, media: str, kind: str) -> None:
    check_problem(memory.post("/predict/batch", content=content, headers={"Content-Type": media}), kind)


def test_too_many_rows_of_parquet_are_refused_whole(memory: TestClient) -> None:
    content = parquet(pa.table({"client_id": [1] * 100_001}))
    check_problem(memory.post("/predict/batch", content=content, headers={"Content-Type": PARQUET}), "too-many-rows")


def test_a_small_file_that_unpacks_to_a_large_one_is_never_unpacked(memory: TestClient) -> None:
    """Two thousand rows of twenty million letters each in some kilobytes: forty gigabytes, were they all made."""
    word = pa.array(["F" * 20_000_000])
    content = parquet(
        pa.table({"CODE_GENDER": pa.DictionaryArray.from_arrays(pa.array([0] * 2_000, pa.int32()), word)})
    )
    assert len(content) < 100_000
    before = peak()
    headers = {"Content-Type": PARQUET}
    refused = memory.post("/predict/batch", content=content, headers=headers).json()  # nearly every column is missing
    accepted = [re.findall(r"accept=([\w.:-]+)", each["message"])[0] for each in refused["errors"]]
    answer = memory.post("/predict/batch", params={"accept": accepted}, content=content, headers=headers)
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert len(lines) == 2_000
    assert lines[-1]["errors"][0]["field"] == "application.CODE_GENDER"
    assert peak() - before < 300  # MB


def test_blocks_are_bounded_in_rows_and_in_bytes() -> None:
    rows = [Row(number, b"x" * size) for number, size in enumerate([10, 10, 10, 90, 10, 200, 10])]
    blocks = in_blocks(rows, most=3, largest=100)
    assert [[row.number for row in block] for block in blocks] == [[0, 1, 2], [3, 4], [5], [6]]


def test_more_bytes_than_are_read_are_refused_whether_packed_or_not(
    memory: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_body, "LARGEST_BATCH", 20_000)
    content = parquet(pa.table({"client_id": np.arange(1, 10_000)}))
    check_problem(memory.post("/predict/batch", content=content, headers={"Content-Type": PARQUET}), "too-large")
    check_problem(memory.post("/predict/batch", content=b"{}\n" * 7_000, headers=LINES), "too-large")


def test_a_footer_that_says_how_much_it_unpacks_to_is_believed_when_it_is_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parquet_child, "LARGEST_BATCH", 20_000)
    repeated = parquet(pa.table({"client_id": pa.array(range(1, 10_000)), "x": ["a" * 3] * 9_999}))
    assert parquet_child.convert(io.BytesIO(repeated), io.BytesIO()) == "large"


def lying_parquet(texts: int, size: int) -> bytes:
    """Columns of one huge text each, in a file whose footer says that they are small."""
    word = pa.array(["F" * size])
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 10, pa.int32()), word)
    content = parquet(pa.table({f"TEXT_{number}": column for number in range(texts)}), write_statistics=False)
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    head, tail = content[:footer], content[footer:]
    group = pq.read_metadata(io.BytesIO(content)).row_group(0)
    for told in {group.total_byte_size, *(group.column(place).total_uncompressed_size for place in range(texts))}:
        assert varint(2 * told) in tail
        tail = tail.replace(varint(2 * told), varint(2 * 1000, length=len(varint(2 * told))))
    return head + tail


def varint(value: int, length: int = 1) -> bytes:
    """A number as Thrift writes it, in at least so many bytes."""
    found = bytearray()
    while value or len(found) < length:
        found.append(0x80 | (value & 0x7F))
        value >>= 7
    found[-1] &= 0x7F
    return bytes(found)


@pytest.mark.slow
def test_a_footer_that_lies_about_its_size_costs_the_service_neither_memory_nor_time(
    memory: TestClient, known: str
) -> None:
    content = lying_parquet(2, 400_000_000)
    assert len(content) < 150_000
    assert pq.read_metadata(io.BytesIO(content)).row_group(0).total_byte_size == 1000
    before, began = peak(), time.monotonic()
    answer = memory.post("/predict/batch", content=content, headers={"Content-Type": PARQUET})
    check_problem(answer, "too-large")
    assert time.monotonic() - began < 10
    assert peak() - before < 100  # MB
    assert memory.get(f"/predict/{known}").status_code == 200


@pytest.mark.parametrize(
    "values",
    [
        pa.array([datetime(2026, 1, 1, tzinfo=UTC)]),
        pa.array([b"bytes"]),
        pa.array([Decimal("1.5")]),
        pa.array([timedelta(1)]),
    ],
    ids=lambda value: str(value.type),
)
def test_a_value_that_json_does_not_know_is_the_fault_of_its_field(memory: TestClient, values: pa.Array) -> None:
    content = parquet(pa.table({"AMT_CREDIT": values}))
    told = memory.post("/predict/batch", content=content, headers={"Content-Type": PARQUET}).text
    assert json.loads(told)["errors"][0]["field"] == "application.AMT_CREDIT"


def test_a_text_is_read_one_character_further_than_it_may_be_long() -> None:
    assert parquet_child.LONGEST_TEXT_READ == LONGEST_TEXT + 1


def peak() -> float:
    """The most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_an_empty_batch_has_an_empty_answer(memory: TestClient) -> None:
    assert ask(memory, []) == []


@settings(max_examples=40)
@given(st.lists(st.binary(max_size=30), max_size=5))
def test_no_lines_whatever_break_the_service(memory: TestClient, lines: list[bytes]) -> None:
    answer = memory.post("/predict/batch", content=b"\n".join(lines), headers=LINES)
    assert answer.status_code == 200
    for line in answer.content.splitlines():
        assert json.loads(line)["row"] >= 1
