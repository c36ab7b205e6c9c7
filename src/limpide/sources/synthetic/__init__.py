"""Synthetic clients: made-up tables that behave like the lender's, for whoever may not see the real ones."""
