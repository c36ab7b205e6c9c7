"""A new application: typed or brought as files, scored at once, and kept as a case when the officer wants it."""

from typing import Any

import streamlit as st

from limpide.client import Refused
from limpide.contract import ApplicantRequest, AssessmentRequest, ColumnCard, ColumnList, Value
from limpide.dashboard import markup
from limpide.dashboard.api import new_key
from limpide.dashboard.case import assessed
from limpide.dashboard.fields import Field, ask_all
from limpide.dashboard.rerun import run_part_again
from limpide.dashboard.screen import Screen, decides
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import escape, typeset
from limpide.dashboard.uploads import CLIENT, BadFile, Brought, read_files
from limpide.dashboard.words import Words

# What a person at the desk is asked, in the order of the talk.
_PARTS = {
    "application.loan": ("NAME_CONTRACT_TYPE", "AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE"),
    "application.person": ("DAYS_BIRTH", "NAME_EDUCATION_TYPE", "CNT_CHILDREN", "CNT_FAM_MEMBERS"),
    "application.work": (
        "AMT_INCOME_TOTAL",
        "NAME_INCOME_TYPE",
        "OCCUPATION_TYPE",
        "ORGANIZATION_TYPE",
        "DAYS_EMPLOYED",
    ),
    "application.home": ("NAME_HOUSING_TYPE", "FLAG_OWN_REALTY", "FLAG_OWN_CAR", "OWN_CAR_AGE"),
    "application.scores": ("EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3"),
}
_NEVER_ASKED = (CLIENT, "TARGET")
_DRAFT = "application"
_MOST_FAULTS = 10


def show(screen: Screen) -> None:
    """Show the page."""
    words = screen.words
    screen.title(words.say("nav.application"))
    st.markdown(words.say("application.lead"))
    with told_calmly(words):
        columns = screen.api.columns()
        _page(screen, columns)


@st.fragment  # type: ignore[untyped-decorator]
def _page(screen: Screen, columns: ColumnList) -> None:
    words = screen.words
    by_form, by_file = st.tabs([words.say("application.form"), words.say("application.files")])
    with by_form:
        _by_form(screen, columns)
    with by_file:
        _by_files(screen, columns)
    with told_calmly(words, place="assessed"):
        _assess(screen, columns)


def _by_form(screen: Screen, columns: ColumnList) -> None:
    words = screen.words
    cards = {card.column: card for card in columns.columns if card.table == "application"}
    held: dict[str, Value] = screen.visit.draft(_DRAFT).get("typed", {})
    further = _ask_further(cards, held, words)
    with st.form("application_form", border=False):
        typed: dict[str, Value] = {}
        for part, names in {**_PARTS, "application.further": tuple(further)}.items():
            if names:
                st.html(f"<h2>{escape(words.say(part))}</h2>")
                fields = [Field(cards[name], held.get(name)) for name in names if name in cards]
                typed |= ask_all(fields, words, key="application", columns=4)
        asked = st.form_submit_button(words.say("application.assess"), type="primary", icon=":material/calculate:")
    if asked:
        given = {name: value for name, value in typed.items() if value is not None}
        screen.visit.draft(_DRAFT)["typed"] = given
        _put(screen, given, {})


def _ask_further(cards: dict[str, ColumnCard], held: dict[str, Value], words: Words) -> list[str]:
    asked = {name for names in _PARTS.values() for name in names}
    others = {
        name: typeset(card.label) for name, card in cards.items() if name not in asked and name not in _NEVER_ASKED
    }
    chosen: list[str] = st.multiselect(
        words.say("application.add"),
        list(others),
        default=[name for name in others if name in held],
        format_func=lambda name: others[name],
        placeholder=words.say("application.add_placeholder"),
        key="application_further",
    )
    return chosen


def _by_files(screen: Screen, columns: ColumnList) -> None:
    words = screen.words
    st.markdown(words.say("upload.lead"))
    files = st.file_uploader(
        words.say("upload.label"), type=["csv", "json"], accept_multiple_files=True, key="application_files"
    )
    if not files:
        return
    try:
        brought = read_files([(file.name, file.getvalue()) for file in files], columns)
    except BadFile as error:
        st.warning(words.say(error.key, name=markup.plain(error.name)), icon=":material/description:")
        return
    place = _ask_place(brought, words)
    application, histories = brought.of(place)
    rows = words.number(sum(map(len, histories.values())))
    st.caption(words.say("upload.read", columns=words.number(len(application)), rows=rows))
    if st.button(words.say("application.assess"), type="primary", icon=":material/calculate:", key="assess_files"):
        application.pop("TARGET", None)
        _put(screen, application, histories)


def _ask_place(brought: Brought, words: Words) -> int:
    if len(brought.applications) == 1:
        return 0
    names = [str(row.get(CLIENT, rank + 1)) for rank, row in enumerate(brought.applications)]
    chosen: int = st.selectbox(
        words.say("upload.which"), range(len(names)), format_func=lambda rank: names[rank], key="application_place"
    )
    return chosen


def _put(screen: Screen, application: dict[str, Any], histories: dict[str, list[dict[str, Any]]]) -> None:
    draft = screen.visit.draft(_DRAFT)
    draft |= {"asked": (application, histories), "key": new_key(), "stored": None}


def _assess(screen: Screen, columns: ColumnList) -> None:
    """Show the score of what was asked last, and the way to keep it as a case."""
    words, draft = screen.words, screen.visit.draft(_DRAFT)
    if "asked" not in draft:
        return
    application, histories = draft["asked"]
    try:
        with st.spinner(words.say("application.wait")):
            request = AssessmentRequest(application=application, histories=histories or None)
            assessment = screen.api.client.assess(request)
    except Refused as refused:
        _tell_faults(refused, columns, words)
        return
    assessed.show(assessment, words)
    if draft["stored"] is None and decides(screen.me):
        st.caption(words.say("application.unstored"))
        if st.button(words.say("application.store"), type="primary", icon=":material/save:", key="store_application"):
            with st.spinner(words.say("application.storing")):
                request_to_keep = ApplicantRequest(application=application, histories=histories or None)
                draft["stored"] = screen.api.client.apply(request_to_keep, key=draft["key"]).client_id
            run_part_again()
    if draft["stored"] is not None:
        st.success(words.say("application.stored", client=draft["stored"]), icon=":material/verified:")
        screen.link_case(draft["stored"], words.say("find.open", client=draft["stored"]))


def _tell_faults(refused: Refused, columns: ColumnList, words: Words) -> None:
    """Say what cannot be used, column by column, by their labels."""
    labels = {f"{card.table}.{card.column}": card.label for card in columns.columns}
    faults = refused.problem.errors[:_MOST_FAULTS]
    if not faults:
        raise refused
    lines = [f"- **{markup.plain(_label(fault.field, labels))}** : {markup.plain(fault.message)}" for fault in faults]
    st.warning("\n".join([words.say("application.faults"), "", *lines]), icon=":material/edit:")


def _label(field: str, labels: dict[str, str]) -> str:
    """Return the label of a field, named as the API does: application.COLUMN, histories.TABLE.ROW.COLUMN."""
    parts = field.split(".")
    name = f"{parts[1] if parts[0] == 'histories' and len(parts) > 1 else parts[0]}.{parts[-1]}"
    return labels.get(name, parts[-1])
