"""What becomes of a model in use: drift, performance, practice, fairness, challengers; and who is told."""
