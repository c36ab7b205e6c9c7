"""The same request sent twice is done once: a key that the sender chooses, and what the request was."""

import hmac
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_

from limpide.core.errors import KeyReused


@dataclass(frozen=True)
class Once:
    """The sender's key, and a digest of the request that no outsider can guess backwards (``Keys.seal``)."""

    key: str
    digest: bytes

    def row(self) -> dict[str, Any]:
        """Return the columns that remember it."""
        return {"idempotency_key": self.key, "request_digest": self.digest}

    def of(self, table: Table, officer: str) -> ColumnElement[bool]:
        """Return the condition that finds what this officer's key made before."""
        return and_(table.c.officer == officer, table.c.idempotency_key == self.key)

    def check(self, digest: bytes | None) -> None:
        """Raise ``KeyReused`` when the key came with another request before."""
        if digest is None or not hmac.compare_digest(self.digest, digest):
            raise KeyReused(self.key)
