"""One case of the review desk, one part a file."""
