"""Fifty of the catalogue's aggregates as a careful pandas script would write them: to compare values and time."""

from pathlib import Path

import pandas as pd

_MONTH = 30.4375
_ID = "SK_ID_CURR"
_COUNTS = ("bureau_loans", "bureau_kinds", "instalment_count", "card_months")


def write_aggregates(data: Path, out: Path) -> None:
    """Write fifty aggregates by client, under the names that the catalogue gives them."""
    clients = pd.concat(
        pd.read_parquet(data / f"application_{part}.parquet", columns=[_ID]) for part in ("train", "test")
    ).set_index(_ID)
    found = clients.join([_bureau(data), _instalments(data), _card(data)])
    for name in map(str, found.columns):
        if name.startswith(_COUNTS):
            found[name] = found[name].fillna(0)
    found.rename_axis("client_id").reset_index().to_parquet(out, index=False)


def _bureau(data: Path) -> pd.DataFrame:
    rows = pd.read_parquet(data / "bureau.parquet")
    rows = rows[(rows["DAYS_CREDIT"] <= 0) & ~(rows["DAYS_CREDIT_UPDATE"] > 0)]
    rows = rows.drop_duplicates([column for column in rows if column != "SK_ID_BUREAU"])
    rows["months"] = -rows["DAYS_CREDIT"] / _MONTH
    rows["years"] = -rows["DAYS_CREDIT"] / 365.25
    rows["active"] = rows["CREDIT_ACTIVE"] == "Active"
    ours = rows["CREDIT_CURRENCY"].fillna("currency 1") == "currency 1"
    rows["credit"] = rows["AMT_CREDIT_SUM"].where(ours & (rows["AMT_CREDIT_SUM"] >= 0))
    rows["overdue"] = rows["CREDIT_DAY_OVERDUE"] > 0
    by = rows.groupby(_ID)
    found = by.agg(
        bureau_loans=("years", "size"),
        bureau_active_share=("active", "mean"),
        bureau_newest_age=("years", "min"),
        bureau_oldest_age=("years", "max"),
        bureau_mean_age=("years", "mean"),
        bureau_credit_mean=("credit", "mean"),
        bureau_credit_max=("credit", "max"),
        bureau_overdue_share=("overdue", "mean"),
        bureau_days_overdue_max=("CREDIT_DAY_OVERDUE", "max"),
        bureau_kinds=("CREDIT_TYPE", "nunique"),
    )
    kinds = {"consumer": "Consumer credit", "card": "Credit card", "mortgage": "Mortgage", "car": "Car loan"}
    for name, kind in kinds.items():
        found[f"bureau_loans_{name}"] = rows[rows["CREDIT_TYPE"] == kind].groupby(_ID).size()
    for months in (6, 12, 24, 36):
        found[f"bureau_loans_{months}m"] = rows[rows["months"] <= months].groupby(_ID).size()
    found["bureau_loans_active"] = rows[rows["active"]].groupby(_ID).size()
    found["bureau_credit_mean_active"] = rows[rows["active"]].groupby(_ID)["credit"].mean()
    return found


def _instalments(data: Path) -> pd.DataFrame:
    rows = pd.read_parquet(data / "installments_payments.parquet").drop_duplicates()
    rows = rows[rows["DAYS_INSTALMENT"] <= 0]
    late = rows["DAYS_ENTRY_PAYMENT"] > 0
    rows.loc[late, ["DAYS_ENTRY_PAYMENT", "AMT_PAYMENT"]] = float("nan")
    key = [_ID, "SK_ID_PREV", "NUM_INSTALMENT_NUMBER", "NUM_INSTALMENT_VERSION"]
    one = rows.groupby(key, sort=False).agg(
        day=("DAYS_INSTALMENT", "max"),
        due=("AMT_INSTALMENT", "max"),
        entered=("DAYS_ENTRY_PAYMENT", "max"),
        paid=("AMT_PAYMENT", "sum"),
    )
    one = one.reset_index(level=_ID)
    one["months"] = -one["day"] / _MONTH
    one["days"] = one["entered"] - one["day"]
    one["late"] = one["days"].gt(0).astype(float).where(one["days"].notna())
    one["over7"] = one["days"].gt(7).astype(float).where(one["days"].notna())
    one["days_late"] = one["days"].clip(lower=0)
    one["days_early"] = (-one["days"]).clip(lower=0)
    one["missing"] = (one["due"] - one["paid"]).clip(lower=0)
    by = one.groupby(_ID)
    found = by.agg(
        instalment_count=("day", "size"),
        instalment_late_share=("late", "mean"),
        instalment_late_over_7_days_share=("over7", "mean"),
        instalment_days_late_mean=("days_late", "mean"),
        instalment_days_late_max=("days_late", "max"),
        instalment_days_early_mean=("days_early", "mean"),
        instalment_days_early_max=("days_early", "max"),
        instalment_mean=("due", "mean"),
        instalment_max=("due", "max"),
        instalment_min=("due", "min"),
        instalment_paid_total=("paid", "sum"),
        instalment_missing_sum=("missing", "sum"),
        instalment_missing_sum_max=("missing", "max"),
    )
    for months in (6, 12, 24):
        some = one[one["months"] <= months].groupby(_ID)
        found[f"instalment_late_share_{months}m"] = some["late"].mean()
        found[f"instalment_days_late_mean_{months}m"] = some["days_late"].mean()
        found[f"instalment_days_late_max_{months}m"] = some["days_late"].max()
    found["instalment_count_12m"] = one[one["months"] <= 12].groupby(_ID).size()
    return found


def _card(data: Path) -> pd.DataFrame:
    columns = [_ID, "SK_ID_PREV", "MONTHS_BALANCE", "AMT_BALANCE", "AMT_CREDIT_LIMIT_ACTUAL", "SK_DPD"]
    rows = pd.read_parquet(data / "credit_card_balance.parquet", columns=columns)
    rows = rows[rows["MONTHS_BALANCE"] <= 0]
    limit = rows["AMT_CREDIT_LIMIT_ACTUAL"].where(rows["AMT_CREDIT_LIMIT_ACTUAL"] > 0)
    rows["balance"] = rows["AMT_BALANCE"].clip(lower=0)
    rows["used"] = rows["balance"] / limit
    rows["late"] = rows["SK_DPD"] > 0
    by = rows.groupby(_ID)
    found = by.agg(
        card_months=("MONTHS_BALANCE", "size"),
        card_used_mean=("used", "mean"),
        card_used_max=("used", "max"),
        card_days_late_max=("SK_DPD", "max"),
        card_late_share=("late", "mean"),
    )
    found["card_used_mean_12m"] = rows[rows["MONTHS_BALANCE"] >= -12].groupby(_ID)["used"].mean()
    found["card_balance_max_12m"] = rows[rows["MONTHS_BALANCE"] >= -12].groupby(_ID)["balance"].max()
    return found
