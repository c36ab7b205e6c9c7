"""What may be edited in a client's application: fields with what is held, and the edits kept through reloads."""

from limpide.contract import Prediction, Value
from limpide.dashboard.fields import Field, as_lender
from limpide.dashboard.screen import Screen

_CHANGES, _ROUND = "changes", "round"


def editable_fields(screen: Screen, scored: Prediction) -> list[Field]:
    """Return the columns that a simulation may change, with what is held on the client."""
    held = {raw.column: raw.value for raw in screen.api.details(scored).application}
    cards = screen.api.columns().columns
    return [Field(card, held.get(card.column)) for card in cards if card.editable and card.table == "application"]


def read_edits(screen: Screen, scored: Prediction) -> dict[str, Value]:
    """Return the edits that are being looked at, by column, as the lender writes them."""
    edits: dict[str, Value] = screen.visit.draft(_name(scored)).get(_CHANGES, {})
    return edits


def write_edits(screen: Screen, scored: Prediction, edits: dict[str, Value]) -> None:
    """Keep other edits, and let the fields start from them."""
    draft = screen.visit.draft(_name(scored))
    draft[_CHANGES] = edits
    draft[_ROUND] = draft.get(_ROUND, 0) + 1


def edit_round(screen: Screen, scored: Prediction) -> int:
    """Return a number that changes whenever the fields must start anew."""
    count: int = screen.visit.draft(_name(scored)).get(_ROUND, 0)
    return count


def find_changes(fields: list[Field], typed: dict[str, Value]) -> dict[str, Value]:
    """Return what differs from what is held."""
    held = {field.card.column: as_lender(field) for field in fields}
    return {column: value for column, value in typed.items() if value != held[column]}


def _name(scored: Prediction) -> str:
    return f"what_if {scored.client_id}"
