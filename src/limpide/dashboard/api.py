"""What the pages ask of the API: answers kept while they stay true, troubles told as calm sentences."""

import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from limpide.client import LimpideClient, Refused
from limpide.contract import ClientDetails, ClientPage, ClientSummary, Explanation, Language
from limpide.core.errors import Unavailable
from limpide.dashboard.markup import plain
from limpide.dashboard.words import Words

PAGE_LENGTH = 10
_KEPT_ANSWERS = 500
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Api:
    """The service at one address, in one language."""

    base_url: str
    language: Language

    def clients(self, prefix: str = "", *, cursor: str | None = None) -> ClientPage:
        """Return the clients whose number starts with ``prefix``, ten at a time."""
        return self._client.clients(prefix, cursor=cursor, limit=PAGE_LENGTH)

    def explain(self, client_id: int) -> Explanation:
        """Return a client's reasons; asked again as soon as the model or the snapshot has changed."""
        scored = self._client.predict(client_id)
        versions = scored.model_version, scored.snapshot_version
        answer: Explanation = _explanation(self.base_url, self.language, client_id, versions)
        return answer

    def details(self, client_id: int, *, snapshot_version: str) -> ClientDetails:
        """Return what is held on a client in a snapshot."""
        answer: ClientDetails = _details(self.base_url, self.language, client_id, snapshot_version)
        return answer

    def find_example(self) -> ClientSummary | None:
        """Return one client or another, by drawing digit after digit; None when there is no client."""
        prefix, page = "", self.clients()
        while page.total > len(page.clients):
            digits = "0123456789" if prefix else "123456789"
            tried = ((prefix + digit, self.clients(prefix + digit)) for digit in random.sample(digits, len(digits)))
            prefix, page = next((found for found in tried if found[1].clients), ("", self.clients(prefix)))
            if not prefix:
                break
        return random.choice(page.clients) if page.clients else None  # noqa: S311 - an example, not a secret

    @property
    def _client(self) -> LimpideClient:
        client: LimpideClient = _connect(self.base_url, self.language)
        return client


@contextmanager
def told_calmly(words: Words) -> Iterator[None]:
    """Run a part of a page; a trouble with the API becomes a sentence in its place, with what to do next."""
    try:
        yield
    except Refused as refused:
        st.warning(plain(refused.problem.detail), icon=":material/info:")
    except Unavailable as error:
        _logger.warning("%s", error)
        st.error(words.say("trouble.unavailable"), icon=":material/cloud_off:")
        offer_retry(words)


def offer_retry(words: Words) -> None:
    """Show the button that asks again; any click runs the page anew."""
    st.button(words.say("trouble.retry"), icon=":material/refresh:", key="retry")


@st.cache_resource(max_entries=8, show_spinner=False)  # type: ignore[untyped-decorator]
def _connect(base_url: str, language: Language) -> LimpideClient:
    return LimpideClient(base_url, language=language)


@st.cache_data(max_entries=_KEPT_ANSWERS, show_spinner=False)  # type: ignore[untyped-decorator]
def _explanation(
    base_url: str,
    language: Language,
    client_id: int,
    versions: tuple[str, str],  # noqa: ARG001 - part of the key: another model, another answer
) -> Explanation:
    answer: Explanation = _connect(base_url, language).explain(client_id)
    return answer


@st.cache_data(max_entries=_KEPT_ANSWERS, show_spinner=False)  # type: ignore[untyped-decorator]
def _details(
    base_url: str,
    language: Language,
    client_id: int,
    snapshot_version: str,  # noqa: ARG001 - part of the key: another snapshot, another answer
) -> ClientDetails:
    answer: ClientDetails = _connect(base_url, language).client(client_id)
    return answer
