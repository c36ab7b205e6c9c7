"""Search of clients by name, with or without a birth date, in the one field that also takes numbers."""

import re
from dataclasses import dataclass
from datetime import date

import streamlit as st
from pydantic import ValidationError

from limpide.contract import IdentityMatch, IdentitySearch
from limpide.dashboard.listed import Listed
from limpide.dashboard.markup import escape_markdown, note, plain
from limpide.dashboard.screen import Screen
from limpide.dashboard.typography import escape
from limpide.dashboard.words import Words

_DATE = re.compile(r"(?P<day>\d{1,2})[/. -](?P<month>\d{1,2})[/. -](?P<year>\d{4})|(?P<iso>\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class NameTyped:
    """A name that was typed; ``born`` is None where no date was, ``is_wrong`` where it is no date."""

    name: str
    born: date | None = None
    is_wrong: bool = False


def read_name_typed(typed: str) -> NameTyped | None:
    """Return the name and the date (day first) in what was typed, None where it is meant as a number.

    >>> read_name_typed("Léger-Martin Zoé 21/04/1988")
    NameTyped(name='Léger-Martin Zoé', born=datetime.date(1988, 4, 21), is_wrong=False)
    >>> read_name_typed("100 002") is None
    True
    """
    found = _DATE.search(typed)
    if found is None:
        is_name = any(each.isalpha() for each in typed) and not any(each.isdigit() for each in typed)
        return NameTyped(" ".join(typed.split())) if is_name else None
    name = " ".join((typed[: found.start()] + " " + typed[found.end() :]).strip(" ,").split()).strip(" ,")
    try:
        return NameTyped(name, _day(found))
    except ValueError:
        return NameTyped(name, is_wrong=True)


def show_matches(screen: Screen, typed: NameTyped, listed: Listed, *, opens: bool) -> None:
    """List the clients of that name; ``opens`` goes to the case of the only one."""
    words = screen.words
    if complaint := _complaint(typed, words):
        st.warning(complaint, icon=":material/edit:")
        return
    try:
        asked = IdentitySearch(name=typed.name, birth_date=typed.born)
    except ValidationError:
        st.warning(words.say("find.wrong_date"), icon=":material/edit:")
        return
    found = screen.api.client.search_clients(asked)
    if opens and found.complete and len(found.matches) == 1:
        screen.open_case(found.matches[0].client_id, listed)
    told = words.count("find.named", len(found.matches)) if found.matches else words.say("find.nobody_named")
    notes = [] if found.complete else [words.say("find.more_named")]
    notes += [words.say("find.filters_named")] if listed.is_filtered else []
    st.html(f'<p role="status">{escape(told)}</p>' + "".join(note(each) for each in notes))
    with st.container(gap=None, key="matches"):
        for match in found.matches:
            screen.link_case(match.client_id, _label(match, words), listed)


def _day(found: re.Match[str]) -> date:
    if found["iso"]:
        return date.fromisoformat(found["iso"])
    return date(int(found["year"]), int(found["month"]), int(found["day"]))


def _complaint(typed: NameTyped, words: Words) -> str | None:
    if typed.is_wrong:
        return words.say("find.wrong_date")
    return None if typed.name else words.say("find.date_alone")


def _label(match: IdentityMatch, words: Words) -> str:
    facts = [words.say("identity.born", day=words.day(match.birth_date)), *([match.city] if match.city else [])]
    name = f"{match.given_names} {match.family_name}"
    return f"**{escape_markdown(match.client_id)}** — {plain(name)}, {plain(' · '.join(facts))}"
