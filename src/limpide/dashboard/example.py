"""A client drawn at random, digit after digit: the service lists them by their first digits."""

import random

from limpide.contract import ClientSummary
from limpide.dashboard.api import Api

_DIGITS = "0123456789"


def find_example(api: Api) -> ClientSummary | None:
    """Return one client or another, by drawing digit after digit; None when there is no client."""
    prefix, page = "", api.clients()
    while page.total > len(page.clients):
        tried = ((prefix + digit, api.clients(prefix + digit)) for digit in random.sample(_DIGITS, len(_DIGITS)))
        prefix, page = next((found for found in tried if found[1].clients), ("", api.clients(prefix)))
        if not prefix:
            break
    return random.choice(page.clients) if page.clients else None  # noqa: S311 - an example, not a secret
