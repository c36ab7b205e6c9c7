"""Erasure: epochs of wrapping keys, redaction of sealed rows, keyed digests in the list of who was erased."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import context, op

from limpide.core.errors import InvalidInput
from limpide.database import ledger
from limpide.database.keys import Keys
from limpide.database.redaction import OF_DECISION, OF_SUBJECT

revision = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None

_EPOCH = """
CREATE FUNCTION wrapping_epoch_of(wrapped bytea) RETURNS integer IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN length(wrapped) = 64 THEN
        (get_byte(wrapped, 0) << 24) + (get_byte(wrapped, 1) << 16) + (get_byte(wrapped, 2) << 8) + get_byte(wrapped, 3)
    ELSE 0 END
$$
"""
# All living clients' keys are of the newest epoch once a rotation has ended: none of an older one may follow.
_REFUSE_RETIRED = """
CREATE FUNCTION refuse_retired_epoch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF wrapping_epoch_of(NEW.locked_key) < (SELECT max(wrapping_epoch_of(locked_key)) FROM client_keys) THEN
        RAISE EXCEPTION 'the wrapping key of this client key was retired meanwhile' USING ERRCODE = 'LK001';
    END IF;
    RETURN NEW;
END $$
"""
_REFUSE_UNLESS = """
CREATE FUNCTION refuse_unless_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF current_setting('limpide.{name}', true) = 'on' THEN RETURN NULL; END IF;
    RAISE EXCEPTION 'table % is append only: % is refused; record a new decision instead',
        TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$
"""
_APPEND_ONLY = ("decisions", "case_events", "piece_events", "outcomes")
_REDACTED = {
    "decisions": ("officer", "motive", "probability_of_default", "threshold", "model_decision", "language", "payload"),
    "case_events": ("officer", "payload"),
    "piece_events": ("officer", "payload"),
    "reviews": ("officer",),
    "outcomes": ("recorded_by",),
}
_LETTER = "(kind = 'letter_handed_over') = (decision_id IS NOT NULL AND way IS NOT NULL)"
_FIXED_REVIEW = ("review_id", "decision_id", "subject", "cause")
_CHANGING_REVIEW = ("desk", "officer", "opened_at", "due_at")


def upgrade() -> None:
    """Let an erasure redact, a rotation wrap anew, and nobody else change a row; redact who was erased before."""
    for statement in (_EPOCH, _REFUSE_RETIRED, *(_REFUSE_UNLESS.format(name=each) for each in ("erasing", "rotating"))):
        op.execute(statement)
    op.create_index("ix_client_keys_wrapping_epoch", "client_keys", [sa.text("wrapping_epoch_of(locked_key)")])
    _guard_keys()
    for table in _APPEND_ONLY:
        _replace(table, "append_only", "DELETE OR TRUNCATE", "refuse_change")
        _replace(table, "redacted", "UPDATE", "refuse_unless_erasing")
    fixed = ", ".join(_FIXED_REVIEW)
    _replace("reviews", "fixed", f"DELETE OR TRUNCATE OR UPDATE OF {fixed}", "refuse_change")
    _replace("reviews", "redacted", f"UPDATE OF {', '.join(_CHANGING_REVIEW)}", "refuse_unless_erasing")
    for table, columns in _REDACTED.items():
        for column in columns:
            op.alter_column(table, column, nullable=True)
        whole = f"num_nulls({', '.join(columns)}) IN (0, {len(columns)})"
        op.create_check_constraint(op.f(f"ck_{table}_redacted"), table, whole)
    op.drop_constraint(op.f("ck_case_events_letter"), "case_events", type_="check")
    op.create_check_constraint(op.f("ck_case_events_letter"), "case_events", f"payload IS NULL OR {_LETTER}")
    _carry_over(op.get_bind())


def downgrade() -> None:
    """Refuse: what was redacted cannot be put back, nor the ids of who was erased."""
    connection = op.get_bind()
    for query, what in (
        ("SELECT count(*) FROM client_keys WHERE wrapping_epoch_of(locked_key) > 0", "keys are wrapped in an epoch"),
        ("SELECT count(*) FROM erased_clients", "erased clients are known by digests alone"),
        ("SELECT count(*) FROM decisions WHERE payload IS NULL", "decisions are redacted"),
    ):
        if held := connection.scalar(sa.text(query)):
            raise InvalidInput(f"{held} {what}, which an earlier program cannot read")
    op.drop_constraint(op.f("ck_case_events_letter"), "case_events", type_="check")
    op.create_check_constraint(op.f("ck_case_events_letter"), "case_events", _LETTER)
    for table, columns in _REDACTED.items():
        op.drop_constraint(op.f(f"ck_{table}_redacted"), table, type_="check")
        for column in columns:
            op.alter_column(table, column, nullable=False)
    for table in (*_APPEND_ONLY, "reviews"):
        op.execute(f"DROP TRIGGER {table}_redacted ON {table}")
    for table in _APPEND_ONLY:
        _replace(table, "append_only", "UPDATE OR DELETE OR TRUNCATE", "refuse_change")
    kept = ", ".join((*_FIXED_REVIEW, *_CHANGING_REVIEW))
    _replace("reviews", "fixed", f"DELETE OR TRUNCATE OR UPDATE OF {kept}", "refuse_change")
    op.execute("DROP TRIGGER client_keys_rotated ON client_keys")
    op.execute("DROP TRIGGER client_keys_epoch ON client_keys")
    _replace("client_keys", "fixed", "UPDATE OR TRUNCATE", "refuse_change")
    op.drop_index("ix_client_keys_wrapping_epoch", "client_keys")
    for function in ("refuse_unless_erasing()", "refuse_unless_rotating()", "refuse_retired_epoch()"):
        op.execute(f"DROP FUNCTION {function}")
    op.execute("DROP FUNCTION wrapping_epoch_of(bytea)")
    _switch_erased("digest", sa.Column("client_id", sa.Text(collation="C"), nullable=False))
    op.create_check_constraint(
        op.f("ck_erased_clients_client_id"), "erased_clients", "char_length(client_id) BETWEEN 1 AND 64"
    )


def _guard_keys() -> None:
    _replace("client_keys", "fixed", "UPDATE OF subject, client_id OR TRUNCATE", "refuse_change")
    _replace("client_keys", "rotated", "UPDATE OF locked_key", "refuse_unless_rotating")
    op.execute(
        "CREATE TRIGGER client_keys_epoch BEFORE INSERT OR UPDATE OF locked_key ON client_keys "
        "FOR EACH ROW EXECUTE FUNCTION refuse_retired_epoch()"
    )


def _replace(table: str, suffix: str, events: str, function: str) -> None:
    name = f"{table}_{suffix}"
    op.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
    op.execute(f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()")
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _switch_erased(column: str, other: sa.Column[object]) -> None:
    op.execute("ALTER TABLE erased_clients DROP CONSTRAINT pk_erased_clients")
    op.drop_column("erased_clients", column)
    op.add_column("erased_clients", other)
    op.create_primary_key("pk_erased_clients", "erased_clients", [other.name])


def _carry_over(connection: sa.Connection) -> None:
    """Turn ids of erased clients into digests, and redact what is sealed about them."""
    held = connection.execute(sa.text("SELECT client_id, erased_at FROM erased_clients")).all()
    orphans = "subject NOT IN (SELECT subject FROM client_keys)"
    mute = connection.scalar(sa.text(f"SELECT EXISTS (SELECT FROM decisions WHERE {orphans})"))
    changes = [] if not held else ledger.read_removals(connection, _reflect("erased_clients"), sa.true())
    if held:
        op.execute("ALTER TABLE erased_clients DISABLE TRIGGER ALL")
        op.execute("DELETE FROM erased_clients")
        op.execute("ALTER TABLE erased_clients ENABLE ALWAYS TRIGGER erased_clients_append_only")
    op.execute("ALTER TABLE erased_clients DROP CONSTRAINT IF EXISTS ck_erased_clients_client_id")
    _switch_erased("client_id", sa.Column("digest", sa.LargeBinary, nullable=False))
    if not (held or mute):
        return
    keys = context.config.attributes["keys"]
    if not isinstance(keys, Keys):
        raise InvalidInput("erased clients are kept as keyed digests from now on; set LIMPIDE_KEY")
    rows = [{"digest": keys.digest_of_erased(client_id), "at": at} for client_id, at in held]
    if rows:
        connection.execute(sa.text("INSERT INTO erased_clients (digest, erased_at) VALUES (:digest, :at)"), rows)
        changes += ledger.read_changes(connection, _reflect("erased_clients"), sa.true())
    op.execute("SET LOCAL limpide.erasing = 'on'")
    changes += _redact(connection, orphans)
    op.execute("SET LOCAL limpide.erasing = 'off'")
    ledger.append(connection, changes, keys=keys)


def _redact(connection: sa.Connection, orphans: str) -> Sequence[ledger.Change]:
    of_decision = f"decision_id IN (SELECT decision_id FROM decisions WHERE {orphans})"
    changes: list[ledger.Change] = []
    for tables, condition in ((OF_SUBJECT, orphans), (OF_DECISION, of_decision)):
        for table, values in tables.items():
            connection.execute(sa.text(f"UPDATE {table} SET {values} WHERE {table}.{condition}"))
            changes += ledger.read_changes(
                connection, _reflect(table), sa.literal_column(f"{table}.{condition}", sa.Boolean), kind="changed"
            )
    return changes


def _reflect(name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)
