"""The lender's credit cards, statement after statement."""

from limpide.sources.synthetic.cards.payments import card_payments
from limpide.sources.synthetic.cards.room import Cards
from limpide.sources.synthetic.cards.summary import summarise_cards

__all__ = ["Cards", "card_payments", "summarise_cards"]
