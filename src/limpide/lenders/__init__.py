"""Facts of a lender that its tables do not hold: units of amounts, texts of letters, supporting documents."""

from limpide.lenders.delegation import Delegation
from limpide.lenders.legal_terms import LegalTerms, Retention, find_retention, same_retention
from limpide.lenders.lender import Lender, Period, find_lender, keep_lender, read_lender, shipped_lender
from limpide.lenders.letter_texts import LetterTexts, read_letter_texts, specimen_letter_texts
from limpide.lenders.pieces import PieceRule, PieceRules, read_pieces, shipped_pieces

__all__ = [
    "Delegation",
    "LegalTerms",
    "Lender",
    "LetterTexts",
    "Period",
    "PieceRule",
    "PieceRules",
    "Retention",
    "find_lender",
    "find_retention",
    "keep_lender",
    "read_lender",
    "read_letter_texts",
    "read_pieces",
    "same_retention",
    "shipped_lender",
    "shipped_pieces",
    "specimen_letter_texts",
]
