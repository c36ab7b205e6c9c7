"""What the law asks of a lender, one file a country: obligations, what satisfies them, and the test that proves it."""

from limpide.legal.check import Finding, LegalReport, check_lender
from limpide.legal.pack import LegalPack, Obligation, find_pack, read_pack, shipped_countries

__all__ = [
    "Finding",
    "LegalPack",
    "LegalReport",
    "Obligation",
    "check_lender",
    "find_pack",
    "read_pack",
    "shipped_countries",
]
