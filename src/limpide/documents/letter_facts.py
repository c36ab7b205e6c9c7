"""What a letter is made from: the stored decision, what was shown with it, the request, its review, and the sender."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from limpide.contract import Counterfactuals, DecisionRecord, Identity, Language, Review
from limpide.lenders import Lender, LetterTexts, Retention


@dataclass(frozen=True)
class Sender:
    """Who writes: the lender's texts, days to answer a request, how long what was decided is kept."""

    texts: LetterTexts
    review_days: int
    retention: Retention


@dataclass(frozen=True, kw_only=True)
class LoanRequest:
    """What the client asked for, as far as it is known; amounts in the lender's currency, ``months`` of duration."""

    received: date | None = None
    amount: float | None = None
    instalment: float | None = None
    months: int | None = None


@dataclass(frozen=True)
class Datum:
    """A feature that entered the score: its name, its concept, and the label of its source."""

    name: str
    family: str
    source: str


@dataclass(frozen=True, kw_only=True)
class LetterFacts:
    """Everything that a letter may say.

    ``data`` are the features of the explanation that was shown, ``has_reference`` says that they compare with a
    reference client.
    ``other_loans`` is None when the model of the time no longer serves; ``review`` is the one that it concludes;
    ``identity`` is None where nobody has recorded who the client is.
    """

    record: DecisionRecord
    language: Language
    request: LoanRequest
    data: Sequence[Datum]
    has_reference: bool
    other_loans: Counterfactuals | None
    review: Review | None
    lender: Lender
    identity: Identity | None = None
