"""The typed HTTP client of the scoring API: the dashboard's only way in."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx
from pydantic import TypeAdapter, ValidationError

from limpide.contract import (
    AccountList,
    ApplicantRecord,
    ApplicantRequest,
    Assessment,
    AssessmentRequest,
    Attachment,
    BatchFailure,
    BatchScore,
    CaseEvent,
    CaseEventList,
    CaseEventRequest,
    CasePage,
    CaseStatus,
    ClientDetails,
    ClientOutcome,
    ClientPage,
    ClientRecord,
    ColleagueList,
    ColumnList,
    ComparableList,
    CostBasis,
    CostCurve,
    Counterfactuals,
    DecisionList,
    DecisionRecord,
    DecisionRequest,
    Distribution,
    DocumentRequest,
    DocumentRequestRecord,
    DriftSummary,
    Explanation,
    FeatureCard,
    FeatureList,
    Group,
    Health,
    IdentityMatches,
    IdentityRecord,
    IdentityRequest,
    IdentitySearch,
    Importance,
    Judgement,
    Language,
    LenderUnits,
    Me,
    Message,
    ModelCard,
    OutcomeRecord,
    OutcomeRequest,
    OwnDecisions,
    Pairs,
    PieceList,
    PieceUpdate,
    Prediction,
    Problem,
    Readiness,
    Review,
    ReviewList,
    ReviewRequest,
    SimilarClients,
    Simulation,
    SimulationRequest,
    TariffList,
    Value,
    Worklist,
    WorklistOrder,
    WorklistView,
)
from limpide.core.decision import Decision
from limpide.core.errors import LimpideError, Unavailable
from limpide.core.identifiers import ClientId

# A service that restarts is back within a second; an officer who waits must know within two.
RETRY_AFTER_SECONDS = (0.1, 0.4)
_NOT_READY = 503
_PREPARING = "urn:limpide:problem:preparing"
_PROBLEM = "application/problem+json"

M = TypeVar("M", bound=Message)
_LINE: TypeAdapter[BatchScore | BatchFailure] = TypeAdapter(BatchScore | BatchFailure)


class Refused(LimpideError):
    """The service understood the request and refused it; ``problem`` says why, in the caller's language."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class Preparing(Unavailable):
    """The service is well, and has not yet scored every client with its model; ``problem`` says when to come back."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class LimpideClient:
    """Speaks to one service in one language.

    Every call raises ``Refused`` when the service refuses the request (4xx, problem+json), and ``Unavailable``
    when no usable answer came: connection refused, timeout, 5xx, or something that is not the contract's JSON;
    ``Preparing``, a kind of it, when the answer needs every client scored and they are not yet.
    Reading calls are tried again after a lost connection or a 503; a decision is sent once only.
    """

    def __init__(
        self,
        base_url: str,
        *,
        language: Language = "fr",
        token: str | None = None,
        timeout: float = 5.0,
        http: httpx.Client | None = None,
    ) -> None:
        """Connect at the first call; clients of one service may share ``http`` (``connect``), and its connections."""
        known = {"Authorization": f"Bearer {token}"} if token else {}
        self._headers = {"Accept": "application/json", "Accept-Language": language, **known}
        self._http = connect(base_url, timeout=timeout) if http is None else http

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back, those that are shared too."""
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

    def clients(
        self,
        prefix: str = "",
        *,
        decision: Decision | None = None,
        outcome: ClientOutcome | None = None,
        state: CaseStatus | None = None,
        numbers: Iterable[ClientId] = (),
        counts: bool = False,
        after: ClientId | None = None,
        cursor: str | None = None,
        limit: int = 20,
    ) -> ClientPage:
        """List the clients whose id starts with ``prefix``, in order of id; of one decision, outcome, state.

        ``numbers`` names clients one by one; ``counts`` asks how many there are in each state. The list begins beyond
        the client ``after``, or goes on from the ``next_cursor`` of the page before.
        """
        asked = {"prefix": prefix, "decision": decision, "outcome": outcome, "state": state}
        query = {**asked, "client": list(numbers), "counts": counts, "after": after, "cursor": cursor, "limit": limit}
        return self._get(ClientPage, "/clients", **{name: value for name, value in query.items() if value})

    def client(self, client_id: ClientId) -> ClientDetails:
        """Return everything held on a client."""
        return self._get(ClientDetails, f"/clients/{_segment(client_id)}")

    def record(self, client_id: ClientId) -> ClientRecord:
        """Return the client's own view: what is held on one person, and nothing of anybody else."""
        return self._get(ClientRecord, f"/clients/{_segment(client_id)}/record")

    def predict(self, client_id: ClientId) -> Prediction:
        """Return a client's probability of default and the decision that follows."""
        return self._get(Prediction, f"/predict/{_segment(client_id)}")

    def explain(self, client_id: ClientId) -> Explanation:
        """Return the reasons for a client's probability of default."""
        return self._get(Explanation, f"/clients/{_segment(client_id)}/explanation")

    def me(self) -> Me:
        """Ask who the caller is to the service."""
        return self._get(Me, "/accounts/me")

    def accounts(self) -> AccountList:
        """Return every account; for administrators."""
        return self._get(AccountList, "/accounts")

    def similar(self, client_id: ClientId, *, k: int = 20) -> SimilarClients:
        """Return the ``k`` clients closest to one."""
        return self._get(SimilarClients, f"/clients/{_segment(client_id)}/similar", k=k)

    def counterfactuals(self, client_id: ClientId) -> Counterfactuals:
        """Return other loans that this client would be granted."""
        return self._get(Counterfactuals, f"/clients/{_segment(client_id)}/counterfactuals")

    def simulate(self, client_id: ClientId, changes: Mapping[str, Value], *, months: int | None = None) -> Simulation:
        """Score a client with other values in the application; nothing is stored.

        The loan follows the tariff unless it is given; ``months`` is another duration.
        """
        request = SimulationRequest(changes=dict(changes), months=months)
        return self._post(Simulation, f"/clients/{_segment(client_id)}/simulate", request)

    def tariff(self) -> TariffList:
        """Return the lender's prices."""
        return self._get(TariffList, "/tariff")

    def lender(self) -> LenderUnits:
        """Return the units that the lender declares."""
        return self._get(LenderUnits, "/lender")

    def distribution(
        self, feature: str, *, groups: Sequence[Group], client_id: ClientId | None = None, **kept: float | str | None
    ) -> Distribution:
        """Count a feature over groups; ``kept`` are age_min, age_max, income_min, income_max, gender."""
        query = {"group": [group.value for group in groups], "client_id": client_id, **kept}
        return self._get(Distribution, f"/features/{feature}/distribution", **_given(query))

    def pairs(
        self, x: str, y: str, *, group: Group = Group.ALL, client_id: ClientId | None = None, **kept: float | str | None
    ) -> Pairs:
        """Count two features together over a group."""
        query = {"x": x, "y": y, "group": group.value, "client_id": client_id, **kept}
        return self._get(Pairs, "/features/pairs", **_given(query))

    def features(self) -> FeatureList:
        """Return every feature in words."""
        return self._get(FeatureList, "/features")

    def comparable(self) -> ComparableList:
        """Return what clients can be compared on, declared data first."""
        return self._get(ComparableList, "/features/comparable")

    def feature(self, name: str) -> FeatureCard:
        """Return one feature in words."""
        return self._get(FeatureCard, f"/features/{name}")

    def columns(self) -> ColumnList:
        """Return every column of the lender's tables in words."""
        return self._get(ColumnList, "/columns")

    def model(self) -> ModelCard:
        """Describe the model in service."""
        return self._get(ModelCard, "/model")

    def importance(self, *, top: int = 10) -> Importance:
        """Return the features that weigh most."""
        return self._get(Importance, "/model/importance", top=top)

    def drift(self, *, top: int = 15) -> DriftSummary:
        """Return what the last monitoring report says of today's clients; ``Refused`` (404) without a report."""
        return self._get(DriftSummary, "/monitoring/drift", top=top)

    def cost_curve(self, *, ratio: float | None = None, on: CostBasis | None = None) -> CostCurve:
        """Return what mistakes cost at every threshold: with new clients, or ``on`` those of the snapshot."""
        return self._get(CostCurve, "/model/cost-curve", **_given({"ratio": ratio, "on": on}))

    def assess(self, request: AssessmentRequest) -> Assessment:
        """Score anybody; nothing is stored."""
        return self._post(Assessment, "/predict", request)

    def assess_many(
        self, requests: Iterable[AssessmentRequest], *, accept: Sequence[str] = ()
    ) -> Iterator[BatchScore | BatchFailure]:
        """Score up to 100,000 people in one call and yield a line for each, in order, as they come.

        ``Refused`` (422) when they are unlike those that the model learnt from; ``accept`` lets such faults pass.
        """
        lines = (request.model_dump_json(exclude_none=True).encode() + b"\n" for request in requests)
        body = b"".join(lines)
        headers = {**self._headers, "Content-Type": "application/x-ndjson"}
        with (
            _named_failures(f"POST {self._http.base_url.join('/predict/batch')}"),
            self._http.stream(
                "POST", "/predict/batch", content=body, headers=headers, params={"accept": list(accept)}
            ) as answer,
        ):
            if not answer.is_success:
                answer.read()
                self._checked(answer)
            for line in answer.iter_lines():
                yield self._line(line, answer)

    def apply(self, request: ApplicantRequest, *, key: str) -> ApplicantRecord:
        """Score and store a new applicant; ``key`` is a text of one's own that makes a second sending harmless."""
        return self._post(ApplicantRecord, "/applications", request, headers={"Idempotency-Key": key})

    def case(self, client_id: ClientId) -> CasePage:
        """Return what the page of a case shows first; ``records`` is None while the database is silent."""
        return self._get(CasePage, f"/clients/{_segment(client_id)}/case")

    def identity(self, client_id: ClientId) -> IdentityRecord:
        """Return who a client is; its ``identity`` is None while nobody has recorded it."""
        return self._get(IdentityRecord, f"/clients/{_segment(client_id)}/identity")

    def record_identity(self, client_id: ClientId, request: IdentityRequest, *, key: str) -> IdentityRecord:
        """Record the next version of a client's identity; ``key`` makes a second sending harmless."""
        path, headers = f"/clients/{_segment(client_id)}/identity", {"Idempotency-Key": key}
        answer = self._send("PUT", path, json=request.model_dump(mode="json"), headers=headers)
        return self._read(IdentityRecord, self._checked(answer))

    def search_clients(self, request: IdentitySearch) -> IdentityMatches:
        """Find clients by the parts of their name and, where given, the birth date."""
        return self._post(IdentityMatches, "/clients/search", request)

    def pieces(self, client_id: ClientId) -> PieceList:
        """Return the supporting documents that a case needs, and what became of each."""
        return self._get(PieceList, f"/clients/{_segment(client_id)}/pieces")

    def update_piece(self, client_id: ClientId, code: str, update: PieceUpdate, *, key: str) -> PieceList:
        """Record what was found out about a document; ``key`` makes a second sending harmless."""
        path, headers = f"/clients/{_segment(client_id)}/pieces/{code}", {"Idempotency-Key": key}
        return self._post(PieceList, path, update, headers=headers)

    def attach(self, client_id: ClientId, code: str, name: str, content: bytes, *, key: str) -> Attachment:
        """Send a scan of a document; ``key`` makes a second sending harmless."""
        path = f"/clients/{_segment(client_id)}/pieces/{code}/attachments"
        headers = {"Idempotency-Key": key, "X-File-Name": quote(name), "Content-Type": "application/octet-stream"}
        return self._read(Attachment, self._checked(self._send("POST", path, content=content, headers=headers)))

    def attachment(self, client_id: ClientId, attachment_id: UUID) -> bytes:
        """Return a scan as it was uploaded."""
        return self._checked(self._send("GET", f"/clients/{_segment(client_id)}/attachments/{attachment_id}")).content

    def request_documents(self, client_id: ClientId, request: DocumentRequest, *, key: str) -> DocumentRequestRecord:
        """Record what the client is asked to send; ``key`` makes a second sending harmless."""
        path, headers = f"/clients/{_segment(client_id)}/document-requests", {"Idempotency-Key": key}
        return self._post(DocumentRequestRecord, path, request, headers=headers)

    def request_letter(self, client_id: ClientId, request_id: UUID) -> bytes:
        """Return the letter that asks for documents, as PDF."""
        path = f"/clients/{_segment(client_id)}/document-requests/{request_id}/letter.pdf"
        return self._checked(self._send("GET", path)).content

    def letter(self, client_id: ClientId) -> bytes:
        """Return the letter to a client on the latest decision, as PDF."""
        return self._checked(self._send("GET", f"/clients/{_segment(client_id)}/letter.pdf")).content

    def decide(self, request: DecisionRequest, *, key: str | None = None) -> DecisionRecord:
        """Write an officer's decision in the journal; ``key`` makes a second sending harmless."""
        return self._post(DecisionRecord, "/decisions", request, headers={"Idempotency-Key": key} if key else {})

    def ask_review(self, decision_id: UUID, request: ReviewRequest) -> Review:
        """Write down what the client says of a decision and which data were wrong, for a second person."""
        return self._post(Review, f"/decisions/{decision_id}/review", request)

    def reviews(self, *, concluded: bool = False, limit: int = 50) -> ReviewList:
        """Return the cases that wait for a second person, the most urgent first."""
        return self._get(ReviewList, "/reviews", concluded=concluded, limit=limit)

    def review(self, review_id: UUID) -> Review:
        """Return one case of the review desk, whole."""
        return self._get(Review, f"/reviews/{review_id}")

    def conclude_review(self, review_id: UUID, judgement: Judgement, *, key: str) -> Review:
        """Answer as a second person; ``key`` makes a second sending harmless."""
        return self._post(Review, f"/reviews/{review_id}/conclusion", judgement, headers={"Idempotency-Key": key})

    def record_outcome(self, decision_id: UUID, request: OutcomeRequest) -> OutcomeRecord:
        """Write down what became of the loan of a decision."""
        return self._post(OutcomeRecord, f"/decisions/{decision_id}/outcome", request)

    def worklist(
        self,
        view: WorklistView = WorklistView.DESK,
        *,
        order: WorklistOrder = WorklistOrder.DUE,
        officer: str | None = None,
        offset: int = 0,
        limit: int = 20,
    ) -> Worklist:
        """Return one page of open cases; ``officer`` is whose list it is where there are no accounts."""
        query = {"view": view, "order": order, "officer": officer, "offset": offset, "limit": limit}
        return self._get(Worklist, "/worklist", **_given(query))

    def own_decisions(self, *, officer: str | None = None, days: int = 30) -> OwnDecisions:
        """Count one's own decisions; ``officer`` is whose they are where there are no accounts."""
        return self._get(OwnDecisions, "/accounts/me/decisions", **_given({"officer": officer, "days": days}))

    def record_event(self, client_id: ClientId, request: CaseEventRequest, *, key: str | None = None) -> CaseEvent:
        """Write down a comment, an assignment, documents or a letter; ``key`` makes a second sending harmless."""
        headers = {"Idempotency-Key": key} if key else {}
        return self._post(CaseEvent, f"/clients/{_segment(client_id)}/events", request, headers=headers)

    def events(self, client_id: ClientId) -> CaseEventList:
        """Return what happened to a case beside decisions, newest first."""
        return self._get(CaseEventList, f"/clients/{_segment(client_id)}/events")

    def colleagues(self) -> list[str]:
        """Return the names of those whom a case may be handed to."""
        return self._get(ColleagueList, "/colleagues").names

    def decisions(self, client_id: ClientId) -> DecisionList:
        """Return a client's decisions, newest first."""
        return self._get(DecisionList, f"/clients/{_segment(client_id)}/decisions")

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

    def _post(self, message: type[M], path: str, request: Message, **content: Any) -> M:
        answer = self._send("POST", path, json=request.model_dump(mode="json"), **content)
        return self._read(message, self._checked(answer))

    def _send(self, method: str, path: str, *, headers: Mapping[str, str] = {}, **content: Any) -> httpx.Response:
        with _named_failures(f"{method} {self._http.base_url.join(path)}"):
            return self._http.request(method, path, headers={**self._headers, **headers}, **content)

    def _checked(self, answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            return answer
        if answer.is_client_error:
            raise Refused(self._read(Problem, answer))
        if answer.status_code == _NOT_READY and answer.headers.get("Content-Type", "") == _PROBLEM:
            problem = self._read(Problem, answer)
            if problem.type == _PREPARING:
                raise Preparing(problem)
        raise Unavailable(
            f"{answer.request.url} answered {answer.status_code}; try again, or look at the service's log for request "
            f"{answer.request.headers.get('X-Request-ID')}"
        )

    def _line(self, line: str, answer: httpx.Response) -> BatchScore | BatchFailure:
        try:
            return _LINE.validate_json(line)
        except ValidationError as error:
            raise Unavailable(f"{answer.request.url} answered a line that is neither score nor failure") from error

    def _read(self, message: type[M], answer: httpx.Response) -> M:
        try:
            return message.model_validate_json(answer.content)
        except ValidationError as error:
            raise Unavailable(
                f"{answer.request.url} answered {answer.status_code} with something that is not a {message.__name__} "
                f"({error.error_count()} faults); check that this address is the Limpide API and of the same version"
            ) from error


def _name_request(request: httpx.Request) -> None:
    """Give a request the identifier that the service's log has, and that a collector of traces follows (W3C)."""
    identifier = uuid4().hex
    request.headers.setdefault("X-Request-ID", identifier)
    request.headers.setdefault("traceparent", f"00-{identifier}-{identifier[:16]}-01")


def connect(base_url: str, *, timeout: float) -> httpx.Client:
    """Return connections to a service, which several clients may share; ``timeout`` in seconds."""
    return httpx.Client(
        base_url=base_url,
        timeout=timeout,
        limits=httpx.Limits(max_connections=None),
        event_hooks={"request": [_name_request]},
    )


def _given(query: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if value is not None}


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


def _segment(client_id: ClientId) -> str:
    """Return an identifier as one segment of a path."""
    return quote(str(client_id), safe="")  # callers of before give whole numbers
