"""What the data gate let pass, as a snapshot keeps it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AcceptedFault:
    """An error that was accepted: where, the code of its kind, how many values, and the sentence of the check."""

    table: str
    column: str | None
    code: str
    count: int
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Admission:
    """What the gate let pass: the errors that were accepted, and how many warnings there were."""

    accepted: tuple[AcceptedFault, ...] = ()
    warnings: int = 0
