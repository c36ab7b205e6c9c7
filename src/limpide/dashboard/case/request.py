"""Who asks for what: applicant, loan and budget, from the application, the tariff and the lender's units."""

from collections.abc import Mapping
from math import floor

import streamlit as st

from limpide.client import Refused
from limpide.contract import Explanation, LenderUnits, RawValue, TariffPrice
from limpide.core.apr import annual_percentage_rate
from limpide.core.errors import Unavailable
from limpide.dashboard.case.editing import editable_fields
from limpide.dashboard.case.loan_terms import find_own_price
from limpide.dashboard.screen import Screen
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import escape
from limpide.dashboard.values import show_column
from limpide.dashboard.words import Words

_AGE, _INCOME, _INSTALMENT = "DAYS_BIRTH", "AMT_INCOME_TOTAL", "AMT_ANNUITY"
_CLIENT = ("NAME_FAMILY_STATUS", "CNT_CHILDREN", "NAME_INCOME_TYPE", "DAYS_EMPLOYED")
_AMOUNT = "AMT_CREDIT"
_LOAN = ("NAME_CONTRACT_TYPE", _AMOUNT, _INSTALMENT)
_DAYS_IN_YEAR = 365.25
_A_YEAR = {"month": 12, "year": 1}

Facts = list[tuple[str, str]]


def show(screen: Screen, explanation: Explanation) -> None:
    """Show three short lists side by side."""
    words = screen.words
    with told_calmly(words, place="request"):
        held = {raw.column: raw for raw in screen.api.application(explanation)}
        price = _find_price(screen, explanation)
        groups = {
            "request.client": client_facts(held, words),
            "request.loan": loan_facts(held, price, words),
            "request.budget": budget_facts(held, screen.api.lender(), words),
        }
        st.html(build_request(groups, words))


def build_request(groups: Mapping[str, Facts], words: Words) -> str:
    """Return the lists, each under its heading."""
    parts = "".join(
        f"<section><h3>{escape(words.say(key))}</h3>{_listed(facts)}</section>" for key, facts in groups.items()
    )
    return f'<div class="lp-request">{parts}</div>'


def client_facts(held: Mapping[str, RawValue], words: Words) -> Facts:
    """Return age and situation; for the officer's eyes, not all of it enters the model."""
    born = held.get(_AGE)
    facts = []
    if born is not None and isinstance(born.value, float | int):
        years = floor(abs(born.value) / _DAYS_IN_YEAR)
        facts.append((words.say("request.age"), words.count("value.years", years)))
    return facts + _facts(held, _CLIENT, words)


def loan_facts(held: Mapping[str, RawValue], price: TariffPrice | None, words: Words) -> Facts:
    """Return product, amount and instalment as asked for; duration and rate where the tariff tells the duration."""
    months = price.months if price else None
    rate = find_apr(held, months)
    unknown = words.say("request.off_tariff")
    return [
        *_facts(held, _LOAN, words),
        (words.say("request.duration"), unknown if months is None else words.count("value.months", months)),
        (words.say("request.rate"), unknown if rate is None else words.percent(rate)),
    ]


def find_apr(held: Mapping[str, RawValue], months: int | None) -> float | None:
    """Return the annual percentage rate of the loan's own amount and instalment, None where a value is not known."""
    amount, instalment = (held[name].value if name in held else None for name in (_AMOUNT, _INSTALMENT))
    if months is None or not isinstance(amount, float | int) or not isinstance(instalment, float | int):
        return None
    return annual_percentage_rate(amount, instalment, months)


def budget_facts(held: Mapping[str, RawValue], lender: LenderUnits, words: Words) -> Facts:
    """Return the income and, where the lender declares both periods, the instalment's share of it."""
    share = find_burden(held, lender)
    told = words.say("request.no_burden") if share is None else words.percent(share, decimals=0)
    return [
        *_facts(held, (_INCOME,), words),
        (words.say("request.charges"), words.say("value.missing")),
        (words.say("request.burden"), told),
    ]


def find_burden(held: Mapping[str, RawValue], lender: LenderUnits) -> float | None:
    """Return the instalments of a year over the income of a year, None where a period or a value is not known."""
    income, instalment = (held[name].value if name in held else None for name in (_INCOME, _INSTALMENT))
    if lender.income_period is None or lender.instalment_period is None:
        return None
    if not isinstance(income, float | int) or not isinstance(instalment, float | int) or income <= 0:
        return None
    return instalment * _A_YEAR[lender.instalment_period] / (income * _A_YEAR[lender.income_period])


def _facts(held: Mapping[str, RawValue], columns: tuple[str, ...], words: Words) -> Facts:
    return [(held[name].label, show_column(words, held[name])) for name in columns if name in held]


def _find_price(screen: Screen, explanation: Explanation) -> TariffPrice | None:
    try:
        return find_own_price(screen.api.tariff(), editable_fields(screen, explanation))
    except (Unavailable, Refused):
        return None  # the case is complete without a tariff


def _listed(facts: Facts) -> str:
    lines = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    return f"<dl>{lines}</dl>"
