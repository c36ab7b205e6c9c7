"""What somebody types who decides on a case: answer, motive, explanation, what the client will read, a name."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from limpide.contract import Choice, Judgement, Motive
from limpide.core.decision import Decision
from limpide.dashboard.api import new_key
from limpide.dashboard.case.records import CHOICES, MOTIVES
from limpide.dashboard.case.signature import ask_name, read_name
from limpide.dashboard.case.solvency import ask_solvency, read_solvency
from limpide.dashboard.drafts import Draft, keeps, typed_in
from limpide.dashboard.drawers import open_drawer
from limpide.dashboard.screen import Screen

_MOST_CHARACTERS = 2000
_MOST_GROUNDS = 1000  # characters of a letter
ROUND = "round"
_FEW_LINES = 68  # pixels, the least that Streamlit takes
_CHOICE, _MOTIVE, _COMMENT, _GROUNDS, _NAME = "choice", "motive", "comment", "grounds", "name"
# What the letter of a refusal says of each motive by itself; the officer's words follow.
IN_LETTER = {
    Motive.NEW_INFORMATION: "grounds.new_information",
    Motive.DATA_ERROR: "grounds.data_error",
    Motive.CLIENT_HISTORY: "grounds.client_history",
    Motive.POLICY: "grounds.policy",
    Motive.OTHER: "grounds.other",
}


@dataclass(frozen=True)
class Judging:
    """The fields of one decision; ``subject`` tells them from those of other cases."""

    screen: Screen
    draft: Draft
    subject: str
    round: str  # another one after each decision
    proposed: Decision | None = None

    def ask(self) -> bool:
        """Show the fields, those after the answer once there is one; return whether there is."""
        choice = self._ask_choice()
        if choice is None:
            return False
        motive = self._ask_motive(choice)
        self._ask_comment()
        if choice is Choice.REFUSED:  # nothing but a refusal states grounds
            self._ask_grounds(motive)
        ask_solvency(self.screen, self.draft, key=self.key, keeps=self._keeps)
        return True

    def ask_name(self) -> None:
        """Show who signs, beside the button that does."""
        ask_name(self.screen, self.key(_NAME))

    def read(self) -> Judgement | str:
        """Return what is typed by now, or the sentence that says what lacks."""
        words, draft = self.screen.words, self.draft
        choice = Choice(typed_in(self.key(_CHOICE), draft.get(_CHOICE)))
        held = typed_in(self._motive_key(choice), draft.get(_MOTIVE))
        motive = None if held is None else Motive(held)
        comment = (typed_in(self.key(_COMMENT), draft.get(_COMMENT)) or "").strip()
        officer = read_name(self.screen, self.key(_NAME))
        if motive is None:
            return words.say("decision.lacks_motive")
        grounds = (typed_in(self.key(_GROUNDS), draft.get(_GROUNDS)) or "").strip()
        explained = self.proposed is not None and motive is Motive.FOLLOWS_SCORE
        if not (comment or explained):
            return words.say("decision.lacks_comment")
        if not officer:
            return words.say("decision.lacks_name")
        assessment = read_solvency(words, draft, key=self.key, required=self.proposed is not None)
        if isinstance(assessment, str):
            return assessment
        signer = officer if self.screen.me.name is None else None
        grounds = grounds if choice is Choice.REFUSED else ""
        return Judgement(
            choice=choice, motive=motive, comment=comment, grounds=grounds, assessment=assessment, officer=signer
        )

    @property
    def choice(self) -> Choice | None:
        """The answer that is chosen by now."""
        chosen: Choice | None = typed_in(self.key(_CHOICE), self.draft.get(_CHOICE))
        return chosen

    def key(self, name: str) -> str:
        """Return the key of a field."""
        return f"{name}_{self.subject}_{self.round}"

    @property
    def is_over(self) -> bool:
        """Whether it was recorded since these fields were shown, by the first of two clicks."""
        return bool(_round_of(self.draft) != self.round)

    def keep_typed(self, shown: str) -> None:
        """Keep what this tab holds in the fields of an earlier round, unless something was typed since."""
        before = replace(self, round=shown)
        choice = typed_in(before.key(_CHOICE), None)
        if choice is None or self.draft.get(_CHOICE) is not None:
            return
        motive, comment = typed_in(before._motive_key(choice), None), typed_in(before.key(_COMMENT), None)
        typed = {_CHOICE: choice, _MOTIVE: motive, _COMMENT: comment}
        self.draft.update({name: value for name, value in typed.items() if value is not None})

    def end(self, **kept: Any) -> None:
        """Begin anew once it is recorded, with what the draft must keep."""
        self.draft.clear()
        self.draft.update({ROUND: new_key(), **kept})

    def _ask_choice(self) -> Choice | None:
        words, options, kept = self.screen.words, list(CHOICES), self.draft.get(_CHOICE)
        chosen: Choice | None = st.radio(
            words.say("decision.choice"),
            options,
            label_visibility="visible" if self.proposed is None else "collapsed",
            index=None if kept is None else options.index(kept),
            format_func=self._written,
            horizontal=True,
            key=self.key(_CHOICE),
            on_change=self._keeps(_CHOICE, self.key(_CHOICE)),
        )
        return chosen

    def _written(self, choice: Choice) -> str:
        words = self.screen.words
        return words.say(CHOICES[choice]) + (f" ({words.say('decision.proposed')})" if self._agrees(choice) else "")

    def _ask_motive(self, choice: Choice) -> Motive | None:
        words, agrees, key = self.screen.words, self._agrees(choice), self._motive_key(choice)
        options = [motive for motive in MOTIVES if motive is not Motive.FOLLOWS_SCORE or agrees or not self.proposed]
        kept = self.draft.get(_MOTIVE, Motive.FOLLOWS_SCORE if agrees else None)
        chosen: Motive | None = st.selectbox(
            words.say("decision.motive"),
            options,
            index=options.index(kept) if kept in options else None,
            format_func=lambda code: words.say(MOTIVES[code]),
            placeholder=words.say("decision.choose"),
            key=key,
            on_change=self._keeps(_MOTIVE, key),
        )
        return chosen

    def _ask_comment(self) -> None:
        words, key = self.screen.words, self.key(_COMMENT)
        st.text_area(
            words.say("decision.comment"),
            value=self.draft.get(_COMMENT, ""),
            max_chars=_MOST_CHARACTERS,
            height=_FEW_LINES,
            help=words.say("decision.comment_help") if self.proposed else None,
            key=key,
            on_change=self._keeps(_COMMENT, key),
        )

    def _ask_grounds(self, motive: Motive | None) -> None:
        """Ask for the client's words, beneath the sentence that the letter says of the motive by itself."""
        words, key = self.screen.words, self.key(_GROUNDS)
        typed = self.draft.get(_GROUNDS, "")
        label = words.say("decision.grounds")
        drawer = open_drawer(label, key=f"open_{key}", opened=bool(typed))
        if not drawer.open:
            return
        with drawer:
            st.caption(words.say("decision.grounds_help"))
            st.text_area(
                label,
                value=typed,
                max_chars=_MOST_GROUNDS,
                height=_FEW_LINES,
                label_visibility="collapsed",
                key=key,
                on_change=self._keeps(_GROUNDS, key),
            )
            if motive in IN_LETTER:
                st.caption(words.say("decision.in_letter", sentence=words.say(IN_LETTER[motive])))

    def _keeps(self, name: str, key: str) -> Callable[[], None]:
        """Keep what a field holds; not in the decision that follows the one that was recorded by the same message."""
        keep = keeps(self.draft, name, key)

        def keep_in_round() -> None:
            if not self.is_over:
                keep()

        return keep_in_round

    def _agrees(self, choice: Choice) -> bool:
        return self.proposed is not None and choice.value == self.proposed.value

    def _motive_key(self, choice: Choice) -> str:
        return f"{self.key(_MOTIVE)}_{self._agrees(choice)}"


def begin_judging(screen: Screen, subject: str, *, proposed: Decision | None = None) -> Judging:
    """Return the fields of a decision, with what was typed in them before."""
    draft = screen.visit.draft(subject)
    return Judging(screen, draft, subject, _round_of(draft), proposed)


def _round_of(draft: Draft) -> str:
    return str(draft.get(ROUND, ""))
