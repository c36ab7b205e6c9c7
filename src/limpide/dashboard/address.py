"""Choices kept in the address of the page, where they can be bookmarked and shared; the usual ones need no name."""

from collections.abc import Callable, Sequence

import streamlit as st


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
