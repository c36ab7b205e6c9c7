"""The one way by which Limpide asks other hosts: no credentials past a redirect, no redirect to a less safe way."""

import urllib.error
import urllib.parse
import urllib.request
from email.message import Message
from http.client import HTTPResponse
from typing import IO

_WEB = ("http", "https")


def open_web(address: str, *, seconds: float, token: str | None = None) -> HTTPResponse:
    """Open an http or https address; ``token`` is shown to its host and to nobody that it refers to.

    Raises ``OSError`` (``urllib.error.HTTPError`` for a status) when there is no answer in ``seconds``, or when the
    answer refers to a way that is less safe than the one that was asked for.
    """
    if urllib.parse.urlsplit(address).scheme not in _WEB:
        raise urllib.error.URLError(f"{address} is neither http nor https")
    request = urllib.request.Request(address)  # noqa: S310 - checked above
    if token is not None:
        request.add_unredirected_header("Authorization", f"Bearer {token}")
    answer: HTTPResponse = _OPENER.open(request, timeout=seconds)
    return answer


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        scheme = urllib.parse.urlsplit(newurl).scheme
        if scheme not in _WEB or (req.type == "https" and scheme != "https"):
            raise urllib.error.URLError(f"{req.host} refers to {scheme}, which is less safe")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


_OPENER = urllib.request.build_opener(_SafeRedirects)
