"""Facts of a lender that its tables do not hold: the currency of its amounts, the periods of income and instalment."""

from limpide.lenders.lender import Lender, Period, find_lender, keep_lender, read_lender, shipped_lender

__all__ = ["Lender", "Period", "find_lender", "keep_lender", "read_lender", "shipped_lender"]
