"""What a route may ask for: the portfolio, a transaction, a client number."""

import re
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from limpide.database.engine import Engine, Transaction, transaction
from limpide.portfolio.portfolio import Portfolio

_CLIENT_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


async def _portfolio(request: Request) -> Portfolio:
    portfolio: Portfolio = request.app.state.portfolio
    return portfolio


async def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def _transaction(engine: Annotated[Engine, Depends(_engine)]) -> Iterator[Transaction]:
    with transaction(engine) as begun:
        yield begun


def _client_number(text: Any) -> int:
    """Read a number as it is printed; ``int()`` would also take "+7", "1_0" and digits of other scripts."""
    if not isinstance(text, str) or not _CLIENT_NUMBER.fullmatch(text):
        raise PydanticCustomError("client_id", "a client number has 1 to 9 digits and does not start with 0")
    return int(text)


ThePortfolio = Annotated[Portfolio, Depends(_portfolio)]
TheEngine = Annotated[Engine, Depends(_engine)]
# scope="function": committed before the answer leaves; with the default scope a failed commit answered 201.
TheTransaction = Annotated[Transaction, Depends(_transaction, scope="function")]
ClientNumber = Annotated[
    int,
    Path(ge=1, le=999_999_999, description="The client's number.", examples=[100002]),
    BeforeValidator(_client_number),  # last, so that the bounds above stay those of an integer
]
