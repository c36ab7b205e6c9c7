"""What the pages ask of the API: answers kept while they stay true, one connection an officer and language."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar
from uuid import uuid4

import streamlit as st

from limpide.client import LimpideClient, Refused
from limpide.contract import (
    ClientDetails,
    ClientPage,
    ClientRecord,
    ClientSummary,
    ColumnList,
    ComparableList,
    CostCurve,
    Counterfactuals,
    Distribution,
    DriftSummary,
    Explanation,
    FeatureList,
    Group,
    Importance,
    Language,
    LenderUnits,
    Me,
    Pairs,
    Prediction,
    Scored,
    SimilarClients,
    Simulation,
    TariffList,
    Value,
)
from limpide.core.identifiers import ClientId
from limpide.dashboard.listed import EVERYBODY, Listed

PAGE_LENGTH = 10
_KEPT_ANSWERS = 300
_KEPT_EXPLANATIONS = 40  # each holds hundreds of features
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
        client: LimpideClient = _connect(self)
        return client

    def me(self) -> Me:
        """Return who the service takes us for; asked again every half minute."""
        answer: Me = _me(self, int(monotonic() / _KNOWN_SECONDS))
        return answer

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

    def explain(self, client_id: ClientId) -> Explanation:
        """Return a client's reasons; asked again as soon as the model or the snapshot has changed.

        What is kept is compared with the score of now; where nothing is kept, the reasons tell their own versions.
        """
        kept: list[Explanation] = _explanations(self, client_id)
        if not kept or _versions(self.client.predict(client_id)) != _versions(kept[0]):
            kept[:] = [self.client.explain(client_id)]
        return kept[0]

    def details(self, scored: Prediction) -> ClientDetails:
        """Return what is held on a client who was scored."""
        client_id = scored.client_id
        return self._keep(lambda: self.client.client(client_id), "details", client_id, scored)

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
        return self._keep(self.client.tariff, "tariff", int(monotonic() / _KNOWN_SECONDS), "")

    def lender(self) -> LenderUnits:
        """Return the units that the lender declares; asked again every half minute."""
        return self._keep(self.client.lender, "lender", int(monotonic() / _KNOWN_SECONDS), "")

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
        return self._keep(
            lambda: self.client.distribution(feature, groups=groups, client_id=client_id, **dict(kept)),
            "distribution",
            asked,
            scored or version,
        )

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
        return self._keep(lambda: self.client.features(), "features", None, model_version)

    def comparable(self, scored: Scored) -> ComparableList:
        """Return what clients can be compared on with the model and the client base of an answer."""
        return self._keep(self.client.comparable, "comparable", None, scored)

    def importance(self, model_version: str, *, top: int) -> Importance:
        """Return the features that weigh most in the model of that version."""
        return self._keep(lambda: self.client.importance(top=top), "importance", top, model_version)

    def cost_curve(self, model_version: str, *, ratio: float) -> CostCurve:
        """Return what the mistakes of the model of that version cost."""
        return self._keep(lambda: self.client.cost_curve(ratio=ratio), "cost_curve", ratio, model_version)

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
        return self._keep(lambda: self.client.columns(), "columns", int(monotonic() / _KNOWN_SECONDS), "")

    def _keep(self, ask: Callable[[], T], question: str, asked: Hashable, state: Scored | str) -> T:
        """Return an answer of before while the state it was asked in (model and client base) stays."""
        versions = state if isinstance(state, str) else _versions(state)
        answer: T = _kept(self, question, repr(asked), versions, ask)
        return answer


def new_key() -> str:
    """Return a text that nobody else uses, so that the service takes a second sending for the first."""
    return str(uuid4())


def _versions(scored: Scored) -> str:
    return f"{scored.model_version} {scored.snapshot_version}"


@st.cache_resource(max_entries=200, show_spinner=False)  # type: ignore[untyped-decorator]
def _connect(api: Api) -> LimpideClient:
    return LimpideClient(api.base_url, language=api.language, token=api.token, timeout=_SLOWEST)


# Streamlit's own time limits would load NumPy and pandas, 80 MB.
@st.cache_resource(max_entries=200, show_spinner=False)  # type: ignore[untyped-decorator]
def _me(api: Api, half_minute: int) -> Me:  # noqa: ARG001 - part of the key
    return api.client.me()


# Messages do not change, so they are shared, not copied.
@st.cache_resource(max_entries=_KEPT_EXPLANATIONS, show_spinner=False)  # type: ignore[untyped-decorator]
def _explanations(api: Api, client_id: ClientId) -> list[Explanation]:  # noqa: ARG001 - whose the list of one is
    return []


@st.cache_resource(max_entries=_KEPT_ANSWERS, show_spinner=False)  # type: ignore[untyped-decorator]
def _kept(api: Api, question: str, asked: str, versions: str, _ask: Callable[[], T]) -> T:  # noqa: ARG001 - the key
    return _ask()
