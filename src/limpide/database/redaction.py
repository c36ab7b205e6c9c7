"""Redaction: what is taken out of a sealed row when its client is erased, so that no column names the person again.

What stays is coarse: month, choice, model, kind and place in the chain. The ledger seals each row as it is then.
"""

from collections.abc import Mapping

_ONCE = "idempotency_key = NULL, request_digest = NULL"
_MONTH = "{0} = date_trunc('month', {0} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'"

OF_SUBJECT: Mapping[str, str] = {
    "decisions": "desk = NULL, officer = NULL, motive = NULL, probability_of_default = NULL, threshold = NULL, "
    f"model_decision = NULL, language = NULL, review_of = NULL, payload = NULL, {_ONCE}, {_MONTH.format('decided_at')}",
    "case_events": "desk = NULL, officer = NULL, assignee = NULL, due_at = NULL, payload = NULL, "
    f"{_ONCE}, {_MONTH.format('recorded_at')}",
    "piece_events": f"officer = NULL, request_id = NULL, payload = NULL, {_ONCE}, {_MONTH.format('recorded_at')}",
    "reviews": "desk = NULL, officer = NULL, payload = NULL, "
    + ", ".join(_MONTH.format(name) for name in ("opened_at", "due_at", "concluded_at")),
}
"""What is set where the pseudonym is the client's, by table."""
OF_DECISION: Mapping[str, str] = {
    "outcomes": f"recorded_by = NULL, observed_on = date_trunc('month', observed_on), {_MONTH.format('recorded_at')}"
}
"""What is set where the decision is the client's, by table."""
