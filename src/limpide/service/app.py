"""The service put together: everything it needs is given to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from limpide import __version__
from limpide.contract import Role
from limpide.core.errors import InvalidInput
from limpide.core.hosts import AllowedHosts, read_hosts
from limpide.database.connection_budget import USUAL
from limpide.database.engine import Engine, connections_in_use, create_engine
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
from limpide.service.access_log import AccessLog
from limpide.service.batch_body import ParquetReader
from limpide.service.current import Current
from limpide.service.encoded_slashes import EncodedSlashes
from limpide.service.erased import ErasedClients
from limpide.service.heartbeat import heartbeat_of_environment
from limpide.service.host_check import HostCheck
from limpide.service.limits import BodyLimits
from limpide.service.metrics import Metrics
from limpide.service.rate_limit import Rate
from limpide.service.readiness import DatabaseCheck
from limpide.service.request_log import RequestLog
from limpide.service.rights import check_rights
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
    policy,
    predict,
    reviews,
    whatif,
    worklist,
)
from limpide.service.score_budget import ScoreBudgets
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


ANY_HOST = AllowedHosts(frozenset({"*"}))
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
    budgets: ScoreBudgets | None = None,
    hosts: AllowedHosts = ANY_HOST,
) -> FastAPI:
    """Build the service on an open portfolio and a database; the database may still be down.

    Without ``journal`` nothing can be recorded. Without ``doors`` everybody passes: for a loopback address only.
    ``rules`` are the documents that the lender asks for; None: the shipped ones. ``hosts`` are the names under which
    the service is reached: any name is for tests, since a page elsewhere could reach an open service under its own.
    """

    current = portfolio if isinstance(portfolio, Current) else Current(portfolio)
    erased = ErasedClients(engine, current, journal.keys if journal else None)
    accesses = None if journal is None else AccessLog(engine, journal.keys)
    heartbeat = heartbeat_of_environment(partial(connections_in_use, engine))
    database_check = DatabaseCheck(engine, journal)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await heartbeat.start()
        current.start()
        erased.start()
        if shadow is not None:
            shadow.start()
        if accesses is not None:
            accesses.start()
        yield
        if accesses is not None:
            accesses.stop()
        if shadow is not None:
            shadow.stop()
        erased.stop()
        current.stop()
        if doors is not None:
            await doors.close()
        await heartbeat.stop()
        app.state.parquet.close()
        database_check.stop()
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
    app.state.heartbeat = heartbeat
    app.state.database_check = database_check
    app.state.journal = journal
    app.state.sender = sender
    app.state.shadow = shadow
    app.state.report = report
    app.state.parquet = ParquetReader()
    app.state.pieces = rules or shipped_pieces()
    app.state.budgets = budgets or ScoreBudgets()
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
    client_nouns = (identities, pieces, attachments, accounts, policy)
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
    statements = Statements(routers)
    app.state.purposes = statements.by_purpose()
    app.add_middleware(Gate, statements=statements, doors=doors)
    app.add_middleware(HostCheck, hosts=hosts, probes=operation.PATHS)
    app.add_middleware(RequestLog, metrics=metrics, accesses=accesses)
    app.add_middleware(EncodedSlashes)  # added last: around everything
    _declare_problems(app)
    trace(app)
    return app


def app_from_settings() -> FastAPI:
    """Build the service from the environment: ``uvicorn --factory limpide.service.app:app_from_settings``."""
    settings = Settings()
    add_languages(settings.languages)
    address = settings.service_address
    if address is None:
        raise InvalidInput("DATABASE_URL is not set; give the address of a PostgreSQL, or start with: limpide serve")
    configure(settings.log_format)
    most = settings.database_connections or USUAL
    engine = create_engine(address.get_secret_value(), restricted=True, connections=most)
    check_rights(engine, required=settings.require_least_privilege)
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
        budgets=budgets_of(settings),
        hosts=read_hosts(settings.allowed_hosts),
    )


def journal_of(settings: Settings) -> Journal:
    """Return what the settings say of the journal: the secret, the folder of its anchor, the deadline of reviews."""
    keys = find_keys(settings.secret, settings.home, wrapping=settings.wrapping)
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
        all_desks=_roles_of(settings.oidc_all_desks),
    )


def budgets_of(settings: Settings) -> ScoreBudgets:
    """Return how many scores of invented data each role may ask for."""
    limits = {
        Role.OFFICER: (settings.officer_scores_at_once, settings.officer_scores_an_hour),
        Role.REVIEWER: (settings.reviewer_scores_at_once, settings.reviewer_scores_an_hour),
        Role.SERVICE: (settings.service_scores_at_once, settings.service_scores_an_hour),
    }
    return ScoreBudgets({role: Rate(an_hour / 3600, at_once) for role, (at_once, an_hour) in limits.items()})


def _roles_of(names: str) -> frozenset[Role]:
    try:
        return frozenset(Role(name.strip()) for name in names.split(",") if name.strip())
    except ValueError as error:
        known = ", ".join(role.value for role in Role)
        raise InvalidInput(f"LIMPIDE_OIDC_ALL_DESKS names a role that is none of {known}: {names}") from error


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
