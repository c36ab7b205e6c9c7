"""JSON read strictly: what two readers could understand differently is refused before anybody acts on it."""

import json
import math
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import HTTPException
from fastapi.routing import APIRoute

_LONGEST_NAME = 100


class MalformedJSON(HTTPException):
    """The body is not JSON; ``reason`` is a key of ``texts.JSON_REASONS``."""

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(status_code=400, detail=reason)
        self.reason = reason
        self.values = values


def read_json(body: bytes) -> Any:
    """Parse UTF-8 JSON; ``MalformedJSON`` for repeated fields, NaN, Infinity, endless numbers and nesting."""
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except UnicodeDecodeError as error:
        raise MalformedJSON("encoding") from error
    except json.JSONDecodeError as error:
        raise MalformedJSON("syntax", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise MalformedJSON("depth") from error
    except ValueError as error:  # Python refuses to convert thousands of digits
        raise MalformedJSON("number") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, value in pairs:
        if name in read:
            raise MalformedJSON("duplicate", name=name[:_LONGEST_NAME])
        read[name] = value
    return read


def _no_constant(_name: str) -> Any:
    raise MalformedJSON("constant")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise MalformedJSON("number")
    return number


class _StrictRequest(Request):
    async def json(self) -> Any:
        return read_json(await self.body())


class StrictRoute(APIRoute):
    """A route whose JSON body is read by ``read_json``."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's own handler."""
        answer = super().get_route_handler()
        if self.body_field is None:
            return answer

        async def strict(request: Request) -> Response:
            return await answer(_StrictRequest(request.scope, request.receive))

        return strict
