"""Work on a case: comments, assignments, documents asked for and letters handed over, in the journal's own chain."""

import sqlalchemy as sa
from alembic import op

from limpide.core.errors import InvalidInput

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None

_ROLE = "limpide_service"
_GRANT = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{_ROLE}') THEN RETURN; END IF;
    GRANT SELECT, INSERT ON case_events TO {_ROLE};
END $$
"""
_GUARD = """
CREATE TRIGGER case_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
_KINDS = "kind IN ('comment', 'assignment', 'documents_requested', 'documents_received', 'letter_handed_over')"
_LETTER = "(kind = 'letter_handed_over') = (decision_id IS NOT NULL AND way IS NOT NULL)"
_CAUSES = "cause IN ('grey_zone', 'override', 'request')"
_CAUSES_WITH_DELEGATION = "cause IN ('grey_zone', 'override', 'request', 'delegation')"


def upgrade() -> None:
    """Make the table of events; let reviews be second signatures."""
    op.create_table(
        "case_events",
        sa.Column("position", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("desk", sa.Text),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("assignee", sa.Text),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("decision_id", sa.Uuid),
        sa.Column("way", sa.Text),
        sa.Column("idempotency_key", sa.Text),
        sa.Column("request_digest", sa.LargeBinary),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("previous", sa.LargeBinary, nullable=False),
        sa.Column("link", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_case_events"),
        sa.UniqueConstraint("event_id", name=op.f("uq_case_events_event_id")),
        sa.UniqueConstraint("officer", "idempotency_key", name=op.f("uq_case_events_officer_idempotency_key")),
        sa.CheckConstraint("position > 0", name=op.f("ck_case_events_position")),
        sa.CheckConstraint(_KINDS, name=op.f("ck_case_events_kind")),
        sa.CheckConstraint("way IN ('post', 'email', 'in_hand')", name=op.f("ck_case_events_way")),
        sa.CheckConstraint(_LETTER, name=op.f("ck_case_events_letter")),
        sa.CheckConstraint("officer <> ''", name=op.f("ck_case_events_officer")),
    )
    op.create_index(op.f("ix_case_events_subject_position"), "case_events", ["subject", "position"])
    opening = sa.text("kind IN ('assignment', 'documents_requested')")
    op.create_index(op.f("ix_case_events_desk"), "case_events", ["desk"], postgresql_where=opening)
    op.create_index(op.f("ix_applications_desk"), "applications", ["desk"])
    is_open = sa.text("conclusion IS NULL")
    op.create_index(op.f("ix_reviews_subject"), "reviews", ["subject"], postgresql_where=is_open)
    op.execute(_GUARD)
    op.execute("ALTER TABLE case_events ENABLE ALWAYS TRIGGER case_events_append_only")
    op.execute(_GRANT)
    _allow_causes(_CAUSES_WITH_DELEGATION)


def downgrade() -> None:
    """Drop the table of events; refuse while it holds any, or a review is a second signature."""
    connection = op.get_bind()
    events = connection.scalar(sa.text("SELECT count(*) FROM case_events"))
    signatures = connection.scalar(sa.text("SELECT count(*) FROM reviews WHERE cause = 'delegation'"))
    if events or signatures:
        raise InvalidInput(
            f"going back would lose {events} events of cases and {signatures} second signatures, which are part of the "
            "journal; restore a backup of before instead"
        )
    op.drop_index(op.f("ix_applications_desk"), "applications")
    op.drop_index(op.f("ix_reviews_subject"), "reviews")
    op.drop_table("case_events")
    _allow_causes(_CAUSES)


def _allow_causes(condition: str) -> None:
    op.drop_constraint(op.f("ck_reviews_cause"), "reviews", type_="check")
    op.create_check_constraint(op.f("ck_reviews_cause"), "reviews", condition)
