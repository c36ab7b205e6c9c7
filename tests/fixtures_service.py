"""The real application on the small lender's portfolio and a PostgreSQL database of the test's own."""

import warnings
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from limpide.database.engine import Engine, create_engine
from limpide.database.journal import Journal
from limpide.database.keys import Keys
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have httpx2
    from starlette.testclient import TestClient

JOURNAL = Journal(Keys(b"the key of every test, no other."))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = create_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def app(portfolio: Portfolio, engine: Engine) -> FastAPI:
    return create_app(portfolio, engine, journal=JOURNAL)


@pytest.fixture
def http(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="module")
def memory(portfolio: Portfolio) -> Iterator[TestClient]:
    """The application without a database: what only touches memory must not notice."""
    nowhere = create_engine("postgresql://127.0.0.1:1/nowhere")
    with TestClient(create_app(portfolio, nowhere, journal=JOURNAL)) as client:
        yield client


@pytest.fixture(scope="session")
def known(portfolio: Portfolio) -> str:
    """The id of a client of the snapshot."""
    return portfolio.page(language="fr", limit=1).clients[0].client_id
