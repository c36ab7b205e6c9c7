"""Record of the assessment of solvency: the fields of the decision form, and how a decision's record is told."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from limpide.client import Refused
from limpide.contract import (
    AssessmentRecord,
    Charge,
    ChargeKind,
    Evidence,
    EvidenceKind,
    Income,
    IncomeKind,
    RegisterConsultation,
    RegisterKind,
    RegisterResult,
    SolvencyAssessment,
)
from limpide.core.errors import Unavailable
from limpide.dashboard.drafts import Draft, typed_in
from limpide.dashboard.drawers import open_drawer
from limpide.dashboard.screen import Screen
from limpide.dashboard.tables import table
from limpide.dashboard.words import Words

INCOMES = {
    IncomeKind.WORK: "solvency.income_work",
    IncomeKind.BENEFITS: "solvency.income_benefits",
    IncomeKind.OTHER: "solvency.income_other",
}
CHARGES = {
    ChargeKind.HOUSING: "solvency.charge_housing",
    ChargeKind.LOANS: "solvency.charge_loans",
    ChargeKind.OTHER: "solvency.charge_other",
}
EVIDENCE = {
    EvidenceKind.STATEMENT: "solvency.statement",
    EvidenceKind.PAYSLIP: "solvency.payslip",
    EvidenceKind.TAX_NOTICE: "solvency.tax_notice",
    EvidenceKind.BENEFIT_NOTICE: "solvency.benefit_notice",
    EvidenceKind.BANK_STATEMENT: "solvency.bank_statement",
    EvidenceKind.LEASE: "solvency.lease",
    EvidenceKind.LOAN_SCHEDULE: "solvency.loan_schedule",
    EvidenceKind.OTHER: "solvency.evidence_other",
}
RESULTS = {
    RegisterResult.NOT_LISTED: "solvency.not_listed",
    RegisterResult.LISTED: "solvency.listed",
    RegisterResult.UNAVAILABLE: "solvency.unavailable",
}
_PERIODS = {"month": "solvency.month", "year": "solvency.year"}
_SEEN, _SEEN_TEXT, _DAY, _RESULT = "evidence", "evidence_text", "ficp_day", "ficp_result"
_REQUIRED = "assessment_required"
_LONGEST = 300

Keeps = Callable[[str, str], Callable[[], None]]
Key = Callable[[str], str]


def ask_solvency(screen: Screen, draft: Draft, *, key: Key, keeps: Keeps) -> None:
    """Show the fields; open where something was typed, or where the lender requires them."""
    words = screen.words
    required = draft[_REQUIRED] = _is_required(screen)
    opened = required or any(draft.get(name) is not None for name in (*INCOMES.values(), *CHARGES.values(), _RESULT))
    drawer = open_drawer(words.say("solvency.heading"), key=key("open_solvency"), opened=opened)
    if not drawer.open:
        return
    with drawer:
        st.caption(words.say("solvency.lead"))
        for names in zip(INCOMES.values(), CHARGES.values(), strict=True):  # income beside charges
            for column, name in zip(st.columns(2, vertical_alignment="bottom"), names, strict=True):
                with column:
                    _ask_amount(name, words, draft, key=key, keeps=keeps)
        _ask_evidence(words, draft, key=key, keeps=keeps)
        _ask_register(words, draft, key=key, keeps=keeps)


def read_solvency(words: Words, draft: Draft, *, key: Key, required: bool) -> SolvencyAssessment | str | None:
    """Return what is typed by now, None where nothing is, or the sentence that says what lacks.

    Where the record is ``required`` of this form, the lender may say so; the form remembers it from its drawing.
    """
    incomes = [Income(kind=kind, amount=amount) for kind, amount in _typed(INCOMES, draft, key).items()]
    charges = [Charge(kind=kind, amount=amount) for kind, amount in _typed(CHARGES, draft, key).items()]
    seen: list[EvidenceKind] = typed_in(key(_SEEN), draft.get(_SEEN)) or []
    text = (typed_in(key(_SEEN_TEXT), draft.get(_SEEN_TEXT)) or "").strip()
    day: date | None = typed_in(key(_DAY), draft.get(_DAY))
    result: RegisterResult | None = typed_in(key(_RESULT), draft.get(_RESULT))
    if not (incomes or charges or seen or text or day or result):
        return words.say("solvency.required") if required and draft.get(_REQUIRED) else None
    if not (incomes and charges):
        return words.say("solvency.lacks_amounts")
    if (day is None) is not (result is None):
        return words.say("solvency.lacks_register")
    files = [] if day is None or result is None else [_ficp(day, result)]
    return SolvencyAssessment(incomes=incomes, charges=charges, evidence=_evidence(seen, text), files=files)


def build_record(record: AssessmentRecord, words: Words, *, alt: str) -> str:
    """Return a record as a table: what was looked at, and what it said."""
    figures = [(INCOMES[each.kind], each.amount, each.period) for each in record.incomes]
    figures += [(CHARGES[each.kind], each.amount, each.period) for each in record.charges]
    rows = [(words.say(label), _amount(amount, period, record, words)) for label, amount, period in figures]
    if record.declared.income is not None:
        declared = _amount(record.declared.income, record.income_period, record, words)
        rows.append((words.say("solvency.declared_income"), declared))
    rows += [(words.say("solvency.evidence"), _describe_evidence(each, words)) for each in record.evidence]
    rows += [_describe_consultation(each, words) for each in record.files]
    what, found = words.say("solvency.what"), words.say("solvency.found")
    return table([{what: name, found: value} for name, value in rows], alt=alt, headed=True)


def _is_required(screen: Screen) -> bool:
    """Whether the lender takes no first decision without the record; not known while the service is away."""
    try:
        return screen.api.lender().assessment_required
    except (Unavailable, Refused):
        return False


def _amount(amount: float, period: str | None, record: AssessmentRecord, words: Words) -> str:
    """Write an amount in the currency of its time, with its period where one is declared."""
    written = replace(words, currency=record.currency).amount(amount)
    return words.say(_PERIODS[period] if period else "solvency.no_period", amount=written)


def _describe_consultation(consulted: RegisterConsultation, words: Words) -> tuple[str, str]:
    other = consulted.name or words.say("solvency.file_other")
    name = words.say("solvency.ficp") if consulted.file is RegisterKind.FICP else other
    result = words.say(RESULTS[consulted.result])
    return name, words.say("solvency.consulted", day=words.day(consulted.consulted_on), result=result)


def _describe_evidence(seen: Evidence, words: Words) -> str:
    kind = words.say(EVIDENCE[seen.kind])
    return words.say("solvency.evidence_of", kind=kind, text=seen.text) if seen.text else kind


def _ask_amount(name: str, words: Words, draft: Draft, *, key: Key, keeps: Keeps) -> None:
    st.number_input(
        words.amount_label(words.say(name)),
        min_value=0.0,
        value=draft.get(name),
        step=10.0,
        format="%.0f",
        key=key(name),
        on_change=keeps(name, key(name)),
    )


def _ask_evidence(words: Words, draft: Draft, *, key: Key, keeps: Keeps) -> None:
    st.multiselect(
        words.say("solvency.evidence"),
        list(EVIDENCE),
        default=draft.get(_SEEN) or [],
        format_func=lambda kind: words.say(EVIDENCE[kind]),
        select_all=False,
        placeholder=words.say("solvency.choose"),
        key=key(_SEEN),
        on_change=keeps(_SEEN, key(_SEEN)),
    )
    st.text_input(
        words.say("solvency.evidence_text"),
        value=draft.get(_SEEN_TEXT, ""),
        max_chars=_LONGEST,
        key=key(_SEEN_TEXT),
        on_change=keeps(_SEEN_TEXT, key(_SEEN_TEXT)),
    )


def _ask_register(words: Words, draft: Draft, *, key: Key, keeps: Keeps) -> None:
    options, kept = list(RESULTS), draft.get(_RESULT)
    left, right = st.columns(2)
    left.date_input(
        words.say("solvency.ficp_day"),
        value=draft.get(_DAY),
        max_value="today",
        format="DD/MM/YYYY",
        key=key(_DAY),
        on_change=keeps(_DAY, key(_DAY)),
    )
    right.selectbox(
        words.say("solvency.ficp_result"),
        options,
        index=options.index(kept) if kept in options else None,
        format_func=lambda result: words.say(RESULTS[result]),
        placeholder=words.say("solvency.choose"),
        key=key(_RESULT),
        on_change=keeps(_RESULT, key(_RESULT)),
    )


def _typed(labels: Mapping[Any, str], draft: Draft, key: Key) -> dict[Any, float]:
    typed = {kind: typed_in(key(name), draft.get(name)) for kind, name in labels.items()}
    return {kind: amount for kind, amount in typed.items() if amount is not None}


def _evidence(seen: list[EvidenceKind], text: str) -> list[Evidence]:
    """Return the documents that were seen; what is typed of them goes with the first."""
    kinds = seen or ([EvidenceKind.OTHER] if text else [])
    return [Evidence(kind=kind, text="" if rank else text) for rank, kind in enumerate(kinds)]


def _ficp(day: date, result: RegisterResult) -> RegisterConsultation:
    return RegisterConsultation(file=RegisterKind.FICP, consulted_on=day, result=result)
