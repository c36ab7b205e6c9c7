"""The tables, as the program sees them; the migrations make them."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Double,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Append only: a trigger of the migration refuses UPDATE, DELETE and TRUNCATE.
decisions = Table(
    "decisions",
    metadata,
    Column("decision_id", Uuid, primary_key=True),
    Column("decided_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("client_id", Integer, nullable=False),
    Column("choice", Text, nullable=False),
    Column("motive", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("probability_of_default", Double, nullable=False),
    Column("threshold", Double, nullable=False),
    Column("model_decision", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("snapshot_version", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("reasons", JSONB, nullable=False),
    Column("explanation", JSONB, nullable=False),
    CheckConstraint("client_id > 0", name="client_id"),
    CheckConstraint("choice IN ('accepted', 'refused')", name="choice"),
    CheckConstraint("model_decision IN ('accepted', 'refused')", name="model_decision"),
    CheckConstraint("probability_of_default BETWEEN 0 AND 1", name="probability_of_default"),
    CheckConstraint("threshold BETWEEN 0 AND 1", name="threshold"),
    CheckConstraint("officer <> ''", name="officer"),
)

Index(None, decisions.c.client_id, decisions.c.decided_at)
