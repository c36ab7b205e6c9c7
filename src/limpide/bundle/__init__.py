"""The model as data: a sealed folder that is verified before it is parsed, and what scores and explains with it."""
