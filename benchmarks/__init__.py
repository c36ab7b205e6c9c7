"""Measurements of the whole product; ``make bench`` writes them to ``benchmarks/RESULTS.md``."""
