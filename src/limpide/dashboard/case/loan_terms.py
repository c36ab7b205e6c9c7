"""The terms of the loan in a what-if: another duration of the tariff, and whether the price of the goods stays."""

from dataclasses import dataclass

import streamlit as st

from limpide.contract import TariffList, TariffPrice, Value
from limpide.dashboard.drafts import Draft, keeps
from limpide.dashboard.fields import Field, as_lender
from limpide.dashboard.words import Words

_KIND, _AMOUNT, _INSTALMENT, _GOODS = "NAME_CONTRACT_TYPE", "AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE"
_UNIT = 10_000.0
_NEAR = 2.5  # half a price cell, in instalment per 10,000


@dataclass(frozen=True)
class LoanTermsAsked:
    """``months`` is another duration, None for the loan's own; ``keep_goods`` makes a smaller amount a down payment."""

    months: int | None
    keep_goods: bool


def find_own_price(tariff: TariffList, fields: list[Field]) -> TariffPrice | None:
    """Return the price of the loan that was asked for, None when it is on no tariff."""
    held = {field.card.column: as_lender(field) for field in fields}
    kind, amount, instalment = (held.get(name) for name in (_KIND, _AMOUNT, _INSTALMENT))
    if not isinstance(amount, float | int) or not isinstance(instalment, float | int) or not amount:
        return None
    per = _UNIT * instalment / amount
    near = [each for each in tariff.prices if each.kind == kind and abs(each.instalment_per_10000 - per) <= _NEAR]
    return min(near, key=lambda each: abs(each.instalment_per_10000 - per), default=None)


def ask_terms(
    tariff: TariffList,
    fields: list[Field],
    edits: dict[str, Value],
    words: Words,
    *,
    draft: Draft,
    key: str,
    months: int | None = None,
) -> LoanTermsAsked:
    """Show the durations of the tariff, beginning with ``months``, and the choice of a down payment."""
    chosen = _ask_months(tariff, find_own_price(tariff, fields), words, draft=draft, key=f"{key}_months", months=months)
    goods, place = next((field.held for field in fields if field.card.column == _GOODS), None), f"{key}_goods"
    kept = st.checkbox(
        words.say("what_if.keep_goods"),
        value=draft.get(place, goods is not None and edits.get(_GOODS) == goods),
        help=words.say("what_if.keep_goods_help"),
        disabled=goods is None,
        key=place,
        on_change=keeps(draft, place, place),
    )
    return LoanTermsAsked(chosen, bool(kept))


def complete_edits(changes: dict[str, Value], fields: list[Field], asked: LoanTermsAsked) -> dict[str, Value]:
    """Return the edits with the columns that the terms name: the goods as they are, the amount for a duration."""
    held = {field.card.column: as_lender(field) for field in fields}
    named = dict(changes)
    if asked.keep_goods and _AMOUNT in changes and held.get(_GOODS) is not None:
        named.setdefault(_GOODS, held[_GOODS])
    if asked.months is not None and _AMOUNT in held:
        named.setdefault(_AMOUNT, held[_AMOUNT])
        named.pop(_INSTALMENT, None)
    return named


def _ask_months(
    tariff: TariffList, own: TariffPrice | None, words: Words, *, draft: Draft, key: str, months: int | None
) -> int | None:
    if own is None or own.months is None:
        st.caption(words.say("what_if.months_unknown"))
        return None
    known = sorted({each.months for each in tariff.prices if each.kind == own.kind and each.months is not None})
    options: list[int | None] = [None, *(each for each in known if each != own.months)]
    label_of_own = words.say("what_if.months_own", months=words.count("value.months", own.months))
    started = draft.get(key, months)
    chosen: int | None = st.selectbox(
        words.say("what_if.months"),
        options,
        index=options.index(started) if started in options else 0,
        format_func=lambda each: label_of_own if each is None else words.count("value.months", each),
        help=words.say("what_if.months_help"),
        key=key,
        on_change=keeps(draft, key, key),
    )
    return chosen
