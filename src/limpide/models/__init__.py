"""Model families: how each learns, and the data-only fitted model that scores and explains a client."""
