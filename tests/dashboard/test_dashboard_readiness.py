"""The officer is told that no decision can be written, by the real service, before deciding."""

import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import uvicorn
from streamlit.testing.v1 import AppTest

from fixtures_service import JOURNAL
from limpide.database.engine import create_engine
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app
from ports import own_port


@pytest.fixture
def served(portfolio: Portfolio, database_url: str) -> Iterator[str]:
    port = own_port(18_600)
    app = create_app(portfolio, create_engine(database_url), journal=JOURNAL)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, ws="none", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


def page(url: str, language: str) -> None:
    import time

    from limpide.client import LimpideClient
    from limpide.core.errors import Unavailable
    from limpide.dashboard.readiness_banner import ReadinessWatch, warn_unless_ready
    from limpide.dashboard.words import get_words

    while True:
        try:
            with LimpideClient(url) as client:
                client.health()
            break
        except Unavailable:
            time.sleep(0.05)
    watch = ReadinessWatch(url)
    watch.ask()
    warn_unless_ready(watch, get_words(language))


def warnings_of(url: str, language: str) -> list[str]:
    shown = AppTest.from_function(page, args=(url, language), default_timeout=20).run()
    assert not shown.exception
    return [each.value for each in shown.warning]


def test_a_service_that_can_write_shows_no_banner_and_one_that_cannot_says_why(served: str, database_url: str) -> None:
    assert warnings_of(served, "fr") == []
    owner = sa.create_engine(database_url, isolation_level="AUTOCOMMIT")
    database = sa.make_url(database_url).database
    with owner.connect() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    owner.dispose()
    threading.Event().wait(2.1)  # a good answer is given again for two seconds
    [french] = warnings_of(served, "fr")
    assert "lecture seule" in french
    [english] = warnings_of(served, "en")
    assert "no decision can be recorded" in english
