"""A decision of the past computed again: equal to the bit, or where it differs."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from limpide.contract import Explanation
from limpide.core.errors import InvalidInput
from limpide.core.identifiers import read_identifier
from limpide.portfolio.portfolio import Portfolio


def check_versions(portfolio: Portfolio, shown: dict[str, Any]) -> None:
    """Refuse to compare with another model or client base than those of the time, and say which are needed."""
    for what, needed, given in (
        ("model", shown["model_version"], portfolio.model_version),
        ("snapshot", shown["snapshot_version"], portfolio.snapshot_version),
    ):
        if needed != given:
            raise InvalidInput(
                f"the decision was made with {what} {needed[:12]}, and this is {given[:12]}; give the one of the time"
            )


def as_of_then(portfolio: Portfolio, shown: dict[str, Any]) -> Portfolio:
    """Return the portfolio with the rules of the time: older decisions know no minimum of data and no limits."""
    return replace(portfolio, checks_completeness="incomplete" in shown, checks_limits="unlike_learnt" in shown)


def differences(shown: dict[str, Any], now: Explanation) -> list[str]:
    """Return what differs between the explanation of the time and the one of now, each as "where: then, now".

    Only what was shown then is compared: a field that later releases added says nothing about that decision.
    """
    then = shown | {"client_id": read_identifier(shown["client_id"])}  # a whole number before 0.3
    return list(_compare("", then, now.model_dump(mode="json")))


def _compare(where: str, then: Any, now: Any) -> Iterator[str]:
    if isinstance(then, dict) and isinstance(now, dict):
        for name in then:
            place = f"{where}.{name}" if where else name
            yield from _compare(place, then[name], now.get(name, "absent"))
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for place, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from _compare(f"{where}[{place}]", one, other)
    elif then != now:
        yield f"{where}: {_short(then)} then, {_short(now)} now"


def _short(value: Any) -> str:
    text = f"{len(value)} entries" if isinstance(value, list) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
