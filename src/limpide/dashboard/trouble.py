"""Troubles told as calm sentences, in the place of what they keep from being shown."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from limpide.client import Preparing, Refused
from limpide.core.errors import Unavailable
from limpide.dashboard.markup import plain
from limpide.dashboard.visit import sign_out
from limpide.dashboard.words import Words

NO_TOKEN = 401
_logger = logging.getLogger(__name__)


@contextmanager
def told_calmly(words: Words, *, place: str = "page") -> Iterator[None]:
    """Run a part of a page; a trouble with the API becomes a sentence in its place, with what to do next.

    ``place`` tells the parts of one page apart.
    """
    try:
        yield
    except Refused as refused:
        _tell_refusal(refused)
    except Preparing as preparing:
        st.info(plain(preparing.problem.detail), icon=":material/hourglass_top:")
        offer_retry(words, place=place)
    except Unavailable as error:
        _logger.warning("%s", error)
        st.error(words.say("trouble.unavailable"), icon=":material/cloud_off:")
        offer_retry(words, place=place)


def offer_retry(words: Words, *, place: str = "page") -> None:
    """Show the button that asks again; any click runs the page anew."""
    if st.button(words.say("trouble.retry"), icon=":material/refresh:", key=f"retry_{place}"):
        st.rerun()


def _tell_refusal(refused: Refused) -> None:
    if refused.problem.status == NO_TOKEN:
        sign_out()
        st.rerun()
    st.warning(plain(refused.problem.detail), icon=":material/info:")
