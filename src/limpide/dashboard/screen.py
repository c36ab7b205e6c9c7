"""What every page is given: its words, the API, who looks at it, and the pages it may lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from limpide.contract import Me, Role
from limpide.core.identifiers import ClientId
from limpide.dashboard.api import Api
from limpide.dashboard.charts.palette import Palette, get_palette
from limpide.dashboard.listed import EVERYBODY, Listed
from limpide.dashboard.markup import escape_markdown
from limpide.dashboard.submissions import Submissions
from limpide.dashboard.visit import Visit
from limpide.dashboard.words import Words
from limpide.language.languages import DEFAULT

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

_CASES = (Role.OFFICER, Role.REVIEWER, Role.SERVICE)
_DECIDING = (Role.OFFICER, Role.REVIEWER)


@dataclass(frozen=True)
class Screen:
    """One run of one page for one person."""

    words: Words
    api: Api
    me: Me
    visit: Visit
    pages: "Mapping[str, StreamlitPage]"
    submissions: Submissions

    @property
    def palette(self) -> Palette:
        """The colours of the theme that the browser shows."""
        return get_palette(st.context.theme.type)

    def address(self, **parameters: str) -> dict[str, str]:
        """Return the query of a link to a page, which keeps the language."""
        language = self.words.language
        return parameters if language == DEFAULT else {**parameters, "lang": language}

    def title(self, page: str) -> None:
        """Name the page in the browser's tab, and as its one first-level heading."""
        st.set_page_config(page_title=self.words.say("app.page_title", page=page))
        st.title(escape_markdown(page), anchor=False)

    def open_case(self, client_id: ClientId, listed: Listed = EVERYBODY) -> None:
        """Leave for a client's case, which remembers the list that it was found in."""
        st.switch_page(self.pages["case"], query_params=self.address(client=client_id, **listed.parameters))

    def link_case(
        self, client_id: ClientId, label: str, listed: Listed = EVERYBODY, *, icon: str = ":material/person:"
    ) -> None:
        """Show a link to a client's case, which remembers the list that it was found in."""
        address = self.address(client=client_id, **listed.parameters)
        st.page_link(self.pages["case"], label=label, icon=icon, query_params=address, width="stretch")


def sees_cases(me: Me) -> bool:
    """Whether somebody may look at a client's data; a service that runs open knows no roles."""
    return me.role is None or me.role in _CASES


def sees_scores(me: Me) -> bool:
    """Whether somebody may look at the model and at groups of clients."""
    return sees_cases(me) or me.role is Role.ANALYST


def decides(me: Me) -> bool:
    """Whether somebody may sign a decision."""
    return me.role is None or me.role in _DECIDING


def countersigns(me: Me) -> bool:
    """Whether somebody may be asked for a second signature; whether their limit covers it, the service says."""
    return decides(me)


def reviews(me: Me) -> bool:
    """Whether somebody may conclude a review."""
    return me.role is None or me.role is Role.REVIEWER
