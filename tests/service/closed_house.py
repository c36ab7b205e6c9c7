"""A service that asks for tokens, with an account of every role and officers of two desks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from httpx import Response
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from limpide.contract import Role
from limpide.database import accounts
from limpide.database.engine import create_engine, transaction
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app
from limpide.service.security_doors import Doors, account_lookup

PEOPLE: Mapping[str, tuple[Role, str | None]] = {
    **{role.value: (role, None) for role in Role},
    "lyon": (Role.OFFICER, "Lyon"),
    "lyon reviewer": (Role.REVIEWER, "Lyon"),
    "paris": (Role.OFFICER, "Paris"),
    "paris reviewer": (Role.REVIEWER, "Paris"),
}


@dataclass(frozen=True)
class ClosedHouse:
    http: TestClient
    tokens: Mapping[str, str]
    known: str
    others: Iterator[str]  # each time another client, on whom nobody has decided

    def ask(self, who: str | None, method: str, path: str, **content: Any) -> Response:
        headers = content.pop("headers", {})
        if who is not None:
            headers = {"Authorization": f"Bearer {self.tokens.get(who, who)}", **headers}
        answer: Response = self.http.request(method, path, headers=headers, **content)
        return answer

    def decide(self, who: str, **changes: Any) -> dict[str, Any]:
        asked = {"client_id": next(self.others), "choice": "refused", "motive": "policy"} | changes
        answer = self.ask(who, "POST", "/decisions", json=asked)
        assert answer.status_code == 201, answer.text
        record: dict[str, Any] = answer.json()
        return record


def make_tokens(owner_url: str) -> dict[str, str]:
    owner = create_engine(owner_url)  # the service itself may not make accounts
    with transaction(owner) as begun:
        made = {
            name: accounts.create(
                begun.connection, name, role=role, desk=desk, valid_for=timedelta(days=1), keys=JOURNAL.keys
            ).token
            for name, (role, desk) in PEOPLE.items()
        }
    owner.dispose()
    return made


def closed_house(portfolio: Portfolio, owner_url: str, known: str) -> Iterator[ClosedHouse]:
    tokens = make_tokens(owner_url)
    engine = create_engine(owner_url, restricted=True)
    app = create_app(portfolio, engine, journal=JOURNAL, doors=Doors(account_lookup(engine)))
    with TestClient(app) as http:
        yield ClosedHouse(http, tokens, known, iter(portfolio.snapshot.index.names(slice(1500, None))))
