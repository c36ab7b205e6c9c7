"""What the description of the service promises is what it does: its examples work, and nothing else breaks it."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
import uvicorn
from closed_house import ClosedHouse, closed_house
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient

from limpide.contract import Role
from limpide.portfolio.portfolio import Portfolio
from limpide.service.parquet_child import MOST_ROWS
from limpide.service.routes.batch import JSON_LINES, PARQUET

NOT_THERE_YET = {"/clients/{client_id}/letter.pdf", "/monitoring/drift"}  # before a decision, a report
QUIET = settings(
    max_examples=4,
    stateful_step_count=4,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    database=None,
    suppress_health_check=list(HealthCheck),
)


def example(told: dict[str, Any]) -> Any:
    """The example of a parameter: its own, or that of its schema."""
    inner = told.get("schema", told)
    return told.get("example", (inner.get("examples") or [inner.get("default")])[0])


def test_every_example_of_the_description_works(http: TestClient, app: FastAPI, known: str) -> None:
    worked = 0
    schema = app.openapi()
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            given = {told["name"]: example(told) for told in operation.get("parameters", ())}
            lacking = [
                told["name"]
                for told in operation.get("parameters", ())
                if told["required"] and given[told["name"]] is None
            ]
            bodies = _bodies(schema, operation)
            if path in NOT_THERE_YET or lacking or ("requestBody" in operation and not bodies):
                continue
            query = {name: value for name, value in given.items() if value is not None and f"{{{name}}}" not in path}
            for body in bodies or [None]:
                sent = {"content": body} if isinstance(body, str) else {"json": body}
                headers = {"Content-Type": "application/x-ndjson"} if isinstance(body, str) else {}
                answer = http.request(method, path.format(**given), params=query, headers=headers, **sent)
                assert answer.status_code < 300, (method, path, answer.text)
                worked += 1
    assert worked > 15
    assert f"{MOST_ROWS:,}" == "100,000"  # as the description says


def _bodies(schema: dict[str, Any], operation: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    for content in operation.get("requestBody", {}).get("content", {}).values():
        model = schema["components"]["schemas"].get(content["schema"].get("$ref", "").rpartition("/")[2], {})
        found += [content["example"]] if "example" in content else model.get("examples", [])
        fields = {name: (told.get("examples") or [None])[0] for name, told in model.get("properties", {}).items()}
        if not found and model.get("required") and all(fields.get(name) for name in model["required"]):
            found.append({name: value for name, value in fields.items() if value is not None})
    return found


# What the lender's tables allow, and what a journal finds odd, is more than JSON Schema can say: a 422 is no fault.
NOT_SAID: list[Any] = [positive_data_acceptance]


# The body of a batch is text or bytes for JSON Schema: it is sent as it is drawn, and most of it is refused row by row.
@schemathesis.serializer(JSON_LINES, PARQUET)
def as_it_is(_context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def closed(portfolio: Portfolio, module_database_url: str, known: str) -> Iterator[ClosedHouse]:
    yield from closed_house(portfolio, module_database_url, known)


@pytest.fixture(scope="module")
def closed_url(closed: ClosedHouse) -> Iterator[str]:
    """The same service behind a real socket."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(closed.http.app, log_config=None, ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def described(api_url: str) -> schemathesis.BaseSchema:
    """The description as a generator of requests for the running service, its database, and nobody's token."""
    schema = httpx.get(f"{api_url}/openapi.json", timeout=30).json()
    for operations in schema["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    del schema["components"]["securitySchemes"]
    generator = schemathesis.openapi.from_dict(schema)
    generator.config.update(base_url=api_url)
    return generator


@pytest.mark.slow
def test_no_single_request_with_a_token_finds_a_fault(closed: ClosedHouse, closed_url: str) -> None:
    """Programs ask with the token of a service account; what only people may do is asked with a person's."""
    described = schemathesis.openapi.from_url(f"{closed_url}/openapi.json")
    faults: list[str] = []
    for result in described.get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr]
        allowed = operation.definition.raw["x-roles"] or [Role.SERVICE]
        token = closed.tokens[Role.SERVICE if Role.SERVICE in allowed else allowed[0]]
        try:
            _ask(operation, {"Authorization": f"Bearer {token}"})
        except BaseException as fault:  # noqa: BLE001 - all of them are told together
            faults.append(f"{operation.label}: {_said(fault)}")
    assert not faults, "\n\n".join(faults)


def _ask(operation: Any, headers: dict[str, str]) -> None:
    @QUIET
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(headers=headers, excluded_checks=NOT_SAID)

    ask()


@pytest.mark.slow
def test_no_row_of_requests_finds_a_fault(described: schemathesis.BaseSchema) -> None:
    machine: Any = described.as_state_machine()

    class Rows(machine):  # type: ignore[misc]
        def validate_response(self, response: Any, case: Any, **_given: Any) -> None:
            case.validate_response(response, excluded_checks=NOT_SAID)

    run_state_machine_as_test(Rows, settings=settings(QUIET, max_examples=6))


def _said(fault: BaseException) -> str:
    inner = getattr(fault, "exceptions", ())
    return " | ".join(map(_said, inner)) if inner else f"{type(fault).__name__}: {fault}"[:1500]
