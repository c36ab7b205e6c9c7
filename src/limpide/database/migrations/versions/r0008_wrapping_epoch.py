"""Epochs of wrapping keys: the oldest that is not retired, under which a client's key may still be written."""

import sqlalchemy as sa
from alembic import op

from limpide.core.errors import InvalidInput

revision = "0008"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None

_EPOCH = """
CREATE FUNCTION wrapping_epoch_of(wrapped bytea) RETURNS integer IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN length(wrapped) = 64 THEN
        (get_byte(wrapped, 0) << 24) + (get_byte(wrapped, 1) << 16) + (get_byte(wrapped, 2) << 8) + get_byte(wrapped, 3)
    ELSE 0 END
$$
"""
_REFUSE = """
CREATE FUNCTION refuse_retired_epoch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF wrapping_epoch_of(NEW.locked_key) < (SELECT oldest FROM wrapping_epoch) THEN
        RAISE EXCEPTION 'the wrapping key of this client key was retired meanwhile' USING ERRCODE = 'LK001';
    END IF;
    RETURN NEW;
END $$
"""
_GUARD = """
CREATE TRIGGER client_keys_epoch BEFORE INSERT OR UPDATE OF locked_key ON client_keys
FOR EACH ROW EXECUTE FUNCTION refuse_retired_epoch()
"""
_GRANT = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'limpide_service') THEN RETURN; END IF;
    GRANT SELECT ON wrapping_epoch TO limpide_service;
END $$
"""


def upgrade() -> None:
    """Note the oldest epoch, and refuse client keys of retired ones."""
    op.create_table(
        "wrapping_epoch",
        sa.Column("sole", sa.Boolean, primary_key=True, server_default=sa.text("true")),
        sa.Column("oldest", sa.Integer, nullable=False),
        sa.CheckConstraint("sole", name=op.f("ck_wrapping_epoch_sole")),
        sa.CheckConstraint("oldest >= 0", name=op.f("ck_wrapping_epoch_oldest")),
    )
    op.execute("INSERT INTO wrapping_epoch (oldest) VALUES (0)")
    for statement in (_EPOCH, _REFUSE, _GUARD, _GRANT):
        op.execute(statement)


def downgrade() -> None:
    """Take the epochs out; a former program could not unwrap keys of an epoch."""
    query = sa.text("SELECT count(*) FROM client_keys WHERE wrapping_epoch_of(locked_key) > 0")
    if held := op.get_bind().scalar(query):
        raise InvalidInput(f"{held} client keys are wrapped under an epoch's key, which an earlier program cannot read")
    op.execute("DROP TRIGGER client_keys_epoch ON client_keys")
    op.execute("DROP FUNCTION refuse_retired_epoch()")
    op.execute("DROP FUNCTION wrapping_epoch_of(bytea)")
    op.drop_table("wrapping_epoch")
