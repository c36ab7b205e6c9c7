"""Work on a case beside deciding: comments, assignments, documents, letters handed over; one part a file."""
