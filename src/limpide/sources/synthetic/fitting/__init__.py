"""Fitting the synthetic clients to a lender's tables: every figure stands for twenty applications or more."""
