"""What is typed and not sent yet, and how it is sent: whatever fails, a reload finds it again and nothing goes twice.

A click that sends does so before the page is drawn anew (in Streamlit's callbacks): a further click cuts the drawing
short, never the sending.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from limpide.client import Refused
from limpide.core.errors import Unavailable
from limpide.dashboard.api import new_key
from limpide.dashboard.trouble import NO_TOKEN
from limpide.dashboard.words import Words

Draft = dict[str, Any]
T = TypeVar("T")

_KEY, _SEEN, _LACKING, _TROUBLE, _LOST = "key", "seen", "lacking", "trouble", "lost"


def keeps(draft: Draft, name: str, key: str) -> Callable[[], None]:
    """Return what a widget does when it changes: keep its value in a draft."""

    def keep() -> None:
        draft[name] = typed_in(key, None)

    return keep


def offer(draft: Draft, label: str, *, key: str, **look: Any) -> None:
    """Show a button whose press waits in the draft until it is taken, also when a further click cuts a run short."""
    st.button(label, key=key, on_click=partial(draft.update, {key: True}), **look)


def take(draft: Draft, key: str) -> bool:
    """Return once that a button was pressed."""
    return bool(draft.pop(key, False))


def typed_in(key: str, kept: Any) -> Any:
    """Return what a field on the page holds by now, else what was kept of it.

    A single value is a point where Streamlit may end the script, and a callback with it; all of them are none.
    """
    return st.session_state.to_dict().get(key, kept)


def renew(draft: Draft) -> None:
    """Make what is sent next another request, of which nothing has been told yet."""
    for name in (_KEY, _SEEN, _LACKING, _TROUBLE, _LOST):
        draft.pop(name, None)


def first_seen(draft: Draft, seen: T) -> T:
    """Return what was on the page when a draft was sent the first time: sent again, it must say the same."""
    first: T = draft.setdefault(_SEEN, seen)
    return first


def send(draft: Draft, ask: Callable[[str], T]) -> T | None:
    """Send what a draft holds; None when that failed, which the draft remembers until it is told.

    ``ask`` is given the key under which the service takes a second sending for the first; it stays until an answer
    came.
    """
    try:
        return ask(draft.setdefault(_KEY, new_key()))
    except Unavailable as error:
        draft[_TROUBLE] = error
    except Refused as refused:
        renew(draft)
        if refused.problem.status != NO_TOKEN:  # the page finds that out by itself, and asks who is there
            draft[_TROUBLE] = refused
    return None


def lacks(draft: Draft, sentence: str) -> None:
    """Remember what still lacks before a draft can be sent."""
    draft[_LACKING] = sentence


def lose(draft: Draft) -> None:
    """Remember that a click did not reach what it was for."""
    draft[_LOST] = True


def read_messages(draft: Draft) -> Draft:
    """Return what ``tell`` will say."""
    return {name: draft[name] for name in (_LACKING, _TROUBLE, _LOST) if name in draft}


def tell(draft: Draft, words: Words) -> None:
    """Say once what kept a draft from being sent; raises ``Refused`` for the page to tell it."""
    lacking, trouble, lost = (draft.pop(name, None) for name in (_LACKING, _TROUBLE, _LOST))
    if lost:
        st.error(words.say("draft.lost"), icon=":material/edit:")
    if lacking:
        st.warning(lacking, icon=":material/edit:")
    if isinstance(trouble, Unavailable):
        st.error(words.say("draft.unavailable"), icon=":material/cloud_off:")
    elif trouble:
        raise trouble
