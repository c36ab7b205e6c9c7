"""What a page says of a challenger."""

from limpide.core.decision import Decision
from limpide.monitoring.challenger import Challenge, Duel
from limpide.monitoring.page.drift import show_estimate
from limpide.monitoring.page.html import Html, table, tag
from limpide.monitoring.page.page import facts
from limpide.monitoring.page.words import Words

_NAMED = {"auc": "drift.auc", "cost_per_client": "drift.cost", "brier": "drift.brier"}
_DECISIONS = tuple(Decision)


def tell_challenge(challenge: Challenge, words: Words) -> list[Html]:
    """Return the sections: live requests, then clients whose outcome is known."""
    pieces = [
        tag("h2", words.say("challenger.heading")),
        tag("p", words.say("challenger.lead")),
        facts(
            {
                words.say("challenger.champion"): challenge.champion[:12],
                words.say("challenger.challenger"): challenge.challenger[:12],
                words.say("challenger.requests"): words.figure(challenge.requests),
                words.say("challenger.agreement"): words.share(challenge.agreement),
            }
        ),
    ]
    if challenge.cells:
        pieces += [tag("h3", words.say("challenger.cells")), _cells(challenge, words)]
    if any(challenge.expected):
        pieces += [tag("h3", words.say("challenger.estimated")), _expected(challenge, words)]
    if challenge.duel is not None:
        pieces += _duel(challenge.duel, words)
    return [tag("section", *pieces)]


def _cells(challenge: Challenge, words: Words) -> Html:
    head = [words.say("challenger.champion_says")]
    head += [f"{words.say('challenger.challenger_says')} {words.say(f'challenger.{each}')}" for each in _DECISIONS]
    rows = [
        [
            words.say(f"challenger.{one}"),
            *(words.figure(challenge.cells[f"{one.value}:{other.value}"]) for other in _DECISIONS),
        ]
        for one in _DECISIONS
    ]
    return table(words.say("challenger.cells"), head, rows, numbers=3)


def _expected(challenge: Challenge, words: Words) -> Html:
    rows = [
        [words.say(key), *(show_estimate(getattr(side, name, None), words) for side in challenge.expected)]
        for name, key in _NAMED.items()
    ]
    return table(words.say("challenger.estimated"), _head(words), rows, numbers=2)


def _duel(duel: Duel, words: Words) -> list[Html]:
    differences = {"auc": duel.auc, "cost_per_client": duel.cost}
    rows = [
        [
            words.say(key),
            show_estimate(getattr(duel.champion, name, None), words),
            show_estimate(getattr(duel.challenger, name, None), words),
            show_estimate(differences.get(name), words, decimals=4),
        ]
        for name, key in _NAMED.items()
    ]
    title = words.say("challenger.figures", outcomes=words.figure(duel.clients))
    said = "better" if duel.cost.high < 0 else "worse" if duel.cost.low > 0 else "alike"
    head = [*_head(words), words.say("challenger.difference")]
    return [tag("h3", title), tag("p", words.say(f"challenger.{said}")), table(title, head, rows, numbers=3)]


def _head(words: Words) -> list[str]:
    return [words.say(key) for key in ("drift.figure", "challenger.champion", "challenger.challenger")]
