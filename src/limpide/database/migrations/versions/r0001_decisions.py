"""The journal of decisions: one table that only grows.

A revision is history: it does not import the schema of today, which later revisions change.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

_GUARD = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append only: % is refused; record a new decision instead',
        TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$
"""
# Statement level: refused even when no row is concerned, and the only level that TRUNCATE has.
_TRIGGER = """
CREATE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
# Also for replication and for restores that switch ordinary triggers off.
_ALWAYS = "ALTER TABLE decisions ENABLE ALWAYS TRIGGER decisions_append_only"


def upgrade() -> None:
    """Create the table, its index and the trigger that keeps it append only."""
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.Uuid, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("client_id", sa.Integer, nullable=False),
        sa.Column("choice", sa.Text, nullable=False),
        sa.Column("motive", sa.Text, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("probability_of_default", sa.Double, nullable=False),
        sa.Column("threshold", sa.Double, nullable=False),
        sa.Column("model_decision", sa.Text, nullable=False),
        sa.Column("model_version", sa.Text, nullable=False),
        sa.Column("snapshot_version", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("explanation", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name="pk_decisions"),
        sa.CheckConstraint("client_id > 0", name=op.f("ck_decisions_client_id")),
        sa.CheckConstraint("choice IN ('accepted', 'refused')", name=op.f("ck_decisions_choice")),
        sa.CheckConstraint("model_decision IN ('accepted', 'refused')", name=op.f("ck_decisions_model_decision")),
        sa.CheckConstraint("probability_of_default BETWEEN 0 AND 1", name=op.f("ck_decisions_probability_of_default")),
        sa.CheckConstraint("threshold BETWEEN 0 AND 1", name=op.f("ck_decisions_threshold")),
        sa.CheckConstraint("officer <> ''", name=op.f("ck_decisions_officer")),
    )
    op.create_index(op.f("ix_decisions_client_id_decided_at"), "decisions", ["client_id", "decided_at"])
    op.execute(_GUARD)
    op.execute(_TRIGGER)
    op.execute(_ALWAYS)


def downgrade() -> None:
    """Refuse: undoing this revision would destroy the journal."""
    raise NotImplementedError("the journal of decisions is never dropped; restore a backup instead")
