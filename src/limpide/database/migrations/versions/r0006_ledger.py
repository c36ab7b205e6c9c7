"""One sealed ledger over every row that counts: chain, head, guards, and the rows found, inherited as they are.

Client keys are locked anew, bound to journal, pseudonym and number. Decisions and events keep the seals they have.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import context, op

from limpide.core.errors import InvalidInput
from limpide.database import ledger
from limpide.database.chain import Head
from limpide.database.keys import Keys
from limpide.database.row_digest import select_rows
from limpide.database.subjects import owner_of

revision = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None

_START = f"decode('{'00' * 32}', 'hex')"
_ROLE, _READER, _AUDITOR = "limpide_service", "limpide_reader", "limpide_auditor"
_MAKE_ROLE = """
DO $$ BEGIN
    CREATE ROLE {role} NOLOGIN;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN RAISE NOTICE 'no right to make the role {role}';
END $$
"""
_GRANT_READERS = f"""
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{_READER}') THEN
        GRANT USAGE ON SCHEMA public TO {_READER};
        GRANT SELECT ON alembic_version, decisions, outcomes TO {_READER};
        GRANT SELECT (subject, client_id) ON client_keys TO {_READER};
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{_AUDITOR}') THEN
        GRANT USAGE ON SCHEMA public TO {_AUDITOR};
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO {_AUDITOR};
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {_AUDITOR};
    END IF;
END $$
"""
_UNGRANT_AUDITOR = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{_AUDITOR}') THEN RETURN; END IF;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM {_AUDITOR};
END $$
"""
# A service of the release before would write decisions that the ledger does not know.
_FOLLOW = """
CREATE OR REPLACE FUNCTION refuse_without_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.position <> OLD.position AND NEW.ledger_position = OLD.ledger_position THEN
        RAISE EXCEPTION 'the journal is written with its ledger only; this program is of a release before it'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""
_GRANT = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{_ROLE}') THEN RETURN; END IF;
    GRANT SELECT, INSERT ON ledger TO {_ROLE};
    GRANT UPDATE (ledger_position, ledger_link) ON journal_head TO {_ROLE};
END $$
"""
# Outside an erasure a row of these is never deleted; what a table lets change is in its own list, below.
_ERASURE = """
CREATE OR REPLACE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('limpide.erasing', true) = 'on' THEN RETURN NULL; END IF;
    RAISE EXCEPTION '% is removed by an erasure only: % is refused', TG_TABLE_NAME, TG_OP;
END $$
"""
_APPEND_ONLY = ("ledger", "erased_clients")
_ERASABLE = ("client_keys", "applications", "identities", "attachments", "document_requests")
_TABLES = ("decisions", "case_events", "reviews", "outcomes", "accounts", "piece_events", "erased_clients", *_ERASABLE)
_CHANGING = {"reviews": ("payload", "conclusion", "concluded_at"), "accounts": ("revoked_at",)}
_AT_ONCE = 500


def upgrade() -> None:
    """Make the ledger, lock the keys anew, and seal what is there."""
    op.create_table(
        "ledger",
        sa.Column("position", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        *[sa.Column(name, sa.Text, nullable=False) for name in ("kind", "table_name", "row_name")],
        *[sa.Column(name, sa.LargeBinary) for name in ("pseudonym", "digest")],
        *[sa.Column(name, sa.LargeBinary, nullable=False) for name in ("link", "seal")],
        sa.PrimaryKeyConstraint("position", name="pk_ledger"),
        sa.CheckConstraint("position > 0", name=op.f("ck_ledger_position")),
        sa.CheckConstraint("kind IN ('added', 'changed', 'removed', 'inherited')", name=op.f("ck_ledger_kind")),
        sa.CheckConstraint("(kind = 'removed') = (digest IS NULL)", name=op.f("ck_ledger_digest")),
    )
    head = {"ledger_position": sa.BigInteger, "ledger_link": sa.LargeBinary}
    for (name, kind), default in zip(head.items(), ("0", _START), strict=True):
        op.add_column("journal_head", sa.Column(name, kind, nullable=False, server_default=sa.text(default)))
    connection = op.get_bind()
    if _is_written(connection):
        keys = _keys()
        _lock_anew(connection, keys, bound=True)
        _inherit(connection, keys)
    _guard()
    for role in (_READER, _AUDITOR):
        op.execute(_MAKE_ROLE.format(role=role))
    op.execute(_GRANT)
    op.execute(_GRANT_READERS)


def downgrade() -> None:
    """Take the ledger away and lock the keys as before; refuse when it vouches for more than was inherited."""
    connection = op.get_bind()
    later = connection.scalar(sa.text("SELECT count(*) FROM ledger WHERE kind <> 'inherited'"))
    if later:
        raise InvalidInput(f"going back would lose {later} entries of the ledger; restore a backup of before instead")
    for table in (*_ERASABLE, *_APPEND_ONLY, *_CHANGING):
        for suffix in ("append_only", "kept", "fixed"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_{suffix} ON {table}")
    op.execute("DROP TRIGGER journal_head_follows ON journal_head")
    for function in ("refuse_removal", "refuse_without_ledger"):
        op.execute(f"DROP FUNCTION {function}")
    op.execute(_UNGRANT_AUDITOR)
    if _is_written(connection):
        keys = _keys()
        _lock_anew(connection, keys, bound=False)
        row = _head(connection)
        seal = Head(row["position"], bytes(row["link"])).seal(keys) if row["position"] else b""
        connection.execute(sa.text("UPDATE journal_head SET seal = :seal"), {"seal": seal})
    op.drop_table("ledger")
    for name in ("ledger_position", "ledger_link"):
        op.drop_column("journal_head", name)


def _guard() -> None:
    op.execute(_ERASURE)
    op.execute(_FOLLOW)
    op.execute(
        "CREATE TRIGGER journal_head_follows BEFORE UPDATE ON journal_head "
        "FOR EACH ROW EXECUTE FUNCTION refuse_without_ledger()"
    )
    refuse = "FOR EACH STATEMENT EXECUTE FUNCTION"
    made = [(table, "append_only", "UPDATE OR DELETE OR TRUNCATE", "refuse_change") for table in _APPEND_ONLY]
    for table in _ERASABLE:
        made += [(table, "fixed", "UPDATE OR TRUNCATE", "refuse_change"), (table, "kept", "DELETE", "refuse_removal")]
    for table, changing in _CHANGING.items():
        fixed = ", ".join(name for name in _columns(table) if name not in changing)
        made += [(table, "fixed", f"DELETE OR TRUNCATE OR UPDATE OF {fixed}", "refuse_change")]
    for table, suffix, events, function in made:
        op.execute(f"CREATE TRIGGER {table}_{suffix} BEFORE {events} ON {table} {refuse} {function}()")
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{suffix}")


def _columns(table: str) -> list[str]:
    return [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]


def _is_written(connection: sa.Connection) -> bool:
    """Whether there is any row that counts."""
    return any(connection.scalar(sa.text(f"SELECT EXISTS (SELECT FROM {table})")) for table in _TABLES)


def _keys() -> Keys:
    keys = context.config.attributes["keys"]
    if not isinstance(keys, Keys):
        raise InvalidInput("the journal is sealed anew and needs its key; set LIMPIDE_KEY")
    return keys


def _head(connection: sa.Connection) -> sa.RowMapping:
    return connection.execute(sa.text("SELECT * FROM journal_head")).mappings().one()


def _lock_anew(connection: sa.Connection, keys: Keys, *, bound: bool) -> None:
    """Lock each client's key for its owner as this release does (``bound``), or as the one before."""
    journal_id: UUID = _head(connection)["journal_id"]
    changing = sa.text("UPDATE client_keys SET locked_key = :locked WHERE subject = :subject")
    for rows in _chunks(connection, "SELECT * FROM client_keys"):
        locked = []
        for row in rows:
            owners = row["subject"].bytes, owner_of(journal_id, row["subject"], row["client_id"])
            before, after = owners if bound else owners[::-1]
            key = keys.unlock(row["locked_key"], owner=before)
            locked.append({"subject": row["subject"], "locked": keys.lock(key, owner=after)})
        connection.execute(changing, locked)


def _inherit(connection: sa.Connection, keys: Keys) -> None:
    """Seal every row as it is found: the ledger vouches for it from now on."""
    head = _head(connection)
    keys.check_sealed(head["key_fingerprint"])
    chain = Head(head["position"], bytes(head["link"]))
    if chain.position and chain.seal(keys) != bytes(head["seal"]):
        raise InvalidInput("the head of the journal is not what was sealed; find out why: limpide decisions verify")
    connection.execute(
        ledger.MOVE_HEAD, {f"head_{name}": each for name, each in ledger.read_heads(head).row(keys).items()}
    )
    for name in _TABLES:
        table = sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False)  # as it is at this revision
        for rows in _chunks(connection, select_rows(table)):
            ledger.append(connection, [ledger.describe_row(table, row, kind="inherited") for row in rows], keys=keys)


def _chunks(connection: sa.Connection, query: Any) -> Iterator[list[sa.RowMapping]]:
    """Read the rows of a query some at a time, without holding all in memory."""
    statement = sa.text(query) if isinstance(query, str) else query
    with connection.execute(statement, execution_options={"yield_per": _AT_ONCE}) as rows:
        for partition in rows.mappings().partitions():
            yield list(partition)
