"""The revisions, in order of number."""
