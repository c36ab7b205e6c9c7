"""Loans as a timeline: what was asked for and lent before the application, here and elsewhere, in sentences."""

from collections.abc import Sequence

from limpide.contract import LoanEvent, LoanOrigin, Unit
from limpide.dashboard.typography import escape
from limpide.dashboard.values import show_value
from limpide.dashboard.words import Words

_LENDERS = {LoanOrigin.OWN: "timeline.own", LoanOrigin.BUREAU: "timeline.bureau"}
_FOLLOWED = {LoanOrigin.OWN: "timeline.instalments", LoanOrigin.BUREAU: "timeline.months"}
_WORST = {LoanOrigin.OWN: "timeline.worst_own", LoanOrigin.BUREAU: "timeline.worst_bureau"}


def build_timeline(loans: Sequence[LoanEvent], words: Words) -> str:
    """Return the loans as a list, the latest first, each with when, what and how it went."""
    events = "".join(_event(loan, words) for loan in loans)
    return f'<p class="lp-words">{escape(summary(loans, words))}</p><ol class="lp-timeline">{events}</ol>'


def summary(loans: Sequence[LoanEvent], words: Words) -> str:
    """Say how many loans and applications there are, and how many payments of them were late."""
    own = sum(loan.origin is LoanOrigin.OWN for loan in loans)
    late = {
        origin: sum(loan.late or 0 for loan in loans if loan.origin is origin)
        for origin in (LoanOrigin.OWN, LoanOrigin.BUREAU)
    }
    counts = [words.count("timeline.here", own), words.count("timeline.elsewhere", len(loans) - own)]
    lateness = [
        words.count("timeline.late_here", late[LoanOrigin.OWN]),
        words.count("timeline.late_elsewhere", late[LoanOrigin.BUREAU]),
    ]
    return f"{words.enumerate(counts)}. {words.enumerate(lateness)}."


def describe_loan(loan: LoanEvent, words: Words) -> str:
    """Say in short sentences what a loan was and how it went."""
    kind = loan.kind or words.say("timeline.some_loan")
    amount = "" if not loan.amount else words.say("timeline.amount", amount=words.amount(loan.amount))
    instalment = (
        "" if not loan.instalment else words.say("timeline.instalment", instalment=words.amount(loan.instalment))
    )
    told = [f"{kind}{amount}{instalment}."]
    if loan.state is not None:
        ended = "" if loan.ended_days_ago is None else _ended(loan.ended_days_ago, words)
        told.append(f"{loan.state}{ended}.")
    told += [
        words.say(key, amount=words.amount(value))
        for key, value in (("timeline.debt", loan.debt), ("timeline.overdue", loan.overdue))
        if value
    ]
    return " ".join([*told, *_payments(loan, words)])


def _event(loan: LoanEvent, words: Words) -> str:
    when = words.say("timeline.undated") if loan.days_ago is None else _ago(loan.days_ago, words)
    return (
        f'<li class="lp-{loan.origin.value}"><p class="lp-when">{escape(when)} · '
        f"{escape(words.say(_LENDERS[loan.origin]))}</p><p>{escape(describe_loan(loan, words))}</p></li>"
    )


def _ago(days: int, words: Words) -> str:
    return words.say("timeline.before", time=show_value(words, float(days), Unit.DAYS))


def _ended(days: int, words: Words) -> str:
    return words.say("timeline.ended", time=show_value(words, float(days), Unit.DAYS))


def _payments(loan: LoanEvent, words: Words) -> list[str]:
    """Say how many payments there were and how many of them came late."""
    if not loan.followed:
        return []
    followed = words.count(_FOLLOWED[loan.origin], loan.followed)
    if not loan.late:
        return [words.say("timeline.punctual", followed=followed)]
    late = words.count("timeline.late", loan.late)
    worst = show_value(words, float(loan.worst_days_late or 0), Unit.DAYS)
    return [words.say(_WORST[loan.origin], followed=followed, late=late, worst=worst)]
