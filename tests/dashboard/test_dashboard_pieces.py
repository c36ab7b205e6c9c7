"""Identity and supporting documents as the screen words them, and what the search field understands."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.contract import (
    CoBorrower,
    Identity,
    PieceEvent,
    PieceList,
    PieceState,
    PieceStatus,
    PostalAddress,
    Relation,
)
from limpide.dashboard.case.identity import build_line
from limpide.dashboard.case.pieces import build_table, count, reminder
from limpide.dashboard.identity_form import IdentityForm
from limpide.dashboard.name_search import NameTyped, read_name_typed
from limpide.dashboard.words import get_words

FRENCH, ENGLISH = get_words("fr"), get_words("en")
ZOE = Identity(
    given_names="Zoé",
    family_name="<b>Léger</b>",
    birth_date=date(1988, 4, 21),
    address=PostalAddress(lines=["1 rue A"], postcode="69003", city="Lyon"),
)
ALI = CoBorrower(given_names="Ali", family_name="Haddad", birth_date=date(1980, 1, 2), relation=Relation.SPOUSE)


def piece(code: str, status: PieceStatus = PieceStatus.MISSING, **changes: object) -> PieceState:
    usual = {
        "code": code,
        "label": f"Pièce {code}",
        "accepted": "x",
        "required": True,
        "required_to_accept": False,
        "from_client": True,
        "max_age_days": None,
        "results": {},
        "status": status,
        "expired": False,
        "settled": status is PieceStatus.CHECKED,
        "event": None,
        "attachments": [],
    }
    return PieceState.model_validate(usual | changes)


def listed(*pieces: PieceState) -> PieceList:
    required = [each for each in pieces if each.required]
    settled = sum(each.settled for each in required)
    return PieceList(
        client_id="1",
        product=None,
        pieces=list(pieces),
        settled=settled,
        required=len(required),
        events=[],
        requests=[],
    )


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("100002", None),
        (" 100 002 ", None),
        ("", None),
        ("-", None),
        ("12ab", None),
        ("Léger", NameTyped("Léger")),
        ("Léger  Zoé ", NameTyped("Léger Zoé")),
        ("Léger Zoé 21/04/1988", NameTyped("Léger Zoé", date(1988, 4, 21))),
        ("Léger, 1.2.1988", NameTyped("Léger", date(1988, 2, 1))),
        ("21-04-1988 Léger", NameTyped("Léger", date(1988, 4, 21))),
        ("Léger 1988-04-21", NameTyped("Léger", date(1988, 4, 21))),
        ("21/04/1988", NameTyped("", date(1988, 4, 21))),
        ("Léger 31/02/1988", NameTyped("Léger", is_wrong=True)),
    ],
)
def test_one_field_takes_numbers_names_and_dates(typed: str, read: NameTyped | None) -> None:
    assert read_name_typed(typed) == read


@given(st.text())
def test_whatever_is_typed_is_read(typed: str) -> None:
    read = read_name_typed(typed)
    assert read is None or isinstance(read.name, str)


def test_who_the_client_is_stands_in_one_line_and_is_escaped() -> None:
    line = build_line(ZOE, FRENCH)
    assert "&lt;b&gt;Léger" in line and "<b>" not in line
    assert FRENCH.day(date(1988, 4, 21)) in line and "Lyon" in line
    assert "Identité non renseignée" in build_line(None, FRENCH)


@pytest.mark.parametrize(("words", "never"), [(FRENCH, "Jamais évalué"), (ENGLISH, "Never scored")])
def test_a_co_borrower_is_named_as_never_scored(words: object, never: str) -> None:
    line = build_line(ZOE.model_copy(update={"co_borrower": ALI}), words)  # type: ignore[arg-type]
    assert "Ali Haddad" in line and never in line


def test_documents_are_counted_and_those_that_lack_are_named() -> None:
    held = listed(
        piece("a", PieceStatus.CHECKED), piece("b"), piece("c", PieceStatus.RECEIVED), piece("d", required=False)
    )
    assert "1 sur 3" in count(held, FRENCH)
    told = reminder(held, FRENCH)
    assert "Pièce b et Pièce c" in told and "Pièce d" not in told and "Vous pouvez signer" in told
    assert reminder(listed(piece("a", PieceStatus.CHECKED)), FRENCH) == ""
    needed = reminder(listed(piece("a"), piece("b", required_to_accept=True)), ENGLISH)
    assert needed.startswith("The lender accepts nothing without") and "Pièce a" not in needed


def test_the_table_says_state_day_result_and_reason() -> None:
    event = PieceEvent(
        event_id=uuid4(),
        piece="a",
        status=PieceStatus.CHECKED,
        recorded_at=datetime.now(UTC),
        officer="A. Martin",
        dated=date(2026, 1, 5),
        result="listed",
        reason="<i>",
    )
    old = piece("a", PieceStatus.CHECKED, expired=True, settled=False, event=event, results={"listed": "inscription"})
    told = build_table(listed(old, piece("b", required_to_accept=True)), FRENCH)
    for text in (
        "vérifiée, trop ancienne",
        FRENCH.day(date(2026, 1, 5)),
        "inscription",
        "&lt;i&gt;",
        "A. Martin",
        "oui, pour accepter",
    ):
        assert text in told


def test_nothing_typed_is_no_identity_and_half_of_one_names_what_to_correct() -> None:
    assert IdentityForm(FRENCH, {}, "k").read() is None
    half = IdentityForm(FRENCH, {"given_names": "Zoé", "birth_date": date(1988, 4, 21), "line": "1 rue A"}, "k").read()
    assert isinstance(half, str)
    assert "Nom" in half and "Code postal" in half and "Prénoms" not in half
    held = ZOE.model_copy(update={"co_borrower": ALI})
    assert IdentityForm(FRENCH, {}, "k", held).read() == held
    alone = IdentityForm(FRENCH, {"together": False}, "k", held).read()
    assert isinstance(alone, Identity) and alone.co_borrower is None
