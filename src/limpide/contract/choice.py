"""A person's answer to the applicant."""

from enum import StrEnum


class Choice(StrEnum):
    """What an officer answers to the applicant: a person does not abstain."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
