"""The lender's raw tables: their contract, reading them, checking them, and inventing them."""
