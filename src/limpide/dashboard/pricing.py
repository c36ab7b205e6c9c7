"""The instalment of a new application: filled in by the tariff where it is left empty, at the price that is chosen."""

import streamlit as st

from limpide.contract import TariffList, TariffPrice, Value
from limpide.dashboard.drafts import Draft, keeps
from limpide.dashboard.words import Words

_KIND, _AMOUNT, _INSTALMENT = "NAME_CONTRACT_TYPE", "AMT_CREDIT", "AMT_ANNUITY"
_UNIT = 10_000.0


def find_prices(tariff: TariffList, typed: dict[str, Value]) -> list[TariffPrice]:
    """Return the prices of the kind and amount that are typed; those of known duration alone if there are any."""
    kind, amount = typed.get(_KIND), typed.get(_AMOUNT)
    if not isinstance(amount, float | int):
        return []
    fitting = [each for each in tariff.prices if each.kind == kind and each.min_amount <= amount <= each.max_amount]
    return [each for each in fitting if each.months is not None] or fitting


def ask_price(tariff: TariffList, typed: dict[str, Value], words: Words, *, draft: Draft, key: str) -> dict[str, Value]:
    """Offer the prices of the tariff; return the instalment that one makes, nothing where it was typed.

    It follows the amount: another amount, and the instalment is computed anew at the same price.
    """
    prices = {each.instalment_per_10000: each for each in find_prices(tariff, typed)}
    if typed.get(_INSTALMENT) is not None or not prices:
        return {}
    options: list[float | None] = [None, *prices]
    chosen: float | None = st.selectbox(
        words.say("application.months"),
        options,
        index=options.index(draft.get(key)) if draft.get(key) in options else 0,
        format_func=lambda per: words.say("application.months_none") if per is None else _option(prices[per], words),
        help=words.say("application.months_help"),
        key=key,
        on_change=keeps(draft, key, key),
    )
    amount = typed[_AMOUNT]
    if chosen is None or not isinstance(amount, float | int):
        return {}
    instalment = amount * chosen / _UNIT
    st.caption(_priced(prices[chosen], instalment, words))
    return {_INSTALMENT: instalment}


def _option(price: TariffPrice, words: Words) -> str:
    if price.months is None or price.yearly_rate is None:
        return words.say("application.price_unknown", instalment=words.amount(price.instalment_per_10000))
    return words.say("application.price_option", months=price.months, rate=words.percent(price.yearly_rate))


def _priced(price: TariffPrice, instalment: float, words: Words) -> str:
    if price.months is None:
        return words.say("application.priced_unknown", instalment=words.amount(instalment))
    months = words.count("value.months", price.months)
    return words.say("application.priced", instalment=words.amount(instalment), months=months)
