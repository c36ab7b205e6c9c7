"""A new application: typed or brought as files, scored at once, and kept as a case when the officer wants it."""

from functools import partial
from typing import Any

import streamlit as st

from limpide.client import Refused
from limpide.contract import ApplicantRequest, Assessment, AssessmentRequest, ColumnCard, ColumnList, Value
from limpide.contract.completeness import FACT_COLUMNS, KIND_OF_CONTRACT, REVOLVING
from limpide.core.minimum_data import Fact, required_facts
from limpide.dashboard import markup
from limpide.dashboard.case import assessed
from limpide.dashboard.drafts import Draft, keeps, lacks, offer, renew, send, take, tell
from limpide.dashboard.fields import Field, ask_all
from limpide.dashboard.identity_form import IdentityForm
from limpide.dashboard.pricing import ask_price
from limpide.dashboard.screen import Screen, decides
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import escape, typeset
from limpide.dashboard.uploads import CLIENT
from limpide.dashboard.views.application_files import ask_files
from limpide.dashboard.words import Words

_LOAN = "application.loan"
# What a person at the desk is asked, in the order of the talk.
PARTS = {
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
_DRAFT, _ROUND, _FURTHER, _IDENTITY = "application", "round", "further", "identity"
_BY_FORM, _BY_FILES = "assess_form", "assess_files"
_MOST_FAULTS = 10

Asked = tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]


def show(screen: Screen) -> None:
    """Show the page."""
    words = screen.words
    screen.title(words.say("nav.application"))
    st.markdown(words.say("application.lead"))
    st.info(words.say("application.disclose"), icon=":material/campaign:")
    with told_calmly(words):
        columns = screen.api.columns()
        _page(screen, columns)


@st.fragment  # type: ignore[untyped-decorator]
def _page(screen: Screen, columns: ColumnList) -> None:
    words = screen.words
    by_form, by_file = st.tabs([words.say("application.form"), words.say("application.files")])
    with by_form:
        typed = _by_form(screen, columns)
        _answer(screen, columns, _BY_FORM, typed)
    with by_file:
        cards = [_cards(columns)[name] for names in PARTS.values() for name in names if name in _cards(columns)]
        brought = ask_files(columns, cards, required_columns(None), words)
        _answer(screen, columns, _BY_FILES, brought)
    with screen.submissions.answering(), told_calmly(words, place="stored"):
        _show_stored(screen)


def _answer(screen: Screen, columns: ColumnList, source: str, shown: Asked | None) -> None:
    """Offer to score what one tab holds, and show its score as long as it holds the same."""
    words, draft = screen.words, screen.visit.draft(_DRAFT)
    if shown is not None:
        with st.container(horizontal=True, key=f"{source}_buttons"):
            offer(draft, words.say("application.assess"), key=source, type="primary", icon=":material/calculate:")
            if source == _BY_FORM:
                clear = partial(_clear, draft)
                st.button(words.say("application.clear"), icon=":material/undo:", on_click=clear)
        if take(draft, source):
            draft |= {"asked": shown, "source": source, "stored": None, "confirmed": False}
            renew(draft)
    if draft.get("source") == source and draft.get("asked") != shown:
        draft |= {"asked": None, "source": None}  # an answer is never shown beside what it was not computed from
    if draft.get("source") == source:
        with screen.submissions.answering(), told_calmly(words, place="assessed"):
            _assess(screen, columns)


def required_columns(kind: Value) -> frozenset[str]:
    """Return the columns that a kind of contract needs, one for each fact; a source is any of several."""
    facts = required_facts(revolving=kind == REVOLVING)
    return frozenset(FACT_COLUMNS[fact][0] for fact in facts if fact is not Fact.SOURCE)


def _cards(columns: ColumnList) -> dict[str, ColumnCard]:
    return {card.column: card for card in columns.columns if card.table == "application"}


def _by_form(screen: Screen, columns: ColumnList) -> Asked:
    words, cards, draft = screen.words, _cards(columns), screen.visit.draft(_DRAFT)
    key = f"application_{draft.setdefault(_ROUND, 0)}"
    fields = draft.setdefault("fields", {})
    st.caption(words.say("application.required"))
    required = required_columns(fields.get(f"{key}_{KIND_OF_CONTRACT}"))
    parts = needed_parts(cards)
    further = _ask_further(cards, parts, draft, words, key=f"{key}_further")
    typed: dict[str, Value] = {}
    for part, names in {**parts, "application.further": tuple(further)}.items():
        if names:
            st.html(f"<h2>{escape(words.say(part))}</h2>")
            if part == "application.scores":
                st.caption(words.say("application.scores_lead"))
            asked = [Field(cards[name], required=name in required, bounded=False) for name in names]
            typed |= ask_all(asked, words, draft=fields, key=key, columns=4)
        if part == _LOAN:
            typed |= ask_price(screen.api.tariff(), typed, words, draft=draft, key=f"{key}_price")
    if decides(screen.me):
        with st.expander(words.say("identity.optional")):
            st.caption(words.say("identity.lead"))
            identity_form(screen, draft).ask()
    return {name: value for name, value in typed.items() if value is not None}, {}


def identity_form(screen: Screen, draft: Draft) -> IdentityForm:
    """Return the fields of who applies, and who borrows with them."""
    fields = draft.setdefault(_IDENTITY, {})
    return IdentityForm(screen.words, fields, f"application_{draft.setdefault(_ROUND, 0)}_identity")


def _clear(draft: Draft) -> None:
    """Begin with empty fields, for the next person at the desk."""
    count = draft[_ROUND] + 1
    draft.clear()
    draft[_ROUND] = count


def needed_parts(cards: dict[str, ColumnCard]) -> dict[str, tuple[str, ...]]:
    """Return what the form asks (data minimisation): the loan, what the model reads, what a decision needs.

    Anything else is asked only when an officer adds it.
    """
    facts = {name for columns in FACT_COLUMNS.values() for name in columns} | set(PARTS[_LOAN])
    return {
        part: tuple(name for name in names if name in cards and (name in facts or cards[name].in_model))
        for part, names in PARTS.items()
    }


def _ask_further(
    cards: dict[str, ColumnCard], parts: dict[str, tuple[str, ...]], draft: Draft, words: Words, *, key: str
) -> list[str]:
    asked = {name for names in parts.values() for name in names}
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


def _assess(screen: Screen, columns: ColumnList) -> None:
    """Show the score of what was asked last, and the way to keep it as a case."""
    words, draft = screen.words, screen.visit.draft(_DRAFT)
    application, histories = draft["asked"]
    try:
        with st.spinner(words.say("application.wait")):
            request = AssessmentRequest(application=application, histories=histories or None)
            assessment = screen.api.client.assess(request)
    except Refused as refused:
        _tell_faults(refused, columns, words)
        return
    labels = {name: card.label for name, card in _cards(columns).items()}
    assessed.show(assessment, words, labels=labels)
    if draft["stored"] is None and decides(screen.me):
        _offer_store(screen, assessment, draft)


def _offer_store(screen: Screen, assessment: Assessment, draft: Draft) -> None:
    words = screen.words
    if assessment.contradictions:
        st.checkbox(
            words.say("application.confirm"),
            value=bool(draft.get("confirmed")),
            key="application_confirmed",
            on_change=keeps(draft, "confirmed", "application_confirmed"),
        )
    st.caption(words.say("application.unstored"))
    submission = screen.submissions.show(_DRAFT, draft)
    st.button(
        words.say("application.store_incomplete" if assessment.incomplete else "application.store"),
        type="primary",
        icon=":material/save:",
        key=submission.key("send_application"),
        on_click=partial(submission.run, partial(_store, screen, draft, asks=bool(assessment.contradictions))),
    )


def _show_stored(screen: Screen) -> None:
    """Say what became of the last click that stores, also when the fields were changed meanwhile."""
    words, draft = screen.words, screen.visit.draft(_DRAFT)
    tell(draft, words)
    if draft.get("stored") is not None:
        st.success(words.say("application.stored", client=draft["stored"]), icon=":material/verified:")
        screen.link_case(draft["stored"], words.say("find.open", client=draft["stored"]))


def _store(screen: Screen, draft: Draft, *, asks: bool) -> bool:
    if asks and not draft.get("confirmed"):
        lacks(draft, screen.words.say("application.unconfirmed"))
        return False
    identity = identity_form(screen, draft).read() if draft.get("source") == _BY_FORM else None
    if isinstance(identity, str):
        lacks(draft, identity)
        return False
    application, histories = draft["asked"]
    request = ApplicantRequest(application=application, histories=histories or None, identity=identity)
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
