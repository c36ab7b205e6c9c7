"""ASGI middleware that writes language and title into Streamlit's page before its first byte leaves.

Streamlit's ``index.html`` says ``<html lang="en">`` and "Streamlit" until the script has run: a screen reader has begun
by then. The language is the one that ``app.py`` will read from the same address.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limpide.contract import Language
from limpide.dashboard.words import get_words
from limpide.language.languages import choose_language

_PAGE = b"text/html"
_ENGLISH = b'<html lang="en">'
_TITLE, _NAMED = b"<title>Streamlit</title>", b"<title>Limpide</title>"
_WITHOUT_SCRIPT = re.compile(rb"<noscript>.*</noscript>", re.DOTALL)
_SIZE, _VALIDATORS = b"content-length", (b"etag", b"last-modified")  # those are of the file, not of what is sent
_AS_FILE = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"if-range", b"range")  # not asked of a page


def page_language(query: str) -> Language:
    """Return the language that an address names; the default needs no name.

    >>> page_language("client=100002&lang=en"), page_language("client=100002")
    ('en', 'fr')
    """
    return choose_language(next(iter(parse_qs(query).get("lang", [])[-1:]), None))


class IndexPage:
    """The middleware; everything but HTML passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _asks_for_page(scope["path"]):
            headers = [(name, value) for name, value in scope["headers"] if name.lower() not in _AS_FILE]
            scope = {**scope, "headers": headers}
        rewriting = _Rewriting(send, page_language(scope["query_string"].decode("latin-1")))
        await self._app(scope, receive, rewriting.send)


def _asks_for_page(path: str) -> bool:
    return "." not in path.rpartition("/")[2] and "/_stcore/" not in path


@dataclass
class _Rewriting:
    """One answer; a page is held until it is whole, because its length must be said first."""

    _send: Send
    _language: Language
    _start: Message | None = None
    _body: bytearray = field(default_factory=bytearray)

    async def send(self, message: Message) -> None:
        """Pass a part of the answer on, or hold it."""
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        page = translate_page(bytes(self._body), self._language)
        kept = [(name, value) for name, value in start["headers"] if name.lower() not in (_SIZE, *_VALIDATORS)]
        size = str(len(page)).encode()
        await self._send({**start, "headers": [*kept, (_SIZE, size)]})
        await self._send({"type": "http.response.body", "body": page})


def _is_page(start: Message) -> bool:
    headers = {name.lower(): value for name, value in start["headers"]}
    return headers.get(b"content-type", b"").startswith(_PAGE) and b"content-encoding" not in headers


def translate_page(page: bytes, language: Language) -> bytes:
    """Return Streamlit's page with a language, a title and a sentence for browsers without scripts."""
    words = get_words(language)
    page = page.replace(_ENGLISH, f'<html lang="{language}">'.encode(), 1)
    page = page.replace(_TITLE, _NAMED, 1)
    return _WITHOUT_SCRIPT.sub(f"<noscript><p>{words.say('app.needs_script')}</p></noscript>".encode(), page, count=1)
