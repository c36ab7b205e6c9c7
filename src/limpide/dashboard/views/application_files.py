"""Files with a new application: the template to download, what may be brought, and which applicant of it to score."""

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from limpide.contract import ColumnCard, ColumnList
from limpide.dashboard import markup
from limpide.dashboard.template import build_template
from limpide.dashboard.uploads import CLIENT, BadFile, Brought, read_files
from limpide.dashboard.words import Words


def ask_files(
    columns: ColumnList, cards: Sequence[ColumnCard], required: Iterable[str], words: Words
) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]] | None:
    """Return the application and the histories that were brought; None without files, or when one cannot be used."""
    st.markdown(words.say("upload.lead"))
    st.download_button(
        words.say("upload.template"),
        build_template(cards, required, words),
        file_name=words.say("upload.template_name"),
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    files = st.file_uploader(
        words.say("upload.label"), type=["csv", "json"], accept_multiple_files=True, key="application_files"
    )
    if not files:
        return None
    try:
        brought = read_files([(file.name, file.getvalue()) for file in files], columns)
    except BadFile as error:
        st.warning(words.say(error.key, name=markup.plain(error.name)), icon=":material/description:")
        return None
    application, histories = brought.of(_ask_place(brought, words))
    rows = words.number(sum(map(len, histories.values())))
    st.caption(words.say("upload.read", columns=words.number(len(application)), rows=rows))
    return {name: value for name, value in application.items() if name != "TARGET"}, histories


def _ask_place(brought: Brought, words: Words) -> int:
    if len(brought.applications) == 1:
        return 0
    names = [str(row.get(CLIENT, rank + 1)) for rank, row in enumerate(brought.applications)]
    chosen: int = st.selectbox(
        words.say("upload.which"), range(len(names)), format_func=lambda rank: names[rank], key="application_place"
    )
    return chosen
