"""The officer's decision: agree or decide otherwise, with a motive and a signature; then letter and history."""

from typing import Any

import streamlit as st

from limpide.client import Refused
from limpide.contract import Choice, DecisionList, DecisionRecord, DecisionRequest, Explanation, Motive
from limpide.core.decision import Decision
from limpide.core.errors import Unavailable
from limpide.dashboard import markup
from limpide.dashboard.api import new_key
from limpide.dashboard.case import history, letter
from limpide.dashboard.case.records import CHOICES, MOTIVES
from limpide.dashboard.rerun import run_part_again
from limpide.dashboard.screen import Screen, decides
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.words import Words

_MOST_CHARACTERS = 2000
_LONGEST_NAME = 100


def show(screen: Screen, explanation: Explanation) -> None:
    """Show the form, the letter on the latest decision, and all decisions on this client."""
    words = screen.words
    st.html(markup.heading(words.say("decision.heading"), "decision"))
    if not decides(screen.me):
        st.markdown(words.say("decision.not_yours"))
        return
    _decide(screen, explanation)


@st.fragment  # type: ignore[untyped-decorator]
def _decide(screen: Screen, explanation: Explanation) -> None:
    with told_calmly(screen.words, place="decision"):
        decided = screen.api.client.decisions(explanation.client_id)
        _form(screen, explanation, decided)
        letter.show(screen, explanation, decided)
        history.show(screen, decided)


def _form(screen: Screen, explanation: Explanation, decided: DecisionList) -> None:
    words, draft = screen.words, screen.visit.draft(f"decision {explanation.client_id}")
    st.markdown(_lead(explanation, decided, words))
    _thank(draft, words)
    choice = _ask_choice(explanation, draft, words)
    if choice is None:
        return
    motive = _ask_motive(explanation, choice, draft, words)
    comment = _ask_comment(draft, words)
    officer = _ask_name(screen, draft)
    signed = st.checkbox(words.say("decision.sign"), key=_key("signed", explanation, draft))
    if not st.button(words.say("decision.record"), type="primary", icon=":material/draw:", key="record_decision"):
        return
    complaint = _complaint(screen, motive=motive, comment=comment, officer=officer, signed=signed)
    if complaint:
        st.warning(complaint, icon=":material/edit:")
        return
    latest = decided.decisions[0] if decided.decisions else None
    request = DecisionRequest(
        client_id=explanation.client_id,
        choice=choice,
        motive=motive or Motive.OTHER,
        comment=comment,
        officer=officer if screen.me.name is None else None,
        after=latest.decision_id if latest else None,
        model_version=explanation.model_version,
        snapshot_version=explanation.snapshot_version,
    )
    _record(screen, request, draft)


def _record(screen: Screen, request: DecisionRequest, draft: dict[str, Any]) -> None:
    """Send the decision; the key stays until an answer came, so that a second click records nothing twice."""
    words = screen.words
    try:
        with st.spinner(words.say("decision.wait")):
            record = screen.api.client.decide(request, key=draft.setdefault("key", new_key()))
    except Unavailable:
        st.error(words.say("decision.unavailable"), icon=":material/cloud_off:")
        return
    except Refused:
        draft.pop("key", None)  # what is sent next is another request
        raise
    signer = draft.get("officer")
    draft.clear()
    draft |= {"recorded": record, "officer": signer, "round": str(record.decision_id)}
    run_part_again()


def _lead(explanation: Explanation, decided: DecisionList, words: Words) -> str:
    if explanation.decision is Decision.REVIEW:
        lead = words.say("decision.lead_review")
    else:
        lead = words.say("decision.lead", verdict=words.say(markup.TITLES[explanation.decision]).lower())
    return f"{lead} {words.say('decision.again')}" if decided.decisions else lead


def _thank(draft: dict[str, Any], words: Words) -> None:
    record: DecisionRecord | None = draft.get("recorded")
    if record is not None:
        told = {
            "choice": words.say(markup.TITLES[Decision(record.choice.value)]).lower(),
            "position": words.number(record.position),
        }
        st.success(words.say("decision.recorded", **told), icon=":material/verified:")


def _ask_choice(explanation: Explanation, draft: dict[str, Any], words: Words) -> Choice | None:
    options = list(CHOICES)

    def written(choice: Choice) -> str:
        proposed = choice.value == explanation.decision.value
        return words.say(CHOICES[choice]) + (f" ({words.say('decision.proposed')})" if proposed else "")

    kept = draft.get("choice")
    chosen: Choice | None = st.radio(
        words.say("decision.choice"),
        options,
        index=None if kept is None else options.index(kept),
        format_func=written,
        horizontal=True,
        key=_key("choice", explanation, draft),
    )
    draft["choice"] = chosen
    return chosen


def _ask_motive(explanation: Explanation, choice: Choice, draft: dict[str, Any], words: Words) -> Motive | None:
    agrees = choice.value == explanation.decision.value
    options = [motive for motive in MOTIVES if agrees or motive is not Motive.FOLLOWS_SCORE]
    kept = draft.get("motive", Motive.FOLLOWS_SCORE if agrees else None)
    motive: Motive | None = st.selectbox(
        words.say("decision.motive"),
        options,
        index=options.index(kept) if kept in options else None,
        format_func=lambda code: words.say(MOTIVES[code]),
        placeholder=words.say("decision.choose"),
        key=f"{_key('motive', explanation, draft)}_{agrees}",
    )
    draft["motive"] = motive
    return motive


def _ask_comment(draft: dict[str, Any], words: Words) -> str:
    comment: str = st.text_area(
        words.say("decision.comment"),
        value=draft.get("comment", ""),
        max_chars=_MOST_CHARACTERS,
        help=words.say("decision.comment_help"),
        key=f"comment_{draft.get('round', '')}",
    )
    draft["comment"] = comment
    return comment.strip()


def _ask_name(screen: Screen, draft: dict[str, Any]) -> str:
    words = screen.words
    if screen.me.name is not None:
        st.markdown(words.say("decision.signed_by", name=markup.plain(screen.me.name)))
        return screen.me.name
    name: str = st.text_input(
        words.say("decision.name"),
        value=draft.get("officer") or screen.visit.draft("officer").get("name", ""),
        max_chars=_LONGEST_NAME,
        autocomplete="name",
        key=f"officer_{draft.get('round', '')}",
    )
    draft["officer"] = name
    screen.visit.draft("officer")["name"] = name
    return name.strip()


def _complaint(screen: Screen, *, motive: Motive | None, comment: str, officer: str, signed: bool) -> str | None:
    """Say what still lacks, or None."""
    words = screen.words
    if motive is None:
        return words.say("decision.lacks_motive")
    if motive is not Motive.FOLLOWS_SCORE and not comment:
        return words.say("decision.lacks_comment")
    if not officer:
        return words.say("decision.lacks_name")
    return None if signed else words.say("decision.lacks_signature")


def _key(name: str, explanation: Explanation, draft: dict[str, Any]) -> str:
    return f"decision_{name}_{explanation.client_id}_{draft.get('round', '')}"
