"""Loans with other lenders, as the credit bureau reports them, and how they were paid month by month."""

from limpide.sources.synthetic.elsewhere.room import Elsewhere
from limpide.sources.synthetic.elsewhere.summary import summarise_elsewhere

__all__ = ["Elsewhere", "summarise_elsewhere"]
