"""Identity of clients with a blind index; supporting documents, their events, scans and requests for them."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from limpide.core.errors import InvalidInput

revision = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None

_TABLES = ("identities", "piece_events", "attachments", "document_requests")
_STATUSES = "status IN ('asked_for', 'received', 'checked', 'refused')"
_GUARD = """
CREATE TRIGGER piece_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON piece_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
_GRANT = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'limpide_service') THEN RETURN; END IF;
    GRANT SELECT, INSERT ON identities, piece_events, attachments, document_requests TO limpide_service;
END $$
"""


def upgrade() -> None:
    """Make the tables; the service may read and add, and change nothing."""
    _make_identities()
    _make_piece_events()
    _make_attachments()
    _make_document_requests()
    op.execute(_GUARD)
    op.execute("ALTER TABLE piece_events ENABLE ALWAYS TRIGGER piece_events_append_only")
    op.execute(_GRANT)


def downgrade() -> None:
    """Drop the tables; refuse while they hold anything, which the revision before cannot."""
    for table in _TABLES:
        held = op.get_bind().scalar(sa.text(f"SELECT count(*) FROM {table}"))
        if held:
            raise InvalidInput(f"going back would lose the {held} rows of {table}; export and empty it first")
    for table in _TABLES:
        op.drop_table(table)


def _make_identities() -> None:
    op.create_table(
        "identities",
        sa.Column("identity_id", sa.Uuid, nullable=False),
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        _now("recorded_at"),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("name_tokens", ARRAY(sa.LargeBinary), nullable=False),
        sa.Column("birth_token", sa.LargeBinary, nullable=False),
        *_once(),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("identity_id", name="pk_identities"),
        _of_client("identities"),
        sa.UniqueConstraint("subject", "version", name=op.f("uq_identities_subject_version")),
        _unique_key("identities"),
        sa.CheckConstraint("version > 0", name=op.f("ck_identities_version")),
    )
    op.create_index(op.f("ix_identities_name_tokens"), "identities", ["name_tokens"], postgresql_using="gin")


def _make_piece_events() -> None:
    op.create_table(
        "piece_events",
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("piece", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("request_id", sa.Uuid),
        *_once(),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("previous", sa.LargeBinary, nullable=False),
        sa.Column("link", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_piece_events"),
        sa.UniqueConstraint("subject", "position", name=op.f("uq_piece_events_subject_position")),
        _unique_key("piece_events"),
        sa.CheckConstraint(_STATUSES, name=op.f("ck_piece_events_status")),
        sa.CheckConstraint("position > 0", name=op.f("ck_piece_events_position")),
    )


def _make_attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("attachment_id", sa.Uuid, nullable=False),
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("piece", sa.Text, nullable=False),
        _now("uploaded_at"),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        *_once(),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("attachment_id", name="pk_attachments"),
        _of_client("attachments"),
        _unique_key("attachments"),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachments_size")),
    )
    op.execute("ALTER TABLE attachments ALTER COLUMN content SET STORAGE EXTERNAL")  # encrypted: not compressible
    op.create_index(op.f("ix_attachments_subject"), "attachments", ["subject"])


def _make_document_requests() -> None:
    op.create_table(
        "document_requests",
        sa.Column("request_id", sa.Uuid, nullable=False),
        sa.Column("subject", sa.Uuid, nullable=False),
        _now("requested_at"),
        sa.Column("desk", sa.Text),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        *_once(),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("request_id", name="pk_document_requests"),
        _of_client("document_requests"),
        _unique_key("document_requests"),
    )
    op.create_index(op.f("ix_document_requests_subject"), "document_requests", ["subject"])


def _now(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def _once() -> list[sa.Column[Any]]:
    return [sa.Column("idempotency_key", sa.Text), sa.Column("request_digest", sa.LargeBinary)]


def _unique_key(table: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("officer", "idempotency_key", name=op.f(f"uq_{table}_officer_idempotency_key"))


def _of_client(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_subject")
    return sa.ForeignKeyConstraint(["subject"], ["client_keys.subject"], name=name, ondelete="CASCADE")
