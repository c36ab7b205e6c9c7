"""Tokens of a real issuer over HTTP, with real signatures."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import anyio
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from fixtures_service import JOURNAL
from limpide.contract import Role
from limpide.core.errors import InvalidInput, Unavailable
from limpide.database import accounts
from limpide.database.engine import Engine, transaction
from limpide.database.provider_people import name_person, revoke_person
from limpide.service.policy import CASES
from limpide.service.security import Caller, Person
from limpide.service.security_doors import Admission, Doors, NamedPeople
from limpide.service.security_oidc import Issuer

KEY = ec.generate_private_key(ec.SECP256R1())
SECOND = ec.generate_private_key(ec.SECP256R1())
STRANGER = ec.generate_private_key(ec.SECP256R1())


def public(key: ec.EllipticCurvePrivateKey, kid: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
    return told | {"kid": kid, "use": "sig"}


@contextmanager
def provider(*keys: dict[str, Any]) -> Iterator[Issuer]:
    """An identity provider outside Limpide, as far as it is asked: where its keys are, and the keys."""

    class Provider(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told: dict[str, Any] = {"keys": list(keys)}
            if self.path.endswith("openid-configuration"):
                told = {"jwks_uri": f"{address}/keys"}
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield Issuer(address, "limpide")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with provider(public(KEY, "one")) as one:
        yield one


def token(issuer: Issuer, *, key: Any = KEY, algorithm: str = "ES256", kid: str | None = "one", **changes: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": issuer.address,
        "aud": "limpide",
        "sub": "42",
        "iat": now,
        "exp": now + 60,
        "preferred_username": "zoe.leger",
        "roles": ["offline_access", "limpide:officer"],
        "desk": "Lyon",
    } | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key, algorithm=algorithm, headers={"kid": kid} if kid else None)


def test_a_token_of_the_issuer_says_who_somebody_is(issuer: Issuer) -> None:
    admitted = issuer(token(issuer))
    assert admitted.caller == Caller("zoe.leger", Role.OFFICER, "Lyon", person=Person(issuer.address, "42"))
    assert 0 < admitted.expires_at - time.time() <= 60


@pytest.mark.parametrize("role", list(Role))
def test_a_token_without_a_desk_opens_no_case_unless_the_lender_says_who_sees_all(issuer: Issuer, role: Role) -> None:
    found = issuer(token(issuer, roles=role.value, desk=None)).caller
    assert (found is None) == (role in CASES)
    everywhere = replace(issuer, all_desks=frozenset({role}))
    assert everywhere(token(issuer, roles=role.value, desk=None)).caller is not None
    odd: Any
    for odd in ("", "  ", 5, [], ["Lyon"], {}, False, 0, "Ly\x00on", "x" * 101):
        assert everywhere(token(issuer, roles=role.value, desk=odd)).caller is None


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"aud": None},
        {"exp": 1},
        {"exp": None},
        {"nbf": 9_999_999_999},
        {"sub": None},
        {"preferred_username": None},
        {"preferred_username": "  "},
        {"preferred_username": 5},
        {"roles": None},
        {"roles": []},
        {"roles": ["stranger"]},
        {"roles": ["officer", "reviewer"]},
        {"desk": 5},
        {"desk": ""},
        {"desk": ["Lyon"]},
        {"desk": False},
        {"preferred_username": "zoe\x00leger"},
        {"preferred_username": "zoe\nleger"},
        {"preferred_username": "\u202ezoe"},
        {"preferred_username": "z" * 101},
        {"preferred_username": ["zoe"]},
        {"sub": "4\x002"},
        {"sub": ""},
        {"roles": {"officer": True}},
        {"roles": [["officer"]]},
        {"roles": "limpide:"},
        {"kid": "two"},
        {"key": STRANGER},
        {"key": "a shared secret that is long enough", "algorithm": "HS256"},
    ],
)
def test_any_other_token_is_nobody_s(issuer: Issuer, changes: dict[str, Any]) -> None:
    assert issuer(token(issuer, **changes)).caller is None


@pytest.mark.parametrize("written", ["a.b.c", "..", "eyJhbGciOiJub25lIn0.e30.", "é.é.é"])
def test_what_is_no_token_is_nobody_s(issuer: Issuer, written: str) -> None:
    assert issuer(written).caller is None


def test_an_altered_token_is_nobody_s(issuer: Issuer) -> None:
    head, body, signature = token(issuer).split(".")
    for altered in (f"{head}.{body}.{signature[:-8]}AAAAAAAA", f"{head}.{body[:-4]}AAAA.{signature}"):
        assert issuer(altered).caller is None


def test_the_only_key_need_not_be_named_and_one_of_several_must_be(issuer: Issuer) -> None:
    assert issuer(token(issuer, kid=None)).caller is not None
    assert issuer(token(issuer, kid=None, key=STRANGER)).caller is None
    with provider(public(KEY, "one"), public(SECOND, "two")) as several:
        assert several(token(several, kid=None)).caller is None
        assert several(token(several, kid="two", key=SECOND)).caller is not None


def test_an_issuer_that_is_silent_is_unavailable_not_a_refusal(issuer: Issuer) -> None:
    silent = Issuer("http://127.0.0.1:1", "limpide")
    with pytest.raises(Unavailable, match="LIMPIDE_OIDC_ISSUER"):
        silent(token(issuer))


@pytest.mark.parametrize("address", ["http://issuer.example", "ftp://127.0.0.1:1", "issuer.example", "file:///etc"])
def test_an_issuer_without_encryption_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput, match="https://"):
        Issuer(address, "limpide")


def test_both_kinds_of_token_find_who_knows_them(issuer: Issuer) -> None:
    doors = Doors(lambda _token: Admission(Caller("ours"), expires_at=float("inf")), issuer)
    assert anyio.run(doors.admit, "lmp_abc") == Caller("ours")
    person = Person(issuer.address, "42")
    assert anyio.run(doors.admit, token(issuer)) == Caller("zoe.leger", Role.OFFICER, "Lyon", person=person)


def test_a_person_is_issuer_and_subject_and_no_two_have_one_name(issuer: Issuer, engine: Engine) -> None:
    with transaction(engine) as begun:
        accounts.create(
            begun.connection, "Zoe.Leger", role=Role.OFFICER, valid_for=timedelta(days=1), keys=JOURNAL.keys
        )
    people = NamedPeople(issuer, engine)

    def name(subject: str, claimed: str) -> str | None:
        caller = people(token(issuer, sub=subject, preferred_username=claimed, roles="reviewer")).caller
        return None if caller is None else caller.name

    assert name("1", "zoe.leger") == "zoe.leger (2)"  # the account of that name is somebody else
    assert name("2", "ZOE.leger") == "ZOE.leger (3)"
    assert name("1", "somebody.else") == "zoe.leger (2)"  # whatever the label says now, it is the same person
    with transaction(engine) as begun, pytest.raises(InvalidInput, match="identity provider"):
        accounts.create(
            begun.connection, "zoe.leger (2)", role=Role.OFFICER, valid_for=timedelta(days=1), keys=JOURNAL.keys
        )
    with transaction(engine) as begun:
        assert revoke_person(begun.connection, "Zoe.Leger (2)") == "zoe.leger (2)"
    assert name("1", "zoe.leger") is None
    assert name("2", "zoe.leger") == "ZOE.leger (3)"


def test_a_person_of_another_issuer_is_another_person(issuer: Issuer, engine: Engine) -> None:
    with transaction(engine) as begun:
        names = [name_person(begun.connection, where, "42", "zoe") for where in ("https://a", "https://b", "https://a")]
    assert names == ["zoe", "zoe (2)", "zoe"]


def test_an_rsa_key_that_the_issuer_does_not_name_proves_nothing(issuer: Issuer) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert issuer(token(issuer, key=key, algorithm="RS256")).caller is None
