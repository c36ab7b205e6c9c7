"""What a route may ask for: the portfolio, a transaction, a client."""

from typing import Annotated

from fastapi import Depends, Header, Path, Request
from pydantic import BeforeValidator

from limpide.contract import ClientId
from limpide.core.errors import Unavailable
from limpide.database.engine import Engine
from limpide.database.idempotency import Once
from limpide.database.journal import Journal
from limpide.documents.letter_facts import Sender
from limpide.portfolio.portfolio import Portfolio
from limpide.service.current import Serving
from limpide.service.encoded_slashes import read_segment


async def _serving(request: Request) -> Serving:
    serving: Serving = request.app.state.current.serving
    return serving


async def _portfolio(request: Request) -> Portfolio:
    portfolio: Portfolio = request.app.state.current.portfolio
    return portfolio


async def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


async def _journal(request: Request) -> Journal:
    journal: Journal | None = request.app.state.journal
    if journal is None:
        raise Unavailable("this process has no key for the journal; set LIMPIDE_KEY")
    return journal


async def _sender(request: Request) -> Sender:
    sender: Sender = request.app.state.sender
    return sender


async def _once(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=200,
            pattern="^[!-~]+$",
            description="Any text of your own; the same one again returns what the first request made.",
        ),
    ] = None,
) -> Once | None:
    journal: Journal | None = request.app.state.journal
    if idempotency_key is None or journal is None:
        return None
    meant = b"\n".join([request.method.encode(), request.url.path.encode(), await request.body()])
    return Once(idempotency_key, journal.keys.seal(meant))


WhatServes = Annotated[Serving, Depends(_serving)]
ThePortfolio = Annotated[Portfolio, Depends(_portfolio)]
# Routes begin and commit their transaction themselves, in one thread. As a dependency it is committed by another
# thread than the one that took its locks; with every thread waiting for those locks, none is left to commit.
TheEngine = Annotated[Engine, Depends(_engine)]
TheJournal = Annotated[Journal, Depends(_journal)]
TheSender = Annotated[Sender, Depends(_sender)]
OnlyOnce = Annotated[Once | None, Depends(_once)]
PathClientId = Annotated[
    ClientId, Path(description="The client's id, percent-encoded.", examples=["100002"]), BeforeValidator(read_segment)
]
