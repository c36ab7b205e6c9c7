"""Features computed a second time, in plain pandas, from their written definitions and the written cleaning rules.

Nothing here comes from the expressions: where a definition was unclear, the guide's words decided. Each function takes
the lender's tables by name and returns one series a feature, indexed by client; a client who is not in it has no value.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

Frames = dict[str, pd.DataFrame]
Series = dict[str, pd.Series]
MONTH, YEAR = 365.25 / 12, 365.25  # days
CLIENT, BUREAU, LOAN = "SK_ID_CURR", "SK_ID_BUREAU", "SK_ID_PREV"
NOT_KNOWN = ("XNA", "XAP")
OPEN_ENDED = 40 * 365  # days: a planned end beyond them is that of a loan without one
COUNTED = "counted"  # the name of a series that is 0 for who has no rows
AMOUNT, RATIO = 2.0**10, 2.0**30  # steps that amounts and shares of one row are rounded to, so that sums are exact


def recompute(tables: Frames) -> Series:
    """Return every feature that is computed twice, for the tables that are there."""
    parts: tuple[tuple[str, Callable[[Frames], Series]], ...] = (
        ("application", application_features),
        ("bureau", bureau_features),
        ("bureau_balance", bureau_month_features),
        ("previous", previous_features),
        ("pos", pos_features),
        ("card", card_features),
        ("installments", instalment_features),
    )
    found: Series = {}
    clients = tables["application"][CLIENT]
    for table, features in parts:
        if table in tables:
            found |= {name: _of_all(values, clients) for name, values in features(tables).items()}
    return found


def _of_all(values: pd.Series, clients: pd.Series) -> pd.Series:
    """Give every client a value: a number of loans, statements or events is 0 for who has none, the rest is unknown."""
    return values.reindex(clients, fill_value=0 if values.name == COUNTED else np.nan)


def application_features(tables: Frames) -> Series:
    """Features of the application alone."""
    rows = tables["application"].set_index(CLIENT)
    scores = rows[["EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3"]]
    income, credit, goods, annuity = (
        rows[name] for name in ("AMT_INCOME_TOTAL", "AMT_CREDIT", "AMT_GOODS_PRICE", "AMT_ANNUITY")
    )
    employed = rows["DAYS_EMPLOYED"].where(rows["DAYS_EMPLOYED"] != 365243)
    ways = ["FLAG_EMP_PHONE", "FLAG_WORK_PHONE", "FLAG_PHONE", "FLAG_EMAIL", "FLAG_CONT_MOBILE"]
    return {
        "external_score_1": scores["EXT_SOURCE_1"],
        "external_score_2": scores["EXT_SOURCE_2"],
        "external_score_3": scores["EXT_SOURCE_3"],
        "external_mean": scores.mean(axis=1),
        "external_minimum": scores.min(axis=1),
        "external_maximum": scores.max(axis=1),
        "external_count": scores.notna().sum(axis=1),
        "credit": credit,
        "goods_price": goods,
        "annuity": annuity,
        "income": income,
        "annuity_over_income": ratio(annuity, income),
        "credit_over_income": ratio(credit, income),
        "goods_over_income": ratio(goods, income),
        "insurance": (credit - goods).clip(lower=0),
        "insurance_over_income": ratio((credit - goods).clip(lower=0), income),
        "left_to_live": income - annuity,
        "annuity_over_credit": ratio(annuity, credit),
        "credit_over_annuity": ratio(credit, annuity),
        "annuity_over_goods": ratio(annuity, goods),
        "credit_over_goods": ratio(credit, goods),
        "employed": -employed / YEAR,
        "registered": -rows["DAYS_REGISTRATION"] / YEAR,
        "identified": -rows["DAYS_ID_PUBLISH"] / YEAR,
        "phone_age": -rows["DAYS_LAST_PHONE_CHANGE"] / YEAR,
        "contacts": rows[ways].sum(axis=1),
        "enquiries_week": rows["AMT_REQ_CREDIT_BUREAU_WEEK"],
        "enquiries_month": rows["AMT_REQ_CREDIT_BUREAU_MON"],
    }


def bureau_loans(tables: Frames) -> pd.DataFrame:
    """Loans with other lenders: none reported after the application, twins once, amounts in the own currency only."""
    rows = tables["bureau"]
    rows = rows[(rows["DAYS_CREDIT"] <= 0) & ~(rows["DAYS_CREDIT_UPDATE"] > 0)].copy()
    months = tables.get("bureau_balance", pd.DataFrame({BUREAU: [], "MONTHS_BALANCE": [], "STATUS": []}))
    ordered = months.sort_values([BUREAU, "MONTHS_BALANCE"])
    told = (
        (ordered["MONTHS_BALANCE"].astype(str) + ordered["STATUS"].astype(str)).groupby(ordered[BUREAU]).agg(" ".join)
    )
    rows["record"] = rows[BUREAU].map(told).fillna("")
    rows = rows.sort_values(BUREAU).drop_duplicates([name for name in rows if name != BUREAU])
    amounts = [name for name in map(str, rows) if name.startswith("AMT_")]
    rows["AMT_CREDIT_SUM_DEBT"] = rows["AMT_CREDIT_SUM_DEBT"].clip(lower=0)  # who overpaid is owed, and owes nothing
    rows.loc[rows["CREDIT_CURRENCY"] != "currency 1", amounts] = np.nan
    for name in amounts:
        rows[name] = exact(rows[name], AMOUNT)
    rows["age"] = -rows["DAYS_CREDIT"] / YEAR
    rows["months"] = -rows["DAYS_CREDIT"] / MONTH
    return rows


def bureau_features(tables: Frames) -> Series:
    """Loans with other lenders, without their monthly record."""
    loans = bureau_loans(tables)
    every = of(loans)
    active, closed = loans["CREDIT_ACTIVE"] == "Active", loans["CREDIT_ACTIVE"] == "Closed"
    consumer, card = loans["CREDIT_TYPE"] == "Consumer credit", loans["CREDIT_TYPE"] == "Credit card"
    mortgage, micro = loans["CREDIT_TYPE"] == "Mortgage", loans["CREDIT_TYPE"] == "Microloan"
    ages, end = loans["age"], loans["DAYS_CREDIT_ENDDATE"]
    left = end.where(active & end.between(loans["DAYS_CREDIT"], OPEN_ENDED))
    overdue, worst = loans["CREDIT_DAY_OVERDUE"] > 0, loans["AMT_CREDIT_MAX_OVERDUE"]
    ended = -loans["DAYS_ENDDATE_FACT"].where(loans["DAYS_ENDDATE_FACT"] >= loans["DAYS_CREDIT"]) / MONTH
    return {
        "bureau_loans": every.count(),
        "bureau_loans_consumer": every.count(consumer),
        "bureau_loans_closed": every.count(closed),
        "bureau_loans_card": every.count(card),
        "bureau_loans_micro": every.count(micro),
        "bureau_loans_active": every.count(active),
        "bureau_loans_active_card": every.count(active & card),
        "bureau_loans_12m": every.count(loans["months"] <= 12),
        "bureau_loans_24m": every.count(loans["months"] <= 24),
        "bureau_loans_active_12m": every.count(active & (loans["months"] <= 12)),
        "bureau_card_share": every.share(card),
        "bureau_consumer_share": every.share(consumer),
        "bureau_active_share": every.share(active),
        "bureau_kinds": every.distinct("CREDIT_TYPE"),
        "bureau_newest_age": every.least(ages),
        "bureau_newest_age_active": every.least(ages.where(active)),
        "bureau_newest_age_closed": every.least(ages.where(closed)),
        "bureau_oldest_age": every.most(ages),
        "bureau_mean_age": every.mean(ages),
        "bureau_mean_age_closed": every.mean(ages.where(closed)),
        "bureau_credit_total": every.total(loans["AMT_CREDIT_SUM"]),
        "bureau_credit_total_active": every.total(loans["AMT_CREDIT_SUM"], active),
        "bureau_credit_mean": every.mean(loans["AMT_CREDIT_SUM"]),
        "bureau_credit_max": every.most(loans["AMT_CREDIT_SUM"]),
        "bureau_debt_total_active": every.total(loans["AMT_CREDIT_SUM_DEBT"], active),
        "bureau_debt_total_mortgage": every.total(loans["AMT_CREDIT_SUM_DEBT"], mortgage),
        "bureau_debts": every.count(loans["AMT_CREDIT_SUM_DEBT"] > 0),
        "bureau_overdue_total": every.total(loans["AMT_CREDIT_SUM_OVERDUE"]),
        "bureau_overdue_share": every.share(overdue),
        "bureau_days_overdue_max": every.most(loans["CREDIT_DAY_OVERDUE"]),
        "bureau_worst_overdue_max": every.most(worst),
        "bureau_prolongations": every.total(loans["CNT_CREDIT_PROLONG"]),
        "bureau_time_left_active": every.most(left.where(left > 0) / YEAR),
        "bureau_next_end_active": every.least(left.where(left > 0) / MONTH),
        "bureau_paid_off": every.count(ended.between(0, 12)),
    }


def bureau_month_features(tables: Frames) -> Series:
    """The monthly record of loans with other lenders: 0 on time, 1 to 5 late, C closed, X unknown."""
    owner = bureau_loans(tables).set_index(BUREAU)
    months = tables["bureau_balance"]
    months = months[months[BUREAU].isin(owner.index)].copy()
    months[CLIENT] = months[BUREAU].map(owner[CLIENT])
    months["ago"] = -months["MONTHS_BALANCE"]
    late = months["STATUS"].isin(list("12345"))
    due = months["STATUS"].isin(list("012345"))
    serious = months["STATUS"].isin(list("2345"))
    days = months["STATUS"].map({"0": 0, "1": 1, "2": 31, "3": 61, "4": 91, "5": 121})
    every, within = of(months), {count: months["ago"] < count for count in (3, 6, 12, 24)}
    found = {
        "bureau_months_followed": every.count(),
        "bureau_first_month": every.most(months["ago"]),
        "bureau_late_months_share": every.share(late, due),
        "bureau_late_months_in_3m": every.count(late & within[3]),
        "bureau_late_months_in_6m": every.count(late & within[6]),
        "bureau_late_months_in_12m": every.count(late & within[12]),
        "bureau_late_months_in_24m": every.count(late & within[24]),
        "bureau_late_months_share_12m": every.share(late & within[12], due & within[12]),
        "bureau_serious_months_share": every.share(serious, due),
        "bureau_serious_months_in_24m": every.count(serious & within[24]),
        "bureau_most_days_late": every.most(days),
        "bureau_since_late": every.least(months["ago"].where(late)),
        "bureau_since_serious": every.least(months["ago"].where(serious)),
    }
    return {name: values.rename(None) for name, values in found.items()}  # without a record nothing is known


def previous_applications(tables: Frames) -> pd.DataFrame:
    """Earlier applications: those that repeat another one of the day or the contract count if they were granted."""
    rows = tables["previous"].copy()
    granted = rows["NAME_CONTRACT_STATUS"] == "Approved"
    repeat = (rows["FLAG_LAST_APPL_PER_CONTRACT"] == "N") | (rows["NFLAG_LAST_APPL_IN_DAY"] == 0)
    rows = rows[granted | ~repeat].copy()
    rows["months"] = -rows["DAYS_DECISION"] / MONTH
    for name in ("DAYS_TERMINATION", "DAYS_LAST_DUE", "DAYS_FIRST_DUE", "DAYS_LAST_DUE_1ST_VERSION"):
        rows[name] = rows[name].where(rows[name] != 365243)
    for name in ("AMT_APPLICATION", "AMT_CREDIT", "AMT_ANNUITY"):
        rows[name] = exact(rows[name].where(rows[name] > 0), AMOUNT)  # 0 is a limit or a sum not yet agreed
    return rows


def previous_features(tables: Frames) -> Series:
    """Earlier applications to this lender."""
    rows = previous_applications(tables)
    every, status, kind = of(rows), rows["NAME_CONTRACT_STATUS"], rows["NAME_CONTRACT_TYPE"]
    approved, refused = status == "Approved", status == "Refused"
    abandoned = status.isin(["Canceled", "Unused offer"])
    cash, consumer, revolving = (kind == f"{name} loans" for name in ("Cash", "Consumer", "Revolving"))
    year, amount = rows["months"] <= 12, rows["AMT_CREDIT"]
    reason, yields = rows["CODE_REJECT_REASON"], rows["NAME_YIELD_GROUP"]
    scores = reason.isin(["SCO", "SCOFR"])
    return {
        "previous_applications": every.count(),
        "previous_applications_6m": every.count(rows["months"] <= 6),
        "previous_applications_12m": every.count(year),
        "previous_applications_cash": every.count(cash),
        "previous_applications_consumer": every.count(consumer),
        "previous_applications_revolving": every.count(revolving),
        "previous_loans_approved": every.count(approved),
        "previous_loans_approved_cash": every.count(approved & cash),
        "previous_loans_approved_12m": every.count(approved & year),
        "previous_approved_share": every.share(approved),
        "previous_approved_share_cash": every.share(approved & cash, cash),
        "previous_abandoned_share": every.share(abandoned),
        "previous_unused": every.count(status == "Unused offer"),
        "previous_cash_share": every.share(cash, ~kind.isin(NOT_KNOWN)),
        "previous_refusals": every.count(refused),
        "previous_refusals_12m": every.count(refused & year),
        "previous_refusals_cash": every.count(refused & cash),
        "previous_refused_share": every.share(refused),
        "previous_refused_share_12m": every.share(refused & year, year),
        "previous_refusals_policy": every.count(refused & (reason == "HC")),
        "previous_refusals_limit": every.count(refused & (reason == "LIMIT")),
        "previous_refusals_score": every.count(refused & scores),
        "previous_refusals_verification": every.count(refused & (reason == "VERIF")),
        "previous_high_rate_share": every.share(yields == "high", ~yields.isin(NOT_KNOWN)),
        "previous_hour_mean": every.mean(rows["HOUR_APPR_PROCESS_START"]),
        "previous_newest": every.least(rows["months"]),
        "previous_newest_cash": every.least(rows["months"].where(cash)),
        "previous_newest_loan": every.least(rows["months"].where(approved)),
        "previous_oldest": every.most(-rows["DAYS_DECISION"] / YEAR),
        "previous_mean_age": every.mean(rows["months"]),
        "previous_mean_age_approved": every.mean(rows["months"].where(approved)),
        "previous_since_refusal": every.least(rows["months"].where(refused)),
        "previous_asked_mean": every.mean(rows["AMT_APPLICATION"]),
        "previous_asked_max": every.most(rows["AMT_APPLICATION"]),
        "previous_credit_total_approved": every.total(amount, approved),
        "previous_credit_mean_approved": every.mean(amount.where(approved)),
        "previous_credit_max_approved": every.most(amount.where(approved)),
        "previous_credit_min_approved": every.least(amount.where(approved)),
        "previous_annuity_mean_approved": every.mean(rows["AMT_ANNUITY"].where(approved)),
        "previous_annuity_max_approved": every.most(rows["AMT_ANNUITY"].where(approved)),
        "previous_refused_credit_mean": every.mean(amount.where(refused)),
    }


def pos_statements(tables: Frames) -> pd.DataFrame:
    """Statements of a loan's life: from its first instalment until none is left to pay and nothing is overdue."""
    rows = tables["pos"].copy()
    rows["begun"] = ~rows["NAME_CONTRACT_STATUS"].isin(["Signed", "Approved", "Canceled", "Returned to the store"])
    loans = rows[LOAN]
    first = rows["MONTHS_BALANCE"].where(rows["begun"]).groupby(loans).transform("min")
    last = rows["MONTHS_BALANCE"].where(rows["begun"]).groupby(loans).transform("max")
    between = rows["MONTHS_BALANCE"].between(first, last)
    settled = rows["SK_DPD"] == 0
    returned = (rows["NAME_CONTRACT_STATUS"] == "Returned to the store") & settled & (rows["MONTHS_BALANCE"] > last)
    left = rows["CNT_INSTALMENT_FUTURE"]
    paid = rows["begun"] & settled & ((left == 0) | (left.isna() & (rows["NAME_CONTRACT_STATUS"] == "Completed")))
    paid_in = rows["MONTHS_BALANCE"].where(paid).groupby(loans).transform("min")
    back_in = rows["MONTHS_BALANCE"].where(returned).groupby(loans).transform("max")
    end = paid_in.fillna(back_in)
    counted = rows["begun"] | between | (rows["MONTHS_BALANCE"] == back_in)
    return rows[counted & ~(rows["MONTHS_BALANCE"] > end)].copy()


def pos_features(tables: Frames) -> Series:
    """Monthly statements of loans with this lender, cards left out."""
    rows = pos_statements(tables)
    rows["ago"] = -rows["MONTHS_BALANCE"]
    every, late, notably = of(rows), rows["SK_DPD"] > 0, rows["SK_DPD_DEF"] > 0
    year, half = rows["ago"] <= 12, rows["ago"] <= 6
    return {
        "pos_months": every.count(),
        "pos_loans": every.distinct(LOAN),
        "pos_newest": every.least(rows["ago"]),
        "pos_oldest": every.most(rows["ago"]),
        "pos_days_late_max": every.most(rows["SK_DPD"]),
        "pos_days_late_max_6m": every.most(rows["SK_DPD"].where(half)),
        "pos_days_late_max_12m": every.most(rows["SK_DPD"].where(year)),
        "pos_notable_days_late_max": every.most(rows["SK_DPD_DEF"]),
        "pos_days_late_mean": every.mean(rows["SK_DPD"].clip(upper=90)),
        "pos_late_share": every.share(late),
        "pos_late_share_12m": every.share(late & year, year),
        "pos_notably_late_share": every.share(notably),
        "pos_since_late": every.least(rows["ago"].where(late)),
        "pos_since_notably_late": every.least(rows["ago"].where(notably)),
    }


def card_features(tables: Frames) -> Series:
    """Monthly statements of cards with this lender."""
    rows = tables["card"].copy()
    rows["ago"] = -rows["MONTHS_BALANCE"]
    every, year, half = of(rows), rows["ago"] <= 12, rows["ago"] <= 6
    limit = exact(rows["AMT_CREDIT_LIMIT_ACTUAL"], AMOUNT)
    balance = exact(rows["AMT_BALANCE"].clip(lower=0), AMOUNT)
    used = exact(ratio(balance, limit), RATIO)
    drawn, cash = (exact(rows[name].fillna(0), AMOUNT) for name in ("AMT_DRAWINGS_CURRENT", "AMT_DRAWINGS_ATM_CURRENT"))
    late, notably = rows["SK_DPD"] > 0, rows["SK_DPD_DEF"] > 0
    return {
        "card_cards": every.distinct(LOAN),
        "card_months": every.count(),
        "card_newest": every.least(rows["ago"]),
        "card_used_mean": every.mean(used),
        "card_used_mean_6m": every.mean(used.where(half)),
        "card_used_mean_12m": every.mean(used.where(year)),
        "card_used_max": every.most(used),
        "card_used_max_6m": every.most(used.where(half)),
        "card_full_share": every.share(used > 0.9, used.notna()),
        "card_over_limit_share_12m": every.share((used > 1) & year, used.notna() & year),
        "card_balance_max_12m": every.most(balance.where(year)),
        "card_since_owing": every.least(rows["ago"].where(balance > 0)),
        "card_drawn_share": every.over(drawn.where(limit > 0), limit),
        "card_cash_over_limit": every.over(cash.where(limit > 0), limit),
        "card_since_use": every.least(rows["ago"].where(drawn > 0)),
        "card_since_cash": every.least(rows["ago"].where(cash > 0)),
        "card_days_late_max": every.most(rows["SK_DPD"]),
        "card_days_late_max_12m": every.most(rows["SK_DPD"].where(year)),
        "card_notable_days_late_max": every.most(rows["SK_DPD_DEF"]),
        "card_late_share": every.share(late),
        "card_notably_late_share": every.share(notably),
        "card_since_late": every.least(rows["ago"].where(late)),
        "card_since_notably_late": every.least(rows["ago"].where(notably)),
    }


def instalment_features(tables: Frames) -> Series:
    """Instalments due to this lender: a number of a version of a loan is one, due on its last day, however paid."""
    keys = [CLIENT, LOAN, "NUM_INSTALMENT_VERSION", "NUM_INSTALMENT_NUMBER"]
    columns = [*keys, "DAYS_INSTALMENT", "DAYS_ENTRY_PAYMENT", "AMT_INSTALMENT", "AMT_PAYMENT"]
    parts = tables["installments"][columns].drop_duplicates()
    parts = parts[parts["DAYS_INSTALMENT"] <= 0].copy()
    known = parts["DAYS_ENTRY_PAYMENT"] <= 0  # a payment of after the application is not known yet
    parts["received"] = parts["DAYS_ENTRY_PAYMENT"].where(known)
    parts["payment"] = exact(parts["AMT_PAYMENT"].where(known).clip(lower=0), AMOUNT)
    parts["instalment"] = exact(parts["AMT_INSTALMENT"], AMOUNT)
    due = parts.groupby(keys, as_index=False).agg(
        DAYS_INSTALMENT=("DAYS_INSTALMENT", "max"),
        amount=("instalment", "max"),
        paid=("payment", "sum"),
        last=("received", "max"),
    )
    due["months"] = -due["DAYS_INSTALMENT"] / MONTH
    every, year = of(due), due["months"] <= 12
    delay = (due["last"] - due["DAYS_INSTALMENT"]).where(due["last"].notna())
    was_paid, late = due["last"].notna(), delay > 0
    return {
        "instalment_count": every.count(),
        "instalment_count_12m": every.count(year),
        "instalment_loans": every.distinct(LOAN),
        "instalment_late_share": every.share(late, was_paid),
        "instalment_late_share_12m": every.share(late & year, was_paid & year),
        "instalment_late_over_7_days_share": every.share(delay > 7, was_paid),
        "instalment_late_over_30_days_share": every.share(delay > 30, was_paid),
        "instalment_late_over_60_days": every.count(delay > 60),
        "instalment_unpaid": every.count(~was_paid),
        "instalment_days_late_mean": every.mean(delay.clip(lower=0)),
        "instalment_days_late_mean_12m": every.mean(delay.clip(lower=0).where(year)),
        "instalment_days_late_max": every.most(delay.clip(lower=0)),
        "instalment_days_early_mean": every.mean((-delay).clip(lower=0)),
        "instalment_days_early_max": every.most((-delay).clip(lower=0)),
        "instalment_mean": every.mean(due["amount"]),
        "instalment_mean_12m": every.mean(due["amount"].where(year)),
        "instalment_max": every.most(due["amount"]),
        "instalment_min": every.least(due["amount"]),
        "instalment_paid_total": every.total(due["paid"]),
        "instalment_oldest": every.most(due["months"]),
        "instalment_since_due": every.least(-due["DAYS_INSTALMENT"]),
        "instalment_since_late": every.least(due["months"].where(late)),
    }


def exact(values: pd.Series, steps: float) -> pd.Series:
    """Round to so many steps of one."""
    return (values * steps + 0.5).apply(np.floor) / steps


def ratio(above: pd.Series, below: pd.Series) -> pd.Series:
    """Divide; nothing where the divisor is 0."""
    return above / below.where(below != 0)


class of:  # noqa: N801 - reads as a word: of(loans).count()
    """Aggregates of a table by client."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.clients = rows[CLIENT]
        self.rows = rows

    def count(self, which: pd.Series | None = None) -> pd.Series:
        """Count the rows, or those ``which`` say."""
        flags = pd.Series(True, index=self.rows.index) if which is None else which
        return flags.groupby(self.clients).sum().rename(COUNTED)

    def share(self, which: pd.Series, among: pd.Series | None = None) -> pd.Series:
        """Share of the rows ``among`` which; nothing without any."""
        return ratio(self.count(which if among is None else which & among), self.count(among)).rename(None)

    def distinct(self, column: str) -> pd.Series:
        """Count different values."""
        return self.rows.groupby(self.clients)[column].nunique().rename(COUNTED)

    def total(self, values: pd.Series, which: pd.Series | None = None) -> pd.Series:
        """Sum what is known among ``which`` rows: 0 without such rows, nothing where none of them is known."""
        chosen = values if which is None else values[which]
        of_rows = chosen.groupby(self.clients).sum(min_count=1)
        none = self.count(which) == 0
        return of_rows.reindex(none.index).mask(none, 0)

    def mean(self, values: pd.Series) -> pd.Series:
        """Mean of what is known."""
        return values.groupby(self.clients).mean()

    def most(self, values: pd.Series) -> pd.Series:
        """The largest."""
        return values.groupby(self.clients).max()

    def least(self, values: pd.Series) -> pd.Series:
        """The smallest."""
        return values.groupby(self.clients).min()

    def over(self, above: pd.Series, below: pd.Series) -> pd.Series:
        """Sum over sum."""
        return ratio(self.total(above), self.total(below))
