"""Tells an address that somebody must act: figures about crowds, never a client."""

import json
from http.client import HTTPResponse
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from limpide.core.errors import InvalidInput, Unavailable
from limpide.monitoring.report import Report

_SECONDS: Final = 10.0
_MOST = 20  # alarms in a message; the report has them all


def check_address(address: str) -> None:
    """Refuse what is not an http address, before anything slow; the address itself may be a secret and is not told."""
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise InvalidInput("the webhook is not an address; it must look like https://host/path")


def build_message(report: Report) -> dict[str, Any]:
    """Return what is sent: a sentence for a chat room under ``text``, and the figures for a program."""
    alarms = report.alarms
    named = "; ".join(f"{alarm.kind} of {alarm.subject}: {alarm.value:.3g}" for alarm in alarms[:3])
    more = f"; and {len(alarms) - 3} more" if len(alarms) > 3 else ""
    return {
        "text": f"limpide monitor {report.kind}: {report.verdict.value} ({named}{more})",
        "source": "limpide",
        "kind": report.kind,
        "verdict": report.verdict.value,
        "alarms": [alarm.as_json() for alarm in alarms[:_MOST]],
        "alarms_in_all": len(alarms),
    }


def send(report: Report, address: str, *, seconds: float = _SECONDS) -> None:
    """POST the message as JSON; ``Unavailable`` when it is not taken in time. A redirection is not followed."""
    check_address(address)
    body = json.dumps(build_message(report), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "limpide"}
    request = Request(address, data=body, headers=headers, method="POST")  # noqa: S310 - the scheme was checked
    try:
        answer: HTTPResponse
        with build_opener(_Stay).open(request, timeout=seconds) as answer:
            answer.read(1)
    except HTTPError as error:
        error.close()
        raise Unavailable(f"the webhook answered {error.code}; {_state(report)}") from error
    except (URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise Unavailable(f"the webhook cannot be reached ({reason}); {_state(report)}") from error


class _Stay(HTTPRedirectHandler):
    """A redirected POST would arrive as an empty GET."""

    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        """Follow nobody."""


def _state(report: Report) -> str:
    return f"the report was written, its verdict is: {report.verdict.value}"
