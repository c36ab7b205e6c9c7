"""What the pages ask of the API: answers kept while they stay true, catalogues once for everybody."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar
from uuid import uuid4

from limpide.client import LimpideClient, Refused, connect
from limpide.contract import (
    CasePage,
    ClientPage,
    ClientRecord,
    ClientSummary,
    ColumnList,
    ComparableList,
    CostCurve,
    Counterfactuals,
    Distribution,
    DriftSummary,
    FeatureList,
    Group,
    Importance,
    Language,
    LenderUnits,
    Me,
    Pairs,
    Prediction,
    RawValue,
    Scored,
    SimilarClients,
    Simulation,
    TariffList,
    Value,
)
from limpide.core.identifiers import ClientId
from limpide.dashboard.answers import AnswerCache
from limpide.dashboard.listed import EVERYBODY, Listed

PAGE_LENGTH = 10
_KNOWN_SECONDS = 30
_SLOWEST = 10.0
_NOT_FOUND = 404

T = TypeVar("T")
Kept = tuple[tuple[str, float | str], ...]


@dataclass(frozen=True)
class Api:
    """The service at one address, in one language, for whoever holds the token."""

    base_url: str
    language: Language
    token: str | None = None

    @property
    def client(self) -> LimpideClient:
        """The connection itself, for what is asked once and never kept."""
        return _clients.get(self, self._connect)

    def me(self) -> Me:
        """Return who the service takes us for; asked again every half minute."""
        return _people.get((self, _half_minute()), self.client.me)

    def clients(
        self, prefix: str = "", listed: Listed = EVERYBODY, *, cursor: str | None = None, counted: bool = False
    ) -> ClientPage:
        """Return the clients of a list whose id starts with ``prefix``, ten at a time; the first with counts."""
        return self.client.clients(
            prefix,
            decision=listed.decision,
            outcome=listed.outcome,
            state=listed.state,
            counts=cursor is None and counted,
            cursor=cursor,
            limit=PAGE_LENGTH,
        )

    def some_clients(self, numbers: list[ClientId]) -> dict[ClientId, ClientSummary]:
        """Return some clients by id, each with the state of the case now; those who are gone are left out."""
        page = self.client.clients(numbers=numbers, limit=max(len(numbers), 1))
        return {client.client_id: client for client in page.clients}

    def find_next(self, client_id: ClientId, listed: Listed) -> ClientId | None:
        """Return the client of a list who follows another in order of id, None after the last one."""
        page = self.client.clients(
            decision=listed.decision, outcome=listed.outcome, state=listed.state, after=client_id, limit=1
        )
        return page.clients[0].client_id if page.clients else None

    def case(self, client_id: ClientId) -> CasePage:
        """Return what the page of a case shows first, as it is now; what comes later is asked for meanwhile."""
        page = self.client.case(client_id)
        scored = page.explanation
        _answers.put(self._key("application", client_id, scored), page.application)
        _catalogues.begin(self._shared("features", scored.model_version), self.client.features)
        if page.records is not None:
            _answers.begin(
                self._key("counterfactuals", client_id, scored), lambda: self.client.counterfactuals(client_id)
            )
        return page

    def application(self, scored: Prediction) -> list[RawValue]:
        """Return the application of a client who was scored."""
        client_id = scored.client_id
        return self._keep(lambda: self.client.case(client_id).application, "application", client_id, scored)

    def record(self, scored: Prediction) -> ClientRecord:
        """Return the own view of a client who was scored."""
        client_id = scored.client_id
        return self._keep(lambda: self.client.record(client_id), "record", client_id, scored)

    def counterfactuals(self, scored: Prediction) -> Counterfactuals:
        """Return other loans for a client who was scored."""
        client_id = scored.client_id
        return self._keep(lambda: self.client.counterfactuals(client_id), "counterfactuals", client_id, scored)

    def simulate(self, scored: Prediction, changes: dict[str, Value], *, months: int | None = None) -> Simulation:
        """Return the scores of a client before and after other values in the application, or another duration."""
        client_id, asked = scored.client_id, (tuple(sorted(changes.items())), months)
        return self._keep(
            lambda: self.client.simulate(client_id, changes, months=months), "simulate", (client_id, asked), scored
        )

    def tariff(self) -> TariffList:
        """Return the lender's prices; asked again every half minute, as they change with the client base."""
        return self._share(self.client.tariff, "tariff", _half_minute())

    def lender(self) -> LenderUnits:
        """Return the units that the lender declares; asked again every half minute."""
        return self._share(self.client.lender, "lender", _half_minute())

    def begin_catalogues(self) -> None:
        """Ask in other threads for what pages need of the lender."""
        asked = {"lender": self.client.lender, "tariff": self.client.tariff, "columns": self.client.columns}
        for question, ask in asked.items():
            _catalogues.begin(self._shared(question, _half_minute()), ask)

    def similar(self, scored: Prediction) -> SimilarClients:
        """Return the clients closest to one who was scored."""
        client_id = scored.client_id
        return self._keep(lambda: self.client.similar(client_id), "similar", client_id, scored)

    def distribution(
        self,
        feature: str,
        groups: tuple[Group, ...],
        *,
        scored: Prediction | None = None,
        version: str = "",
        kept: Kept = (),
    ) -> Distribution:
        """Return how a feature is spread over groups, with the place of a client who was scored.

        Without a client, ``version`` is that of the model in service.
        """
        client_id = scored.client_id if scored else None
        asked = (feature, groups, client_id, kept)

        def ask() -> Distribution:
            return self.client.distribution(feature, groups=groups, client_id=client_id, **dict(kept))

        return self._keep(ask, "distribution", asked, scored or version)

    def pairs(self, x: str, y: str, group: Group, *, scored: Prediction, kept: Kept = ()) -> Pairs:
        """Return how two features go together over a group, with the place of a client who was scored."""
        client_id = scored.client_id
        return self._keep(
            lambda: self.client.pairs(x, y, group=group, client_id=client_id, **dict(kept)),
            "pairs",
            (x, y, group, client_id, kept),
            scored,
        )

    def features(self, model_version: str) -> FeatureList:
        """Return every feature in words, as the model of that version has them."""
        return self._share(self.client.features, "features", model_version)

    def definitions(self, model_version: str) -> Mapping[str, str]:
        """Return the definition of each feature that has one, by name."""

        def find() -> dict[str, str]:
            return {each.name: each.definition for each in self.features(model_version).features if each.definition}

        return self._share(find, "definitions", model_version)

    def comparable(self, scored: Scored) -> ComparableList:
        """Return what clients can be compared on with the model and the client base of an answer."""
        return self._share(self.client.comparable, "comparable", _versions(scored))

    def importance(self, model_version: str, *, top: int) -> Importance:
        """Return the features that weigh most in the model of that version."""
        return self._share(lambda: self.client.importance(top=top), "importance", model_version, top)

    def cost_curve(self, model_version: str, *, ratio: float) -> CostCurve:
        """Return what the mistakes of the model of that version cost."""
        return self._share(lambda: self.client.cost_curve(ratio=ratio), "cost_curve", model_version, ratio)

    def find_drift(self) -> DriftSummary | None:
        """Return what the last monitoring report says, None when there is none."""
        try:
            return self.client.drift()
        except Refused as refused:
            if refused.problem.status != _NOT_FOUND:
                raise
            return None

    def columns(self) -> ColumnList:
        """Return every column of the lender's tables in words; which ones are used changes with the model."""
        return self._share(self.client.columns, "columns", _half_minute())

    def _keep(self, ask: Callable[[], T], question: str, asked: Hashable, state: Scored | str) -> T:
        """Return an answer of before, to the same person, while the state it was asked in stays."""
        return _answers.get(self._key(question, asked, state), ask)

    def _share(self, ask: Callable[[], T], question: str, *asked: Hashable) -> T:
        """Return an answer that is the same for everybody who may ask, and names nobody."""
        return _catalogues.get(self._shared(question, *asked), ask)

    def _key(self, question: str, asked: Hashable, state: Scored | str) -> Hashable:
        return self, question, asked, state if isinstance(state, str) else _versions(state)

    def _shared(self, question: str, *asked: Hashable) -> Hashable:
        return self.base_url, self.language, question, asked

    def _connect(self) -> LimpideClient:
        http = _connections.get(self.base_url, lambda: connect(self.base_url, timeout=_SLOWEST))
        return LimpideClient(self.base_url, language=self.language, token=self.token, http=http)


def new_key() -> str:
    """Return a text that nobody else uses, so that the service takes a second sending for the first."""
    return str(uuid4())


def _versions(scored: Scored) -> str:
    return f"{scored.model_version} {scored.snapshot_version}"


def _half_minute() -> int:
    return int(monotonic() / _KNOWN_SECONDS)


# Of the process, so that a catalogue is held once whatever the number of visits.
_answers = AnswerCache(room=300)
_catalogues = AnswerCache(room=100)
_people = AnswerCache(room=2_000)
_clients = AnswerCache(room=2_000)
_connections = AnswerCache(room=10)
