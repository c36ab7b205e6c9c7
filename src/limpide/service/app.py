"""The service put together: everything it needs is given to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from limpide import __version__
from limpide.core.errors import InvalidInput
from limpide.database.engine import Engine, create_engine
from limpide.database.journal import Journal
from limpide.database.keys import find_keys
from limpide.delivery import deliver
from limpide.documents.letter import Sender
from limpide.language.languages import add_languages
from limpide.lenders import (
    PieceRules,
    find_retention,
    read_letter_texts,
    read_pieces,
    shipped_pieces,
    specimen_letter_texts,
)
from limpide.logs import configure
from limpide.portfolio.portfolio import Portfolio, open_portfolio
from limpide.service import docs, problems
from limpide.service.current import Current
from limpide.service.encoded_slashes import EncodedSlashes
from limpide.service.erased import ErasedClients
from limpide.service.limits import BodyLimits
from limpide.service.metrics import Metrics
from limpide.service.request_log import RequestLog
from limpide.service.routes import (
    accounts,
    applications,
    attachments,
    batch,
    case_events,
    case_page,
    clients,
    decisions,
    features,
    identities,
    letter,
    model,
    monitoring,
    operation,
    outcomes,
    pieces,
    predict,
    reviews,
    whatif,
    worklist,
)
from limpide.service.security import describe
from limpide.service.security_doors import Doors, account_lookup
from limpide.service.security_gate import Gate, Statements
from limpide.service.shadow import Shadow, open_shadow
from limpide.service.telemetry import trace
from limpide.settings import Settings

if TYPE_CHECKING:
    from limpide.service.security_oidc import Issuer

_DESCRIPTION = """Scores credit applications and explains every score.

Errors are `application/problem+json` (RFC 9457) in French or English, by `Accept-Language`."""


_TEXTS = specimen_letter_texts()
_SPECIMEN = Sender(_TEXTS, review_days=30, retention=find_retention(_TEXTS.legal, days=None))


def create_app(
    portfolio: Portfolio | Current,
    engine: Engine,
    *,
    journal: Journal | None = None,
    doors: Doors | None = None,
    sender: Sender = _SPECIMEN,
    shadow: Shadow | None = None,
    report: Path | None = None,
    rules: PieceRules | None = None,
) -> FastAPI:
    """Build the service on an open portfolio and a database; the database may still be down.

    Without ``journal`` nothing can be recorded. Without ``doors`` everybody passes: for a loopback address only.
    ``rules`` are the documents that the lender asks for; None: the shipped ones.
    """

    current = portfolio if isinstance(portfolio, Current) else Current(portfolio)
    erased = ErasedClients(engine, current)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        current.start()
        erased.start()
        if shadow is not None:
            shadow.start()
        yield
        if shadow is not None:
            shadow.stop()
        erased.stop()
        current.stop()
        if doors is not None:
            await doors.close()
        engine.dispose()

    app = FastAPI(
        title="Limpide",
        version=__version__,
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        redirect_slashes=False,  # an address has one spelling
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.current = current
    app.state.metrics = metrics = Metrics()
    app.state.engine = engine
    app.state.journal = journal
    app.state.sender = sender
    app.state.shadow = shadow
    app.state.report = report
    app.state.pieces = rules or shipped_pieces()
    nouns = (
        predict,
        operation,
        batch,
        case_page,
        clients,
        whatif,
        applications,
        features,
        model,
        monitoring,
    )  # most asked first
    journal_nouns = (decisions, reviews, case_events, worklist, outcomes, letter)
    client_nouns = (identities, pieces, attachments, accounts)
    routers = [noun.router for noun in (*nouns, *journal_nouns, *client_nouns)]
    for router in routers:
        app.include_router(router)
    docs.install(app)
    problems.install(app)
    app.add_middleware(
        BodyLimits,
        streamed=frozenset({batch.PATH}),
        uploads=attachments.UPLOADS,
        largest_upload=attachments.LARGEST_UPLOAD,
    )
    app.add_middleware(Gate, statements=Statements(routers), doors=doors)
    app.add_middleware(RequestLog, metrics=metrics)
    app.add_middleware(EncodedSlashes)  # added last: around everything
    _declare_problems(app)
    trace(app)
    return app


def app_from_settings() -> FastAPI:
    """Build the service from the environment: ``uvicorn --factory limpide.service.app:app_from_settings``."""
    settings = Settings()
    add_languages(settings.languages)
    if settings.database_url is None:
        raise InvalidInput("DATABASE_URL is not set; give the address of a PostgreSQL, or start with: limpide serve")
    configure(settings.log_format)
    engine = create_engine(settings.database_url.get_secret_value(), restricted=True)
    doors = Doors(account_lookup(engine), issuer_of(settings))  # the address is the server's: never open
    token = settings.delivery_token.get_secret_value() if settings.delivery_token else None
    delivered = partial(deliver, kept_in=settings.home / "delivered", token=token, registry=settings.registry)
    bundle, snapshot = map(delivered, (settings.bundle, settings.snapshot))
    challenger = None if settings.challenger is None else delivered(settings.challenger)
    portfolio = open_portfolio(bundle, snapshot)
    watched = bundle, snapshot
    return create_app(
        Current(portfolio, views=settings.home / "views", watched=watched, accept=settings.accepted),
        engine,
        journal=journal_of(settings),
        doors=doors,
        sender=sender_of(settings),
        shadow=open_shadow(challenger, home=settings.home),
        report=settings.report,
        rules=rules_of(settings),
    )


def journal_of(settings: Settings) -> Journal:
    """Return what the settings say of the journal: the secret, the folder of its anchor, the deadline of reviews."""
    keys = find_keys(settings.secret, settings.home)
    return Journal(keys, settings.home, review_within=timedelta(days=settings.review_days))


def sender_of(settings: Settings) -> Sender:
    """Return who signs the letters: the texts of the lender's file, the shipped specimen without one."""
    texts = specimen_letter_texts() if settings.letters is None else read_letter_texts(settings.letters)
    texts = texts.replacing(name=settings.lender, contact=settings.contact)
    retention = find_retention(texts.legal, days=settings.retention_days)
    return Sender(texts, review_days=settings.review_days, retention=retention)


def rules_of(settings: Settings) -> PieceRules:
    """Return the documents that the lender asks for: its own file, or the shipped one."""
    return shipped_pieces() if settings.pieces is None else read_pieces(settings.pieces)


def issuer_of(settings: Settings) -> "Issuer | None":
    """Return the OpenID Connect issuer of the settings, None without one."""
    if settings.oidc_issuer is None:
        return None
    from limpide.service.security_oidc import Issuer

    return Issuer(
        settings.oidc_issuer,
        settings.oidc_audience,
        name_claim=settings.oidc_name_claim,
        role_claim=settings.oidc_role_claim,
        desk_claim=settings.oidc_desk_claim,
    )


def _declare_problems(app: FastAPI) -> None:
    """Give the problems of the OpenAPI description their own media type."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = described()
            describe(schema)
            answers = [
                answer
                for path in schema["paths"].values()
                for operation in path.values()
                for answer in operation["responses"].values()
            ]
            for content in (answer.get("content", {}) for answer in answers):
                if content.get("application/json", {}).get("schema", {}).get("$ref", "").endswith("/Problem"):
                    content[problems.MEDIA_TYPE] = content.pop("application/json")
        return app.openapi_schema or described()

    app.openapi = openapi  # type: ignore[method-assign]
