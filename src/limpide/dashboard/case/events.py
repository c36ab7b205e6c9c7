"""Events of a case in words, among the decisions, in the order of the journal."""

from collections.abc import Iterable, Sequence

from limpide.contract import CaseEvent, DecisionRecord, EventKind
from limpide.dashboard.case.records import describe
from limpide.dashboard.screen import Screen
from limpide.dashboard.states import WAYS
from limpide.dashboard.tables import table
from limpide.dashboard.words import Words

_WITHOUT_VALUES = {
    EventKind.COMMENT: "event.comment",
    EventKind.DOCUMENTS_RECEIVED: "event.documents_received",
}


def build_history(decisions: Iterable[DecisionRecord], events: Iterable[CaseEvent], screen: Screen, *, alt: str) -> str:
    """Return decisions and events as one table, newest first."""
    entries: Sequence[DecisionRecord | CaseEvent] = sorted([*decisions, *events], key=lambda each: -each.position)
    words = screen.words
    rows = [
        describe(entry, words) if isinstance(entry, DecisionRecord) else describe_event(entry, words)
        for entry in entries
    ]
    return table(rows, alt=alt)


def describe_event(event: CaseEvent, words: Words) -> dict[str, str]:
    """Return an event as one row of the table of decisions."""
    return {
        words.say("history.when"): words.moment(event.recorded_at),
        words.say("history.choice"): _what(event, words),
        words.say("history.model"): "–",
        words.say("decision.motive"): " — ".join(filter(None, [_documents(event, words), event.text])) or "–",
        words.say("history.officer"): event.officer,
        words.say("history.version"): "–",
    }


def _what(event: CaseEvent, words: Words) -> str:
    match event.kind:
        case EventKind.ASSIGNMENT if event.assignee is None:
            return words.say("event.assigned_to_desk")
        case EventKind.ASSIGNMENT:
            return words.say("event.assigned", name=event.assignee)
        case EventKind.HANDOVER:
            return words.say("event.handover", desk=event.assignee)
        case EventKind.DOCUMENTS_REQUESTED if event.due_at is not None:
            return words.say("event.documents_requested", day=words.short_day(event.due_at))
        case EventKind.DOCUMENTS_REQUESTED:
            return words.say("event.documents_requested_undated")
        case EventKind.LETTER_HANDED_OVER if event.way is not None:
            return words.say("event.letter", way=words.say(WAYS[event.way]))
    return words.say(_WITHOUT_VALUES[event.kind])


def _documents(event: CaseEvent, words: Words) -> str:
    return words.enumerate(list(event.documents)) if event.documents else ""
