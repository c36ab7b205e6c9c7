"""Kind of a letter: whose grounds a decision has decides what may be said of it, once and for all sentences."""

from enum import StrEnum

from limpide.contract import Choice, DecisionRecord, FamilyContribution, Motive
from limpide.core.decision import Decision

MOST_REASONS = 4  # principal reasons: more help nobody


class LetterKind(StrEnum):
    """What a letter answers, and on whose grounds."""

    ASSESSMENT = "assessment"  # a refusal that follows the model's, alone or beside a person's motive
    PERSON = "person"  # a refusal by a person, the model having abstained
    OTHERWISE = "otherwise"  # a refusal by a lending rule, or by a person against or beside the model's opinion
    ACCEPTANCE = "acceptance"  # whoever decided, also against the model


def letter_kind(record: DecisionRecord) -> LetterKind:
    """Return the kind of the letter on a decision."""
    if record.choice is Choice.ACCEPTED:
        return LetterKind.ACCEPTANCE
    if record.motive is Motive.POLICY or record.model_decision is Decision.ACCEPTED:
        return LetterKind.OTHERWISE
    if record.model_decision is Decision.REVIEW:
        return LetterKind.PERSON
    return LetterKind.OTHERWISE if record.motive is Motive.DATA_ERROR else LetterKind.ASSESSMENT


def counts_assessment(record: DecisionRecord) -> bool:
    """Whether the model's reasons are among the grounds: it advised the refusal, or the motive refers to it."""
    kind = letter_kind(record)
    abstained = kind is LetterKind.PERSON and record.motive is Motive.FOLLOWS_SCORE
    return kind is LetterKind.ASSESSMENT or abstained


def principal_reasons(record: DecisionRecord) -> list[FamilyContribution]:
    """Return the concepts that weighed against the client, strongest first; none where they are not the grounds."""
    if not counts_assessment(record):
        return []
    against = [each for each in record.reasons if each.evidence is not None and each.contribution > 0]
    return against[:MOST_REASONS]
