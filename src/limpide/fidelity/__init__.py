"""How much synthetic tables are like real ones: one file a measure, and their report."""
