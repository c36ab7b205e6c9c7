"""Tokens of a real issuer over HTTP, with real signatures."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import anyio
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from limpide.contract import Role
from limpide.core.errors import InvalidInput, Unavailable
from limpide.service.security import Caller
from limpide.service.security_doors import Admission, Doors
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
    assert admitted.caller == Caller("zoe.leger", Role.OFFICER, "Lyon")
    assert 0 < admitted.expires_at - time.time() <= 60
    assert issuer(token(issuer, roles="reviewer", desk=None)).caller == Caller("zoe.leger", Role.REVIEWER)


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
    assert anyio.run(doors.admit, token(issuer)) == Caller("zoe.leger", Role.OFFICER, "Lyon")


def test_an_rsa_key_that_the_issuer_does_not_name_proves_nothing(issuer: Issuer) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert issuer(token(issuer, key=key, algorithm="RS256")).caller is None
