"""A decision of the journal in words, wherever it is listed."""

from limpide.contract import Choice, DecisionRecord, Motive
from limpide.dashboard.states import OPINIONS, SIGNED
from limpide.dashboard.words import Words

CHOICES = {Choice.ACCEPTED: "choice.accepted", Choice.REFUSED: "choice.refused"}
MOTIVES = {
    Motive.FOLLOWS_SCORE: "motive.follows_score",
    Motive.NEW_INFORMATION: "motive.new_information",
    Motive.DATA_ERROR: "motive.data_error",
    Motive.CLIENT_HISTORY: "motive.client_history",
    Motive.POLICY: "motive.policy",
    Motive.OTHER: "motive.other",
}
_DIGITS = 12


def describe(record: DecisionRecord, words: Words) -> dict[str, str]:
    """Return a decision as one row of a table."""
    choice = words.say(SIGNED[record.choice])
    noted = [words.say(key) for key, true in _notes(record).items() if true]
    return {
        words.say("history.when"): words.moment(record.decided_at),
        words.say("history.choice"): " · ".join([choice, *noted]),
        words.say("history.model"): words.say(
            "history.proposed",
            opinion=words.say(OPINIONS[record.model_decision]),
            probability=words.percent(record.probability_of_default),
        ),
        words.say("decision.motive"): " — ".join(
            filter(None, [words.say(MOTIVES[record.motive]), *_written(record, words)])
        ),
        words.say("history.officer"): record.officer,
        words.say("history.version"): record.model_version[:_DIGITS],
    }


def _written(record: DecisionRecord, words: Words) -> list[str]:
    """Return what was written for colleagues, then what was written for the client."""
    grounds = words.say("history.grounds", grounds=record.grounds) if record.grounds else ""
    return [record.comment, grounds]


def _notes(record: DecisionRecord) -> dict[str, bool]:
    return {"history.overridden": record.overridden, "history.review": record.review_of is not None}
