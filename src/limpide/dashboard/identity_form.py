"""Fields for who a client is, and who borrows together with them; nothing of it is scored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

import streamlit as st
from pydantic import ValidationError

from limpide.contract import Identity, Relation, Title
from limpide.dashboard.drafts import Draft, keeps, typed_in
from limpide.dashboard.words import Words

TITLES = {Title.MS: "identity.ms", Title.MR: "identity.mr"}
RELATIONS = {
    Relation.SPOUSE: "identity.spouse",
    Relation.PARTNER: "identity.partner",
    Relation.RELATIVE: "identity.relative",
    Relation.OTHER: "identity.other_relation",
}
_LABELS = {
    "title": "identity.title",
    "given_names": "identity.given_names",
    "family_name": "identity.family_name",
    "birth_date": "identity.birth_date",
    "line": "identity.line",
    "more": "identity.more",
    "postcode": "identity.postcode",
    "city": "identity.city",
    "country": "identity.country",
    "telephone": "identity.telephone",
    "email": "identity.email",
    "relation": "identity.relation",
    "lines": "identity.line",
}
_PERSON = ("title", "given_names", "family_name", "birth_date")
_ADDRESS = ("line", "more", "postcode", "city", "country")
_CONTACT = ("telephone", "email")
_OTHER = "co_"
_TOGETHER = "together"
_OLDEST = date(1900, 1, 1)
_MOST_CHARACTERS = 100
C = TypeVar("C", bound=StrEnum)


@dataclass(frozen=True)
class IdentityForm:
    """The fields of one identity, kept in a draft; ``held`` is what is recorded."""

    words: Words
    draft: Draft
    key: str
    held: Identity | None = None

    def ask(self) -> None:
        """Show the fields; those of a co-borrower when there is one."""
        words = self.words
        self._ask_row(_PERSON)
        self._ask_row(_ADDRESS)
        self._ask_row(_CONTACT)
        if st.checkbox(words.say("identity.together"), value=bool(self._kept(_TOGETHER)), **self._widget(_TOGETHER)):
            st.caption(words.say("identity.never_scored"))
            self._ask_row(tuple(f"{_OTHER}{name}" for name in (*_PERSON, "relation")))

    def read(self) -> Identity | str | None:
        """Return what is typed by now, the sentence that says what is wrong, or None where nothing is."""
        typed = {name: self._typed(name) for name in (*_PERSON, *_ADDRESS, *_CONTACT)}
        if not any(typed.values()):
            return None
        content = {name: typed[name] or None for name in (*_PERSON, *_CONTACT)} | {"address": _address(typed)}
        if self._typed(_TOGETHER):
            names = (*_PERSON, "relation")
            content["co_borrower"] = {name: self._typed(f"{_OTHER}{name}") or None for name in names}
        try:
            return Identity.model_validate(content)
        except ValidationError as error:
            return self._complain(error)

    def _complain(self, error: ValidationError) -> str:
        named = {str(part): None for fault in error.errors() for part in fault["loc"] if str(part) in _LABELS}
        fields = [self.words.say(_LABELS[name]) for name in named]
        return self.words.say("identity.wrong", fields=self.words.enumerate(fields))

    def _ask_row(self, names: tuple[str, ...]) -> None:
        for place, name in zip(st.columns(len(names), vertical_alignment="bottom"), names, strict=True):
            with place:
                self._ask(name)

    def _ask(self, name: str) -> None:
        bare = name.removeprefix(_OTHER)
        label = self.words.say(_LABELS[bare])
        if name != bare:
            label = self.words.say("identity.of_co_borrower", label=label)
        if bare == "title":
            self._ask_choice(name, label, list(Title), lambda each: self.words.say(TITLES[each]))
        elif bare == "relation":
            self._ask_choice(name, label, list(Relation), lambda each: self.words.say(RELATIONS[each]))
        elif bare == "birth_date":
            yesterday = date.today() - timedelta(days=1)
            st.date_input(
                label,
                value=self._kept(name),
                min_value=_OLDEST,
                max_value=yesterday,
                format="DD/MM/YYYY",
                **self._widget(name),
            )
        else:
            kept = self._kept(name) or ""
            st.text_input(label, value=kept, max_chars=_MOST_CHARACTERS, autocomplete="off", **self._widget(name))

    def _ask_choice(self, name: str, label: str, options: list[C], written: Callable[[C], str]) -> None:
        kept = self._kept(name)
        st.selectbox(
            label,
            options,
            index=options.index(kept) if kept in options else None,
            format_func=written,
            placeholder=self.words.say("identity.unsaid"),
            **self._widget(name),
        )

    def _widget(self, name: str) -> dict[str, Any]:
        key = f"{self.key}_{name}"
        return {"key": key, "on_change": keeps(self.draft, name, key)}

    def _typed(self, name: str) -> Any:
        value = typed_in(f"{self.key}_{name}", self._kept(name))
        return value.strip() if isinstance(value, str) and not isinstance(value, StrEnum) else value

    def _kept(self, name: str) -> Any:
        return self.draft[name] if name in self.draft else _held(self.held, name)


def _held(identity: Identity | None, name: str) -> Any:
    """Return what is recorded under the name of a field."""
    if identity is None:
        return None
    if name == _TOGETHER:
        return identity.co_borrower is not None
    if name.startswith(_OTHER):
        return identity.co_borrower and getattr(identity.co_borrower, name.removeprefix(_OTHER))
    if name not in _ADDRESS:
        return getattr(identity, name)
    address = identity.address
    if address is None:
        return None
    lines = {"line": address.lines[0], "more": ", ".join(address.lines[1:])}
    return lines[name] if name in lines else getattr(address, name)


def _address(typed: dict[str, Any]) -> dict[str, Any] | None:
    if not any(typed[name] for name in _ADDRESS):
        return None
    lines = [typed[name] for name in ("line", "more") if typed[name]]
    return {"lines": lines, **{name: typed[name] or None for name in ("postcode", "city", "country")}}
