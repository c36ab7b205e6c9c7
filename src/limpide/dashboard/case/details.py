"""What lies behind the reasons: every feature that counted, and the application as it was made."""

import pandas as pd
import streamlit as st

from limpide.contract import Contribution, Explanation, Quality, RawValue
from limpide.dashboard.markup import plain
from limpide.dashboard.reasons import points_of
from limpide.dashboard.screen import Screen
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.values import show_column, show_value
from limpide.dashboard.words import Words

_MOST_FEATURES = 20
_TITLE = "client_id"  # the page's title says it already
_QUALITIES = {
    Quality.OK: "quality.ok",
    Quality.MISSING: "quality.missing",
    Quality.UNUSUAL: "quality.unusual",
}


def show(screen: Screen, explanation: Explanation) -> None:
    """Show two closed drawers, each with a table."""
    words = screen.words
    with st.expander(words.say("details.features")):
        table = _features(explanation, words)
        st.table(table, border="horizontal", alt=words.say("details.features_alt"))
    with st.expander(words.say("details.application")), told_calmly(words, place="details"):
        held = screen.api.details(explanation)
        table = _application(held.application, words)
        st.table(table, border="horizontal", alt=words.say("details.application_alt"))


def _features(explanation: Explanation, words: Words) -> pd.DataFrame:
    features = [feature for feature in explanation.features if feature.contribution][:_MOST_FEATURES]
    rows = [_feature_row(feature, explanation, words) for feature in features]
    return pd.DataFrame(rows, index=_index([feature.label for feature in features], words))


def _feature_row(feature: Contribution, explanation: Explanation, words: Words) -> dict[str, str]:
    return {
        words.say("reasons.value"): plain(show_value(words, feature.value, feature.unit)),
        words.say("reasons.typical"): plain(show_value(words, feature.typical, feature.unit)),
        words.say("waterfall.points"): words.signed(points_of(explanation, feature), decimals=2),
        words.say("reasons.source"): plain(feature.source),
        words.say("details.quality"): words.say(_QUALITIES[feature.quality]),
    }


def _application(application: list[RawValue], words: Words) -> pd.DataFrame:
    columns = [raw for raw in application if raw.column != _TITLE]
    values = [plain(show_column(words, raw)) for raw in columns]
    index = _index([raw.label for raw in columns], words)
    return pd.DataFrame({words.say("reasons.value"): values}, index=index)


def _index(labels: list[str], words: Words) -> pd.Index:
    return pd.Index([plain(label) for label in labels], name=words.say("details.datum"))
