"""What lies behind the reasons: every feature that counted, and the application as it was made."""

import streamlit as st

from limpide.contract import Contribution, Explanation, Quality
from limpide.dashboard.case.themes import build_themes
from limpide.dashboard.drawers import open_drawer
from limpide.dashboard.reasons import points_of
from limpide.dashboard.screen import Screen
from limpide.dashboard.tables import table
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.values import show_value
from limpide.dashboard.words import Words

_MOST_FEATURES = 20
_QUALITIES = {
    Quality.OK: "quality.ok",
    Quality.MISSING: "quality.missing",
    Quality.UNUSUAL: "quality.unusual",
}


def show(screen: Screen, explanation: Explanation) -> None:
    """Show two closed drawers, the data that counted and the application by theme, and the way to the client's view."""
    words = screen.words
    features = open_drawer(words.say("details.features"), key=f"open_features_{explanation.client_id}")
    if features.open:
        with features:
            st.html(table(_features(explanation, words), alt=words.say("details.features_alt"), headed=True))
    application = open_drawer(words.say("details.application"), key=f"open_application_{explanation.client_id}")
    if application.open:
        with application, told_calmly(words, place="details"):
            st.html(build_themes(screen.api.application(explanation), words))
    address = screen.address(client=str(explanation.client_id))
    st.page_link(screen.pages["record"], label=words.say("record.open"), icon=":material/print:", query_params=address)


def _features(explanation: Explanation, words: Words) -> list[dict[str, str]]:
    features = [feature for feature in explanation.features if feature.contribution][:_MOST_FEATURES]
    return [_feature_row(feature, explanation, words) for feature in features]


def _feature_row(feature: Contribution, explanation: Explanation, words: Words) -> dict[str, str]:
    return {
        words.say("details.datum"): feature.label,
        words.say("reasons.value"): show_value(words, feature.value, feature.unit),
        words.say("reasons.typical"): show_value(words, feature.typical, feature.unit),
        words.say("waterfall.points"): words.signed(points_of(explanation, feature), decimals=2),
        words.say("reasons.source"): feature.source,
        words.say("details.quality"): words.say(_QUALITIES[feature.quality]),
    }
