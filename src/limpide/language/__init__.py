"""How the product speaks: catalogues of sentences, and numbers, amounts and dates as each language writes them."""
