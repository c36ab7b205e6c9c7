"""The typed HTTP client of the scoring API: the dashboard's only way in."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
from pydantic import ValidationError

from limpide.contract import (
    ClientDetails,
    ClientPage,
    DecisionList,
    DecisionRecord,
    DecisionRequest,
    Explanation,
    Health,
    Language,
    Message,
    Prediction,
    Problem,
    Readiness,
)
from limpide.core.errors import LimpideError, Unavailable

# A service that restarts is back within a second; an officer who waits must know within two.
RETRY_AFTER_SECONDS = (0.1, 0.4)
_NOT_READY = 503

M = TypeVar("M", bound=Message)


class Refused(LimpideError):
    """The service understood the request and refused it; ``problem`` says why, in the caller's language."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class LimpideClient:
    """Speaks to one service in one language.

    Every call raises ``Refused`` when the service refuses the request (4xx, problem+json), and ``Unavailable``
    when no usable answer came: connection refused, timeout, 5xx, or something that is not the contract's JSON.
    Reading calls are tried again after a lost connection or a 503; a decision is sent once only.
    """

    def __init__(self, base_url: str, *, language: Language = "fr", timeout: float = 5.0) -> None:
        self._http = httpx.Client(
            base_url=base_url,
            timeout=timeout,
            headers={"Accept": "application/json", "Accept-Language": language},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def health(self) -> Health:
        """Ask whether the process is alive."""
        return self._get(Health, "/health")

    def ready(self) -> Readiness:
        """Ask whether the service can answer, and what it still lacks; "not ready" is an answer, not an error."""
        answer = self._send("GET", "/ready")
        if answer.status_code == _NOT_READY:
            return self._read(Readiness, answer)
        return self._read(Readiness, self._checked(answer))

    def clients(self, prefix: str = "", *, cursor: str | None = None, limit: int = 20) -> ClientPage:
        """List the clients whose number starts with ``prefix``, in order of number."""
        query = {"prefix": prefix, "cursor": cursor, "limit": limit}
        return self._get(ClientPage, "/clients", **{name: value for name, value in query.items() if value})

    def client(self, client_id: int) -> ClientDetails:
        """Return everything held on a client."""
        return self._get(ClientDetails, f"/clients/{client_id}")

    def predict(self, client_id: int) -> Prediction:
        """Return a client's probability of default and the decision that follows."""
        return self._get(Prediction, f"/predict/{client_id}")

    def explain(self, client_id: int) -> Explanation:
        """Return the reasons for a client's probability of default."""
        return self._get(Explanation, f"/clients/{client_id}/explanation")

    def decide(self, request: DecisionRequest) -> DecisionRecord:
        """Write an officer's decision in the journal; sent once, never again by itself."""
        answer = self._send("POST", "/decisions", json=request.model_dump(mode="json"))
        return self._read(DecisionRecord, self._checked(answer))

    def decisions(self, client_id: int) -> DecisionList:
        """Return a client's decisions, newest first."""
        return self._get(DecisionList, f"/clients/{client_id}/decisions")

    def _get(self, message: type[M], path: str, **query: Any) -> M:
        for pause in RETRY_AFTER_SECONDS:
            try:
                answer = self._send("GET", path, params=query)
            except Disconnected:
                time.sleep(pause)
                continue
            if answer.status_code != _NOT_READY:
                return self._read(message, self._checked(answer))
            time.sleep(pause)
        return self._read(message, self._checked(self._send("GET", path, params=query)))

    def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        with _named_failures(f"{method} {self._http.base_url.join(path)}"):
            return self._http.request(method, path, **content)

    def _checked(self, answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            return answer
        if answer.is_client_error:
            raise Refused(self._read(Problem, answer))
        raise Unavailable(
            f"{answer.request.url} answered {answer.status_code}; try again, or look at the service's log"
        )

    def _read(self, message: type[M], answer: httpx.Response) -> M:
        try:
            return message.model_validate_json(answer.content)
        except ValidationError as error:
            raise Unavailable(
                f"{answer.request.url} answered {answer.status_code} with something that is not a {message.__name__} "
                f"({error.error_count()} faults); check that this address is the Limpide API and of the same version"
            ) from error


class Disconnected(Unavailable):
    """The connection was refused or lost: worth another try."""


@contextmanager
def _named_failures(call: str) -> Iterator[None]:
    try:
        yield
    except httpx.TimeoutException as error:
        raise Unavailable(f"{call} did not answer in time; try again, or look at the service's load") from error
    except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
        raise Disconnected(f"{call} does not answer ({error}); start the service with: limpide serve") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unavailable(f"{call} failed ({error}); check the address of the service") from error
