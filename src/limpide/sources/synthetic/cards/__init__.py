"""The lender's credit cards, statement after statement."""

from limpide.sources.synthetic.cards.room import Cards
from limpide.sources.synthetic.cards.summary import summarise_cards

__all__ = ["Cards", "summarise_cards"]
