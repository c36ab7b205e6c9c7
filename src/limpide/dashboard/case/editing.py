"""What may be edited in a client's application: fields with what is held, and the edits kept through reloads."""

from limpide.contract import Prediction, Value
from limpide.dashboard.drafts import Draft
from limpide.dashboard.fields import Field, as_lender
from limpide.dashboard.screen import Screen

_CHANGES, _MONTHS, _ROUND = "changes", "months", "round"


def editable_fields(screen: Screen, scored: Prediction) -> list[Field]:
    """Return the columns that a simulation may change, with what is held on the client."""
    held = {raw.column: raw.value for raw in screen.api.application(scored)}
    cards = screen.api.columns().columns
    return [Field(card, held.get(card.column)) for card in cards if card.editable and card.table == "application"]


def read_edits(screen: Screen, scored: Prediction) -> dict[str, Value]:
    """Return the edits that are being looked at, by column, as the lender writes them."""
    edits: dict[str, Value] = edit_draft(screen, scored).get(_CHANGES, {})
    return edits


def read_months(screen: Screen, scored: Prediction) -> int | None:
    """Return the other duration that is being looked at, in months."""
    months: int | None = edit_draft(screen, scored).get(_MONTHS)
    return months


def write_edits(screen: Screen, scored: Prediction, edits: dict[str, Value], months: int | None = None) -> None:
    """Keep other edits and another duration, and let the fields start from them."""
    draft, count = edit_draft(screen, scored), edit_round(screen, scored) + 1
    draft.clear()
    draft |= {_CHANGES: edits, _MONTHS: months, _ROUND: count}


def edit_round(screen: Screen, scored: Prediction) -> int:
    """Return a number that changes whenever the fields must start anew."""
    count: int = edit_draft(screen, scored).get(_ROUND, 0)
    return count


def find_changes(fields: list[Field], typed: dict[str, Value]) -> dict[str, Value]:
    """Return what differs from what is held."""
    held = {field.card.column: as_lender(field) for field in fields}
    return {column: value for column, value in typed.items() if value != held[column]}


def edit_draft(screen: Screen, scored: Prediction) -> Draft:
    """Return what was typed in the fields, and the edits that are being looked at."""
    return screen.visit.draft(f"what_if {scored.client_id}")
