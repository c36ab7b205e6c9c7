"""Trade terms of consumer credit: what they mean, and which data of Limpide answer to them."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from limpide.dashboard.words import Words


@dataclass(frozen=True)
class _Entry:
    """The keys of a term's name, synonyms and meaning, and the names of the features listed with it."""

    name: str
    synonyms: str
    meaning: str
    features: tuple[str, ...] = ()


TERMS: Final = (
    _Entry(
        "term.debt_ratio.name",
        "term.debt_ratio.synonyms",
        "term.debt_ratio.meaning",
        ("annuity_over_income", "credit_over_income", "annuity"),
    ),
    _Entry(
        "term.left_to_live.name",
        "term.left_to_live.synonyms",
        "term.left_to_live.meaning",
        ("left_to_live", "income", "annuity"),
    ),
    _Entry(
        "term.instalment.name",
        "term.instalment.synonyms",
        "term.instalment.meaning",
        ("annuity", "annuity_over_credit"),
    ),
    _Entry(
        "term.duration.name",
        "term.duration.synonyms",
        "term.duration.meaning",
        ("shortest_term", "credit_over_annuity"),
    ),
    _Entry("term.apr.name", "term.apr.synonyms", "term.apr.meaning", ("rate_mean", "rate_minimum", "rate_maximum")),
    _Entry("term.ficp.name", "term.ficp.synonyms", "term.ficp.meaning", ()),
    _Entry(
        "term.credit_file.name",
        "term.credit_file.synonyms",
        "term.credit_file.meaning",
        ("enquiries_year", "enquiries_total"),
    ),
    _Entry(
        "term.down_payment.name",
        "term.down_payment.synonyms",
        "term.down_payment.meaning",
        ("goods_price", "credit_over_goods"),
    ),
    _Entry(
        "term.outstanding.name",
        "term.outstanding.synonyms",
        "term.outstanding.meaning",
        ("bureau_debt_total_active", "bureau_debt_over_income"),
    ),
    _Entry("term.default.name", "term.default.synonyms", "term.default.meaning", ()),
    _Entry("term.revolving.name", "term.revolving.synonyms", "term.revolving.meaning", ("contract_kind",)),
    _Entry("term.score.name", "term.score.synonyms", "term.score.meaning", ("external_mean", "external_score_2")),
    _Entry("term.seniority.name", "term.seniority.synonyms", "term.seniority.meaning", ("employed",)),
    _Entry("term.break_even.name", "term.break_even.synonyms", "term.break_even.meaning", ()),
    _Entry("term.review_zone.name", "term.review_zone.synonyms", "term.review_zone.meaning", ()),
)


@dataclass(frozen=True)
class TradeTerm:
    """A term with its synonyms, what it means, and the names of the features that answer to it."""

    name: str
    synonyms: str
    meaning: str
    features: tuple[str, ...]


def find_terms(typed: str, words: Words) -> list[TradeTerm]:
    """Return the terms whose name or synonyms hold every word that was typed; none where nothing was."""
    wanted = bare(typed).split()
    if not wanted:
        return []
    terms = [_read(entry, words) for entry in TERMS]
    return [term for term in terms if holds((term.name, term.synonyms), typed)]


def holds(texts: Iterable[str], typed: str) -> bool:
    """Whether texts hold every word that was typed, whatever the accents and capitals.

    >>> holds(["Taux d’endettement"], "ENDETTEMENT taux")
    True
    """
    text = bare(" ".join(texts))
    return all(word in text for word in bare(typed).split())


def bare(text: str) -> str:
    """Return a text without accents and capitals, its apostrophes straight."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("’", "'"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _read(entry: _Entry, words: Words) -> TradeTerm:
    return TradeTerm(words.say(entry.name), words.say(entry.synonyms), words.say(entry.meaning), entry.features)
