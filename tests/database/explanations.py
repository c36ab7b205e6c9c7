"""An explanation that a decision can be recorded with, without a model."""

from limpide.contract import (
    Contribution,
    DecisionRecord,
    DecisionRequest,
    Explanation,
    FamilyContribution,
    HandoverRequest,
    Interval,
    Quality,
    Unit,
)
from limpide.core.decision import Decision, GreyZone
from limpide.database import case_events, decisions
from limpide.database.desks import Signer
from limpide.database.engine import Connection
from limpide.database.idempotency import Once
from limpide.database.journal import Witness, unseen
from limpide.database.keys import Keys

KEYS = Keys(b"k" * 32)
EVIDENCE = Contribution(
    name="ext_source_mean",
    label="Score des bureaux de crédit",
    family="scores",
    unit=Unit.SCORE,
    source="Demande",
    value=0.1 + 0.2,
    typical=None,
    quality=Quality.OK,
    contribution=-0.25,
)
EXPLANATION = Explanation(
    model_version="m" * 64,
    snapshot_version="s" * 64,
    threshold=1 / 11,
    client_id="100002",
    probability_of_default=0.3,
    interval=Interval(low=0.2, high=0.4, level=0.9),
    grey_zone=GreyZone(0.08, 0.12),
    points=575,
    decision=Decision.REFUSED,
    base=-2.5,
    base_probability=0.08,
    margin=-0.85,
    families=[FamilyContribution(family="scores", label="Scores", contribution=-0.25, evidence=EVIDENCE)],
    features=[EVIDENCE],
)


def record(
    connection: Connection,
    *,
    officer: str = "A. Martin",
    desk: str | None = None,
    once: Once | None = None,
    witness: Witness = unseen,
    **changes: object,
) -> DecisionRecord:
    """Record a decision on that explanation."""
    asked = {"client_id": 100002, "choice": "accepted", "motive": "policy"}
    request = DecisionRequest.model_validate(asked | changes)
    signer = Signer(officer, desk)
    return decisions.append(
        connection,
        request,
        explanation=EXPLANATION.model_copy(update={"client_id": request.client_id}),
        language="fr",
        signer=signer,
        keys=KEYS,
        once=once,
        witness=witness,
    )


def hand_over(connection: Connection, client_id: str, desk: str) -> None:
    """Somebody who sees every desk hands a case to one."""
    case_events.append(connection, client_id, HandoverRequest(assignee=desk), signer=Signer("C. Petit"), keys=KEYS)
