"""The client's own view: what is held on one person, in words, to be read with them and printed for them."""

from datetime import UTC, datetime
from itertools import groupby

import streamlit as st

from limpide.contract import ClientRecord, RecordedFeature
from limpide.dashboard import markup
from limpide.dashboard.case.themes import build_section, build_themes
from limpide.dashboard.case.timeline import build_timeline
from limpide.dashboard.screen import Screen
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import escape
from limpide.dashboard.values import show_value
from limpide.dashboard.words import Words


def show(screen: Screen) -> None:
    """Show the record of the client whom the address names."""
    words, client_id = screen.words, markup.read_client_id(str(st.query_params.get("client", "")))
    if client_id is None:
        screen.title(words.say("record.title"))
        st.markdown(words.say("case.none"))
        st.page_link(screen.pages["find"], label=words.say("case.search"), icon=":material/search:")
        return
    screen.title(words.say("record.title_of", client=client_id))
    address = screen.address(client=client_id)
    back = words.say("record.back")
    st.page_link(screen.pages["case"], label=back, icon=":material/arrow_back:", query_params=address)
    with told_calmly(words), st.spinner(words.say("record.wait")):
        st.html(build_record(screen.api.record(screen.api.client.predict(client_id)), words))


def build_record(record: ClientRecord, words: Words) -> str:
    """Return the whole view: how it is to be read, loans, declared data, data computed for the model."""
    printed = words.say("record.printed", client=record.client_id, day=words.day(datetime.now(UTC).astimezone().date()))
    parts = [
        f'<p class="lp-lead">{escape(words.say("record.lead"))}</p><p class="lp-printed">{escape(printed)}</p>',
        markup.heading(words.say("record.declared"), "declared", lead=words.say("record.declared_lead")),
        build_themes(record.application, words),
        markup.note(words.count("record.withheld", record.withheld)) if record.withheld else "",
        markup.heading(words.say("record.loans"), "loans", lead=words.say("record.loans_lead")),
        _loans(record, words),
        markup.heading(words.say("record.computed"), "computed", lead=words.say("record.computed_lead")),
        _computed(record.features, words),
        f'<p class="lp-lead">{escape(words.say("record.correct"))}</p>',
    ]
    return f'<article class="lp-record">{"".join(parts)}</article>'


def _loans(record: ClientRecord, words: Words) -> str:
    if record.loans is None:
        return f"<p>{escape(words.say('record.no_histories'))}</p>"
    return build_timeline(record.loans, words) if record.loans else f"<p>{escape(words.say('record.no_loans'))}</p>"


def _computed(features: list[RecordedFeature], words: Words) -> str:
    parts = []
    for family, grouped in groupby(features, key=lambda feature: feature.family_label):
        held = list(grouped)
        facts = [
            (_named(feature, words), show_value(words, feature.value, feature.unit))
            for feature in held
            if feature.value is not None
        ]
        parts.append(build_section(family, facts, [feature.label for feature in held if feature.value is None], words))
    return f'<div class="lp-themes">{"".join(parts)}</div>'


def _named(feature: RecordedFeature, words: Words) -> str:
    return words.say("record.sourced", label=feature.label, source=feature.source)
