"""Choices kept in the address of the page, where they can be bookmarked and shared; the usual ones need no name."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from limpide.dashboard.words import Words


def read_all() -> dict[str, list[str]]:
    """Return everything that the address asks for, to be asked again elsewhere."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def read_choice(name: str, options: Sequence[str], *, usual: str) -> str:
    """Return the option that the address names, the usual one when it names none of them."""
    named = st.query_params.get(name, usual)
    return named if named in options else usual


def read_choices(name: str, options: Sequence[str], *, usual: Sequence[str]) -> list[str]:
    """Return the options that the address names, in their order; the usual ones when it names none of them."""
    named = st.query_params.get_all(name)
    return [option for option in options if option in named] or list(usual)


def read_number(name: str, *, low: float, high: float) -> float | None:
    """Return the number that the address names, None without one or beyond the bounds."""
    try:
        number = float(st.query_params.get(name, ""))
    except ValueError:
        return None
    return number if low <= number <= high else None


def writes(name: str, key: str, *, usual: object = None) -> Callable[[], None]:
    """Return what a widget does when it changes: write its value in the address."""

    def write() -> None:
        value = st.session_state.get(key)
        if value in (usual, None, "", []):
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = [str(each) for each in value] if isinstance(value, list) else str(value)

    return write


def choose_view(words: Words, label: str, views: Mapping[str, str], *, name: str, key: str, usual: str) -> str:
    """Ask which of several views to show, in a row of buttons; ``views`` are words of the catalogue by option."""
    view: str = st.segmented_control(
        words.say(label),
        list(views),
        default=read_choice(name, list(views), usual=usual),
        format_func=lambda option: words.say(views[option]),
        required=True,
        key=key,
        on_change=writes(name, key, usual=usual),
        label_visibility="collapsed",
    )
    return view
