"""What changes: the journal of decisions, in PostgreSQL. SQLAlchemy lives here and nowhere else."""
