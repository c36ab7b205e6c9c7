"""What is wrong with what a caller says of an applicant: named field by field, in any language."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from limpide.core.errors import InvalidInput


@dataclasses.dataclass(frozen=True)
class Fault:
    """One field (``application.AMT_CREDIT``, ``histories.bureau.3.AMT_ANNUITY``), a kind, and what completes it."""

    field: str
    kind: str
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class Rejected(InvalidInput):
    """An application, a history or an edit that cannot be used; ``faults`` says why, the first ones at least."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        named = ", ".join(f"{fault.field} ({fault.kind})" for fault in faults[:5])
        super().__init__(f"{len(faults)} values cannot be used: {named}; correct them, or leave them out")
        self.faults = tuple(faults)
