"""Global importance: what weighs most in the model, by concept and then by feature; and one client's beside it."""

import streamlit as st

from limpide.contract import Explanation, Importance, ModelCard
from limpide.core.errors import Unavailable
from limpide.dashboard import markup
from limpide.dashboard.charts.bars import bars_chart
from limpide.dashboard.markup import Shares
from limpide.dashboard.screen import Screen
from limpide.dashboard.tables import table
from limpide.dashboard.words import Words

_TOP = 15


def show(screen: Screen, card: ModelCard) -> None:
    """Show concepts as bars, then the strongest features as a table; of an older service, features as bars."""
    words = screen.words
    st.html(markup.heading(words.say("model.importance"), "importance"))
    found = screen.api.importance(card.model_version, top=_TOP)
    st.markdown(words.say("model.importance_lead", clients=words.number(found.clients)))
    shares = {each.label: each.share for each in found.families or found.features}
    st.html(bars_chart(shares, words, screen.palette).html(words.say("model.importance_alt")))
    with st.expander(words.say("model.importance_table")):
        if found.families:
            st.html(table(_family_rows(found, words), alt=words.say("model.importance_alt"), headed=True))
        st.html(table(_feature_rows(found, card, words), alt=words.say("model.features_alt"), headed=True))


def find_shares(screen: Screen, explanation: Explanation) -> Shares:
    """Return each concept's share of one client's effects, and of all clients' where it is known already."""
    total = sum(abs(each.contribution) for each in explanation.families)
    own = {each.family: abs(each.contribution) / total if total else 0.0 for each in explanation.families}
    try:
        found = screen.api.importance(explanation.model_version, top=_TOP)
    except Unavailable:  # the clients of a new model are still being scored, or the service is away
        return Shares(own, {})
    return Shares(own, {each.family: each.share for each in found.families})


def _family_rows(found: Importance, words: Words) -> list[dict[str, str]]:
    return [
        {words.say("waterfall.family"): each.label, words.say("model.share"): words.percent(each.share)}
        for each in found.families
    ]


def _feature_rows(found: Importance, card: ModelCard, words: Words) -> list[dict[str, str]]:
    return [
        {
            words.say("details.datum"): feature.label,
            words.say("waterfall.family"): card.families.get(feature.family, ""),
            words.say("model.feature_share"): words.percent(feature.share),
        }
        for feature in found.features
    ]
