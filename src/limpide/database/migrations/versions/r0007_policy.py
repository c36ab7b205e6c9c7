"""Score budgets, people of the identity provider, the log of access to clients' data, and handovers between desks."""

import sqlalchemy as sa
from alembic import op

from limpide.core.errors import InvalidInput

revision = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None

_KINDS = "kind IN ('comment', 'assignment', 'documents_requested', 'documents_received', 'letter_handed_over')"
_KINDS_WITH_HANDOVER = (
    "kind IN ('comment', 'assignment', 'documents_requested', 'documents_received', 'letter_handed_over', 'handover')"
)
_GRANT = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'limpide_service') THEN RETURN; END IF;
    GRANT SELECT, INSERT, UPDATE ON score_budgets TO limpide_service;
    GRANT SELECT, INSERT ON provider_people, access_log TO limpide_service;
END $$
"""


def upgrade() -> None:
    """Make the tables; the service counts budgets, adds people and accesses, and changes no other row."""
    op.create_table(
        "score_budgets",
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("full_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_score_budgets"),
    )
    op.create_table(
        "provider_people",
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("issuer", "person", name="pk_provider_people"),
    )
    op.create_index("ix_provider_people_name", "provider_people", [sa.text("lower(name)")], unique=True)
    op.create_table(
        "access_log",
        sa.Column("access_id", sa.Uuid, nullable=False),
        sa.Column("accessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client", sa.LargeBinary, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("access_id", name="pk_access_log"),
    )
    op.create_index(op.f("ix_access_log_client"), "access_log", ["client"])
    op.create_index(op.f("ix_access_log_accessed_at"), "access_log", ["accessed_at"])
    op.execute(_GRANT)
    _allow_kinds(_KINDS_WITH_HANDOVER)


def downgrade() -> None:
    """Drop the tables; refuse while a case was handed over or anybody's access is noted."""
    connection = op.get_bind()
    handovers = connection.scalar(sa.text("SELECT count(*) FROM case_events WHERE kind = 'handover'"))
    accesses = connection.scalar(sa.text("SELECT count(*) FROM access_log"))
    if handovers or accesses:
        raise InvalidInput(
            f"going back would lose {handovers} handovers of cases and {accesses} entries of the access log; "
            "restore a backup of before instead"
        )
    for table in ("access_log", "provider_people", "score_budgets"):
        op.drop_table(table)
    _allow_kinds(_KINDS)


def _allow_kinds(condition: str) -> None:
    op.drop_constraint(op.f("ck_case_events_kind"), "case_events", type_="check")
    op.create_check_constraint(op.f("ck_case_events_kind"), "case_events", condition)
