"""How a model is chosen: folds, candidates, honest measures, and the bundle of the best one."""
