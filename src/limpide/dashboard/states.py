"""State of a case in words: whose word it is, who signed it and when; with an icon, never by colour alone."""

from limpide.contract import CaseState, CaseStatus, Choice, LetterWay
from limpide.core.decision import Decision
from limpide.dashboard.words import Words

STATUSES = {
    CaseStatus.TO_DO: "state.to_do",
    CaseStatus.WAITING: "state.waiting",
    CaseStatus.ACCEPTED: "state.accepted",
    CaseStatus.REFUSED: "state.refused",
    CaseStatus.SECOND_SIGNATURE: "state.second_signature",
    CaseStatus.UNDER_REVIEW: "state.under_review",
    CaseStatus.CONCLUDED: "state.concluded",
    CaseStatus.LETTER_SENT: "state.letter_sent",
    CaseStatus.OTHER_DESK: "state.other_desk",
    CaseStatus.ERASED: "state.erased",
}
OPINIONS = {
    Decision.ACCEPTED: "opinion.accepted",
    Decision.REFUSED: "opinion.refused",
    Decision.REVIEW: "opinion.review",
}
WAYS = {LetterWay.POST: "way.post", LetterWay.EMAIL: "way.email", LetterWay.IN_HAND: "way.in_hand"}
SIGNED = {Choice.ACCEPTED: "signed.accepted", Choice.REFUSED: "signed.refused"}
# Headlines of cases whose signed decision the reader may not see.
_WITHOUT_CONTENT = {
    CaseStatus.OTHER_DESK: "state.decided_elsewhere",
    CaseStatus.UNDER_REVIEW: "state.under_review",
    CaseStatus.SECOND_SIGNATURE: "state.second_signature",
    CaseStatus.ERASED: "state.erased",
}
_OPEN = (CaseStatus.UNDER_REVIEW, CaseStatus.SECOND_SIGNATURE, CaseStatus.WAITING)
_WITH_CHOICE = (*_OPEN, CaseStatus.CONCLUDED, CaseStatus.LETTER_SENT)
_ICONS = {
    CaseStatus.TO_DO: ":material/radio_button_unchecked:",
    CaseStatus.WAITING: ":material/attach_file:",
    CaseStatus.ACCEPTED: ":material/check_circle:",
    CaseStatus.REFUSED: ":material/do_not_disturb_on:",
    CaseStatus.SECOND_SIGNATURE: ":material/signature:",
    CaseStatus.UNDER_REVIEW: ":material/hourglass_top:",
    CaseStatus.CONCLUDED: ":material/gavel:",
    CaseStatus.LETTER_SENT: ":material/mark_email_read:",
    CaseStatus.OTHER_DESK: ":material/apartment:",
    CaseStatus.ERASED: ":material/delete_forever:",
}
_UNKNOWN_ICON = ":material/person:"


def opinion(decision: Decision, words: Words) -> str:
    """Return what the model says, named as its opinion."""
    return words.say("opinion.named", opinion=words.say(OPINIONS[decision]))


def headline(state: CaseState | None, decision: Decision, words: Words) -> str:
    """Return whose word a case stands under: the signed decision, or the model's opinion before anybody signed."""
    if state is not None and state.choice is not None and state.signed_at is not None:
        key = "state.decided_after_review" if state.status is CaseStatus.CONCLUDED else "state.decided"
        return words.say(
            key,
            choice=words.say(SIGNED[state.choice]),
            officer=state.officer,
            day=words.short_day(state.signed_at),
        )
    if state is not None and state.status in _WITHOUT_CONTENT:
        return words.say(_WITHOUT_CONTENT[state.status])
    return opinion(decision, words)


def remarks(state: CaseState | None, decision: Decision, words: Words) -> list[str]:
    """Return what stands second: what is still open, and the model's opinion where somebody has signed."""
    if state is None:
        return [words.say("state.unknown")]
    told = _open_work(state, words)
    if state.assignee is not None:
        told.append(words.say("state.assigned", name=state.assignee))
    if state.status is CaseStatus.TO_DO:
        return [words.say("state.nobody"), *told]
    stands_second = headline(state, decision, words) != opinion(decision, words)
    return [*told, opinion(decision, words)] if stands_second else told


def _open_work(state: CaseState, words: Words) -> list[str]:
    """Return what is still open, or was done last: another desk's word, a deadline, documents, the letter."""
    match state.status:
        case CaseStatus.OTHER_DESK:
            return [words.say("state.other_desk_lead")]
        case CaseStatus.UNDER_REVIEW if state.due_at is not None:
            return [words.say("state.due", day=words.short_day(state.due_at))]
        case CaseStatus.SECOND_SIGNATURE if state.due_at is not None:
            return [words.say("state.signature_due", day=words.short_day(state.due_at))]
        case CaseStatus.WAITING | CaseStatus.LETTER_SENT if state.handled_at is not None:
            return [_handled(state, words)]
    return []


def _handled(state: CaseState, words: Words) -> str:
    assert state.handled_at is not None  # noqa: S101 - what it is called for
    values = {"officer": state.handled_by, "day": words.short_day(state.handled_at)}
    if state.status is CaseStatus.LETTER_SENT and state.way is not None:
        return words.say("state.letter_by", way=words.say(WAYS[state.way]), **values)
    if state.due_at is None:
        return words.say("state.documents_by", **values)
    return words.say("state.documents_until", until=words.short_day(state.due_at), **values)


def look(state: CaseState | None, decision: Decision) -> Decision:
    """Return whose colour and picture a case has: of what was signed, of the opinion before, none while it is open."""
    if state is None or state.status is CaseStatus.TO_DO:
        return decision
    settled = state.choice is not None and state.status not in _OPEN
    return Decision(state.choice.value) if state.choice is not None and settled else Decision.REVIEW


def short(state: CaseState | None, words: Words) -> str:
    """Return a state in a few words for one line of a list, empty where it is not known."""
    if state is None:
        return ""
    status = words.say(STATUSES[state.status])
    if state.assignee is not None:
        status = words.say("state.assigned_line", state=status, name=state.assignee)
    if state.choice is None or state.signed_at is None:
        return status
    if state.status in _WITH_CHOICE:
        status = words.say("state.with_choice", state=status, choice=words.say(SIGNED[state.choice]))
    return words.say("state.signed_line", state=status, officer=state.officer, day=words.short_day(state.signed_at))


def icon(state: CaseState | None) -> str:
    """Return the icon of a state for Streamlit's links; the word stands beside it."""
    return _UNKNOWN_ICON if state is None else _ICONS[state.status]
