"""Everything that can go wrong, named once.

LimpideError
├── InvalidInput      what the caller gave cannot be used: a file, an option, a request
│   ├── KeyReused     an Idempotency-Key that came with another request before
│   └── RefusedUpload a file that is none of the kinds that are kept, or hides something
├── NotFound          a well-formed name that stands for nothing here
│   ├── UnknownClient
│   ├── UnknownDecision
│   ├── UnknownReview
│   ├── UnknownPiece  a supporting document that the lender does not ask for, a scan or a request that is not there
│   ├── NoDecisionYet
│   └── Erased        what it stood for was destroyed on purpose
├── Conflict          somebody else acted meanwhile: look, then ask again
├── MissingPieces     an acceptance lacks supporting documents without which the lender accepts nothing
├── Denied            whoever asks has no business here
├── BudgetSpent       whoever asks had so many scores of invented data that they must wait
├── TooManyFailures   an address tried so many tokens that are nobody's that it must wait
├── Corrupt           a sealed folder is no longer what was sealed
├── SandboxFailure    an untrusted file needed more memory or time than its sandbox gives, or crashed it
├── IncompleteTexts   the lender's own texts lack one that a letter needs
└── Unavailable       a part that Limpide needs does not answer (database, port, service)
    └── DatabaseUnavailable  PostgreSQL cannot be used now: away, slow, full, read only, out of connections, schema

A message says what, how much, which, and what to do next. HTTP status codes exist only in the service,
exit codes only in the command line.
"""

from collections.abc import Sequence
from uuid import UUID


class LimpideError(Exception):
    """Base of every error that Limpide raises on purpose; its text is meant for the user."""


class InvalidInput(LimpideError):
    """What the caller gave cannot be used."""


class KeyReused(InvalidInput):
    """An Idempotency-Key came with another request before."""

    def __init__(self, key: str) -> None:
        super().__init__(f'the Idempotency-Key "{key}" came with another request before; choose a new one')
        self.key = key


class RefusedUpload(InvalidInput):
    """A file is refused; ``kind`` is why, for the service's own sentence."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class NotFound(LimpideError):
    """A well-formed name that stands for nothing here."""


class UnknownClient(NotFound):
    """No client of that identifier in the snapshot."""

    def __init__(self, client_id: str) -> None:
        super().__init__(f"client {client_id} is not in the snapshot; check the id, or build a snapshot that holds it")
        self.client_id = client_id


class UnknownDecision(NotFound):
    """No decision of that identifier in the journal."""

    def __init__(self, decision_id: UUID) -> None:
        super().__init__(f"decision {decision_id} is not in the journal; check the identifier")
        self.decision_id = decision_id


class UnknownReview(NotFound):
    """No review of that identifier at this desk."""

    def __init__(self, review_id: UUID) -> None:
        super().__init__(f"review {review_id} is not on the desk; check the identifier")
        self.review_id = review_id


class UnknownPiece(NotFound):
    """No supporting document, scan or request of that name in this case."""

    def __init__(self, name: object) -> None:
        super().__init__(f'the case has no document, scan or request "{name}"; look at the list of the case')
        self.name = name


class NoDecisionYet(NotFound):
    """Nothing was decided on a client, so there is nothing to write to them."""

    def __init__(self, client_id: str) -> None:
        super().__init__(f"nothing was decided on client {client_id} yet; record a decision first")
        self.client_id = client_id


class Erased(NotFound):
    """It was here, and its personal data were destroyed on purpose: erasure or end of retention."""


class Conflict(LimpideError):
    """Somebody else acted meanwhile; ``kind`` is what happened, for the service's own sentence."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class MissingPieces(LimpideError):
    """An acceptance lacks supporting documents; ``codes`` are those of the lender's file."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(f"nobody can accept without: {', '.join(codes)}; have them checked first")
        self.codes = tuple(codes)


class Denied(LimpideError):
    """Whoever asks has no business here; ``kind`` is why, for the service's own sentence."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class BudgetSpent(LimpideError):
    """A caller's budget of scores of invented data does not hold the rows asked for; ``seconds``: when to ask again."""

    def __init__(self, rows: int, *, at_once: int, seconds: int) -> None:
        super().__init__(f"{rows} scores of invented data are more than the budget holds now; ask again in {seconds} s")
        self.rows, self.at_once, self.seconds = rows, at_once, seconds


class TooManyFailures(LimpideError):
    """Too many sign-ins of one address failed; ``seconds``: when to try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many sign-ins failed; try again in {seconds} s")
        self.seconds = seconds


class Corrupt(LimpideError):
    """A sealed folder is no longer what was sealed."""


class SandboxFailure(LimpideError):
    """An untrusted file needed more than its sandbox gives; ``kind`` is time, crash or busy."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class IncompleteTexts(LimpideError):
    """The lender's own texts lack some that a letter needs."""

    def __init__(self, missing: Sequence[str], *, source: str) -> None:
        names = ", ".join(missing)
        super().__init__(
            f"{source} lacks {names}: write them there (docs/operations.md), then ask for the letter again"
        )
        self.missing = tuple(missing)


class Unavailable(LimpideError):
    """A part that Limpide needs does not answer."""


class DatabaseUnavailable(Unavailable):
    """PostgreSQL cannot be used now; ``kind`` is why, for the service's own sentence."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
