"""Identifiers of clients are text: the numbers of before are their decimal digits, in the same rows.

No seal counts them: a decision, an event and a piece are sealed with the client's pseudonym.
"""

import sqlalchemy as sa
from alembic import op

from limpide.core.errors import InvalidInput

revision = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None

_TABLES = ("client_keys", "erased_clients", "applications")
_LENGTH = "char_length(client_id) BETWEEN 1 AND 64"
_LARGEST = 999_999_999
_NUMBER = f"client_id ~ '^[1-9][0-9]{{0,8}}$' AND client_id::bigint <= {_LARGEST}"


def upgrade() -> None:
    """Write every number as its digits."""
    op.drop_constraint(op.f("ck_client_keys_client_id"), "client_keys", type_="check")
    for table in _TABLES:
        op.execute(f'ALTER TABLE {table} ALTER COLUMN client_id TYPE text COLLATE "C" USING client_id::text')
        op.create_check_constraint(op.f(f"ck_{table}_client_id"), table, _LENGTH)


def downgrade() -> None:
    """Read the digits as numbers again; refuse where an identifier is none of one to nine digits."""
    for table in _TABLES:
        lost = op.get_bind().scalar(sa.text(f"SELECT count(*) FROM {table} WHERE NOT ({_NUMBER})"))
        if lost:
            raise InvalidInput(f"{lost} rows of {table} have ids that are no numbers, which revision 0004 cannot hold")
    for table in _TABLES:
        op.drop_constraint(op.f(f"ck_{table}_client_id"), table, type_="check")
        op.execute(f"ALTER TABLE {table} ALTER COLUMN client_id TYPE integer USING client_id::integer")
    op.create_check_constraint(op.f("ck_client_keys_client_id"), "client_keys", "client_id > 0")
