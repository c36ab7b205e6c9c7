"""The model: what it decides by, what weighs in it, how good it is, what its mistakes cost, whom it treats how."""

import streamlit as st

from limpide.contract import CostCurve, ModelCard
from limpide.dashboard import candidates, fairness, importance, markup
from limpide.dashboard.charts.costs import costs_chart
from limpide.dashboard.screen import Screen
from limpide.dashboard.tables import table
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import escape
from limpide.dashboard.words import Words

_RATIOS = (2, 5, 8, 10, 12, 15, 20, 30)
_DIGITS = 12


def show(screen: Screen) -> None:
    """Show the page."""
    words = screen.words
    screen.title(words.say("nav.model"))
    with told_calmly(words):
        with st.spinner(words.say("model.wait")):
            card = screen.api.client.model()
        _summary(card, words)
        importance.show(screen, card)
        candidates.show(card, words)
        _costs(screen, card)
        fairness.show(screen, card)


def _summary(card: ModelCard, words: Words) -> None:
    st.html(markup.heading(words.say("model.what"), "what"))
    told = {
        "kind": words.say(candidates.FAMILIES.get(card.kind, "model.other")).lower(),
        "clients": words.number(card.learnt_clients),
        "rate": words.percent(card.default_rate),
        "features": words.number(card.features),
    }
    st.markdown(words.say("model.lead", **told))
    rule = {
        "threshold": words.percent(card.threshold),
        "ratio": words.number(card.missed_default_cost / card.refused_good_cost, decimals=1),
    }
    zone = {"low": words.percent(card.grey_zone.low), "high": words.percent(card.grey_zone.high)}
    bare = card.grey_zone.low == card.grey_zone.high
    st.markdown(words.say("model.rule_bare", **rule) if bare else words.say("model.rule", **rule, **zone))
    st.html(table(_zone_rows(card, words), alt=words.say("zones.alt"), headed=True))
    st.markdown(_stated(card, words))
    st.markdown(words.say("model.protected"))
    versions = {"model": card.model_version[:_DIGITS], "snapshot": card.learnt_snapshot[:_DIGITS]}
    st.caption(words.say("model.version", limpide=card.limpide, **versions))


def _zone_rows(card: ModelCard, words: Words) -> list[dict[str, str]]:
    """Return the zones of decision with their ends; the break-even point is none of them."""
    zone = card.grey_zone
    bounds = {
        "zones.accepted": (0.0, zone.low),
        **({"zones.review": (zone.low, zone.high)} if zone.low < zone.high else {}),
        "zones.refused": (zone.high, 1.0),
    }
    return [
        {
            words.say("zones.zone"): words.say(key),
            words.say("zones.from"): words.percent(low),
            words.say("zones.to"): words.percent(high),
        }
        for key, (low, high) in bounds.items()
    ]


def _stated(card: ModelCard, words: Words) -> str:
    """Say how the lender stated its costs; the text of an option is shown as it was typed."""
    return words.say(
        "model.given",
        given=markup.plain(card.cost_given),
        cost=words.number(card.review_cost, decimals=2),
        error=words.percent(card.reviewer_error, decimals=0),
    )


@st.fragment  # type: ignore[untyped-decorator]
def _costs(screen: Screen, card: ModelCard) -> None:
    words = screen.words
    st.html(markup.heading(words.say("costs.heading"), "costs"))
    st.markdown(words.say("costs.lead"))
    served = card.missed_default_cost / card.refused_good_cost
    ratio = st.select_slider(
        words.say("costs.ratio"),
        sorted({*map(float, _RATIOS), served}),
        value=served,
        format_func=lambda ratio: words.say("costs.times", ratio=words.number(ratio, decimals=2)),
        key="cost_ratio",
    )
    with told_calmly(words, place="costs"):
        with st.spinner(words.say("costs.wait")):
            curve = screen.api.cost_curve(card.model_version, ratio=ratio)
        st.html(f'<p class="lp-words" role="status">{escape(_cost_sentence(curve, words))}</p>')
        st.altair_chart(costs_chart(curve, words, screen.palette), alt=words.say("costs.alt"))
        st.html(table(_cost_rows(curve, words), alt=words.say("costs.table_alt")))
        st.caption(markup.plain(curve.basis))


def _cost_sentence(curve: CostCurve, words: Words) -> str:
    saved = 1 - curve.current.cost / curve.accept_everybody.cost if curve.accept_everybody.cost else 0.0
    return words.say(
        "costs.sentence",
        threshold=words.percent(curve.current.threshold),
        cost=words.number(curve.current.cost, decimals=3),
        everybody=words.number(curve.accept_everybody.cost, decimals=3),
        saved=words.percent(saved, decimals=0),
        cheapest=words.percent(curve.cheapest.threshold),
    )


def _cost_rows(curve: CostCurve, words: Words) -> list[dict[str, str]]:
    points = {
        "costs.current": curve.current,
        **({} if curve.break_even == curve.current else {"costs.break_even": curve.break_even}),
        "costs.cheapest": curve.cheapest,
        "costs.everybody": curve.accept_everybody,
    }
    return [
        {
            words.say("costs.at"): words.say(key),
            words.say("costs.threshold"): words.percent(point.threshold),
            words.say("costs.refused"): words.percent(point.refused),
            words.say("costs.missed"): words.percent(point.missed_defaults),
            words.say("costs.goods"): words.percent(point.refused_goods),
            words.say("costs.cost"): words.number(point.cost, decimals=3, exact=True),
        }
        for key, point in points.items()
    ]
