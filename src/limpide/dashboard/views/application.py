"""A new application: typed or brought as files, scored at once, and kept as a case when the officer wants it."""

from functools import partial
from typing import Any

import streamlit as st

from limpide.client import Refused
from limpide.contract import ApplicantRequest, AssessmentRequest, ColumnCard, ColumnList, Value
from limpide.dashboard import markup
from limpide.dashboard.case import assessed
from limpide.dashboard.drafts import Draft, keeps, offer, renew, send, take, tell
from limpide.dashboard.fields import Field, ask_all
from limpide.dashboard.pricing import ask_price
from limpide.dashboard.screen import Screen, decides
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import escape, typeset
from limpide.dashboard.uploads import CLIENT, BadFile, Brought, read_files
from limpide.dashboard.words import Words

_LOAN = "application.loan"
# What a person at the desk is asked, in the order of the talk.
_PARTS = {
    _LOAN: ("NAME_CONTRACT_TYPE", "AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE"),
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
_DRAFT, _ROUND, _FURTHER = "application", "round", "further"
_BY_FORM, _BY_FILES = "assess_form", "assess_files"
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
    with screen.submissions.answering(), told_calmly(words, place="assessed"):
        _assess(screen, columns)


def _by_form(screen: Screen, columns: ColumnList) -> None:
    words = screen.words
    cards = {card.column: card for card in columns.columns if card.table == "application"}
    draft = screen.visit.draft(_DRAFT)
    key = f"application_{draft.setdefault(_ROUND, 0)}"
    further = _ask_further(cards, draft, words, key=f"{key}_further")
    typed: dict[str, Value] = {}
    for part, names in {**_PARTS, "application.further": tuple(further)}.items():
        if names:
            st.html(f"<h2>{escape(words.say(part))}</h2>")
            fields = [Field(cards[name]) for name in names if name in cards]
            typed |= ask_all(fields, words, draft=draft.setdefault("fields", {}), key=key, columns=4)
        if part == _LOAN:
            typed |= ask_price(screen.api.tariff(), typed, words, draft=draft, key=f"{key}_price")
    with st.container(horizontal=True, key="assess"):
        look = {"type": "primary", "icon": ":material/calculate:"}
        offer(draft, words.say("application.assess"), key=_BY_FORM, **look)
        st.button(words.say("application.clear"), icon=":material/undo:", on_click=partial(_clear, draft))
    if take(draft, _BY_FORM):
        _put(draft, {name: value for name, value in typed.items() if value is not None}, {})


def _clear(draft: Draft) -> None:
    """Begin with empty fields, for the next person at the desk."""
    count = draft[_ROUND] + 1
    draft.clear()
    draft[_ROUND] = count


def _ask_further(cards: dict[str, ColumnCard], draft: Draft, words: Words, *, key: str) -> list[str]:
    asked = {name for names in _PARTS.values() for name in names}
    others = {
        name: typeset(card.label) for name, card in cards.items() if name not in asked and name not in _NEVER_ASKED
    }
    chosen: list[str] = st.multiselect(
        words.say("application.add"),
        list(others),
        default=[name for name in draft.get(_FURTHER, []) if name in others],
        format_func=lambda name: others[name],
        select_all=False,
        placeholder=words.say("application.add_placeholder"),
        key=key,
        on_change=keeps(draft, _FURTHER, key),
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
    draft, look = screen.visit.draft(_DRAFT), {"type": "primary", "icon": ":material/calculate:"}
    offer(draft, words.say("application.assess"), key=_BY_FILES, **look)
    if take(draft, _BY_FILES):
        application.pop("TARGET", None)
        _put(draft, application, histories)


def _ask_place(brought: Brought, words: Words) -> int:
    if len(brought.applications) == 1:
        return 0
    names = [str(row.get(CLIENT, rank + 1)) for rank, row in enumerate(brought.applications)]
    chosen: int = st.selectbox(
        words.say("upload.which"), range(len(names)), format_func=lambda rank: names[rank], key="application_place"
    )
    return chosen


def _put(draft: Draft, application: dict[str, Any], histories: dict[str, list[dict[str, Any]]]) -> None:
    draft |= {"asked": (application, histories), "stored": None}
    renew(draft)


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
        submission = screen.submissions.show(_DRAFT, draft)
        st.button(
            words.say("application.store"),
            type="primary",
            icon=":material/save:",
            key=submission.key("send_application"),
            on_click=partial(submission.run, partial(_store, screen, draft)),
        )
    tell(draft, words)
    if draft["stored"] is not None:
        st.success(words.say("application.stored", client=draft["stored"]), icon=":material/verified:")
        screen.link_case(draft["stored"], words.say("find.open", client=draft["stored"]))


def _store(screen: Screen, draft: Draft) -> bool:
    application, histories = draft["asked"]
    request = ApplicantRequest(application=application, histories=histories or None)
    stored = send(draft, lambda key: screen.api.client.apply(request, key=key))
    draft["stored"] = stored and stored.client_id
    return stored is not None


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
