"""Decisions that can be defended: accounts, a sealed journal without names, reviews, outcomes, applications.

The journal of revision 0001 is carried over: every row is sealed, its personal part encrypted. Going back decrypts it.
"""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects.postgresql import JSONB

from limpide.core.errors import InvalidInput
from limpide.database.chain import START, Head, link_of
from limpide.database.keys import Keys
from limpide.database.subjects import Subject, new_subject

revision = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None

_ROLE = "limpide_service"
# A plain user may not make roles: the triggers still keep the journal append only.
_MAKE_ROLE = f"""
DO $$ BEGIN
    CREATE ROLE {_ROLE} NOLOGIN;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN RAISE NOTICE 'no right to make the role {_ROLE}';
END $$
"""
_GRANT = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{_ROLE}') THEN RETURN; END IF;
    GRANT USAGE ON SCHEMA public TO {_ROLE};
    GRANT SELECT ON alembic_version, accounts, erased_clients TO {_ROLE};
    GRANT SELECT, INSERT ON decisions, client_keys, applications, reviews, outcomes TO {_ROLE};
    GRANT SELECT ON journal_head TO {_ROLE};
    GRANT UPDATE (position, link, seal, key_fingerprint) ON journal_head TO {_ROLE};
    GRANT UPDATE (payload, conclusion, concluded_at) ON reviews TO {_ROLE};
    GRANT USAGE ON SEQUENCE applicant_numbers TO {_ROLE};
    BEGIN
        EXECUTE format('GRANT {_ROLE} TO %I', current_user);
    EXCEPTION WHEN insufficient_privilege THEN RAISE NOTICE 'no right to grant the role {_ROLE}';
    END;
END $$
"""
_GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
_SHOWN = ("choice", "motive", "officer", "probability_of_default", "threshold", "model_decision")
_CARRIED = (*_SHOWN, "model_version", "snapshot_version", "language", "decision_id", "decided_at")


def upgrade() -> None:
    """Set the journal of before aside, make the tables, carry every decision over, drop what was set aside."""
    op.execute("ALTER TABLE decisions RENAME TO decisions_before")
    op.execute("ALTER INDEX pk_decisions RENAME TO pk_decisions_before")
    _make_journal()
    _make_clients()
    _make_accounts()
    _make_cases()
    _carry_over(op.get_bind())
    op.drop_table("decisions_before")
    for table in ("decisions", "outcomes"):
        op.execute(_GUARD.format(table=table))
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only")
    op.execute(_MAKE_ROLE)
    op.execute(_GRANT)


def downgrade() -> None:
    """Bring back the journal of revision 0001, decrypted; refuse while it would lose what 0001 cannot hold."""
    connection = op.get_bind()
    for table in ("applications", "outcomes", "erased_clients"):
        held = connection.scalar(sa.text(f"SELECT count(*) FROM {table}"))
        if held:
            raise InvalidInput(f"going back would lose the {held} rows of {table}; export and empty it first")
    op.execute("ALTER TABLE decisions RENAME TO decisions_after")
    op.execute("ALTER INDEX pk_decisions RENAME TO pk_decisions_after")
    _make_journal_0001()
    _carry_back(connection)
    for table in ("reviews", "outcomes", "applications", "accounts", "erased_clients"):
        op.drop_table(table)
    for table in ("client_keys", "journal_head", "decisions_after"):
        op.drop_table(table)
    op.execute("DROP SEQUENCE applicant_numbers")
    op.execute(_GUARD.format(table="decisions"))
    op.execute("ALTER TABLE decisions ENABLE ALWAYS TRIGGER decisions_append_only")


def _make_journal() -> None:
    op.create_table(
        "decisions",
        sa.Column("position", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("decision_id", sa.Uuid, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("desk", sa.Text),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("choice", sa.Text, nullable=False),
        sa.Column("motive", sa.Text, nullable=False),
        sa.Column("probability_of_default", sa.Double, nullable=False),
        sa.Column("threshold", sa.Double, nullable=False),
        sa.Column("model_decision", sa.Text, nullable=False),
        sa.Column("model_version", sa.Text, nullable=False),
        sa.Column("snapshot_version", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("review_of", sa.Uuid),
        sa.Column("idempotency_key", sa.Text),
        sa.Column("request_digest", sa.LargeBinary),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("previous", sa.LargeBinary, nullable=False),
        sa.Column("link", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_decisions"),
        sa.UniqueConstraint("decision_id", name=op.f("uq_decisions_decision_id")),
        sa.UniqueConstraint("officer", "idempotency_key", name=op.f("uq_decisions_officer_idempotency_key")),
        sa.CheckConstraint("position > 0", name=op.f("ck_decisions_position")),
        sa.CheckConstraint("choice IN ('accepted', 'refused')", name=op.f("ck_decisions_choice")),
        sa.CheckConstraint(
            "model_decision IN ('accepted', 'refused', 'review')", name=op.f("ck_decisions_model_decision")
        ),
        sa.CheckConstraint("probability_of_default BETWEEN 0 AND 1", name=op.f("ck_decisions_probability_of_default")),
        sa.CheckConstraint("threshold BETWEEN 0 AND 1", name=op.f("ck_decisions_threshold")),
        sa.CheckConstraint("officer <> ''", name=op.f("ck_decisions_officer")),
    )
    op.create_index(op.f("ix_decisions_subject_position"), "decisions", ["subject", "position"])
    op.create_table(
        "journal_head",
        sa.Column("sole", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("journal_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("link", sa.LargeBinary, nullable=False),
        sa.Column("seal", sa.LargeBinary, nullable=False),
        sa.Column("key_fingerprint", sa.Text),
        sa.PrimaryKeyConstraint("sole", name="pk_journal_head"),
        sa.CheckConstraint("sole", name=op.f("ck_journal_head_sole")),
    )


def _make_clients() -> None:
    op.create_table(
        "client_keys",
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("client_id", sa.Integer, nullable=False),
        sa.Column("locked_key", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_client_keys"),
        sa.UniqueConstraint("client_id", name=op.f("uq_client_keys_client_id")),
        sa.CheckConstraint("client_id > 0", name=op.f("ck_client_keys_client_id")),
    )
    op.create_table(
        "erased_clients",
        sa.Column("client_id", sa.Integer, nullable=False, autoincrement=False),
        _now("erased_at"),
        sa.PrimaryKeyConstraint("client_id", name="pk_erased_clients"),
    )
    op.execute("CREATE SEQUENCE applicant_numbers START WITH 900000001 MAXVALUE 999999999")
    op.create_table(
        "applications",
        sa.Column("client_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("application_id", sa.Uuid, nullable=False),
        _now("stored_at"),
        sa.Column("desk", sa.Text),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("idempotency_key", sa.Text),
        sa.Column("request_digest", sa.LargeBinary),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("client_id", name="pk_applications"),
        sa.UniqueConstraint("application_id", name=op.f("uq_applications_application_id")),
        sa.UniqueConstraint("officer", "idempotency_key", name=op.f("uq_applications_officer_idempotency_key")),
    )


def _make_accounts() -> None:
    roles = "role IN ('officer', 'reviewer', 'analyst', 'administrator', 'service')"
    op.create_table(
        "accounts",
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("desk", sa.Text),
        sa.Column("token_digest", sa.LargeBinary, nullable=False),
        _now("created_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("account_id", name="pk_accounts"),
        sa.UniqueConstraint("token_digest", name=op.f("uq_accounts_token_digest")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_accounts_name")),
        sa.CheckConstraint(roles, name=op.f("ck_accounts_role")),
    )
    op.execute("CREATE UNIQUE INDEX uq_accounts_name_living ON accounts (lower(name)) WHERE revoked_at IS NULL")


def _make_cases() -> None:
    causes = "cause IN ('grey_zone', 'override', 'request')"
    concluded = "(conclusion IS NULL) = (concluded_at IS NULL)"
    op.create_table(
        "reviews",
        sa.Column("review_id", sa.Uuid, nullable=False),
        sa.Column("decision_id", sa.Uuid, nullable=False),
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("desk", sa.Text),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        _now("opened_at"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.LargeBinary),
        sa.Column("conclusion", sa.Uuid),
        sa.Column("concluded_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("review_id", name="pk_reviews"),
        sa.UniqueConstraint("decision_id", name=op.f("uq_reviews_decision_id")),
        _decided("reviews", "decision_id"),
        _decided("reviews", "conclusion"),
        sa.CheckConstraint(causes, name=op.f("ck_reviews_cause")),
        sa.CheckConstraint(concluded, name=op.f("ck_reviews_concluded")),
    )
    op.create_index(op.f("ix_reviews_due_at"), "reviews", ["due_at"], postgresql_where=sa.text("conclusion IS NULL"))
    op.create_table(
        "outcomes",
        sa.Column("outcome_id", sa.Uuid, nullable=False),
        sa.Column("decision_id", sa.Uuid, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("observed_on", sa.Date, nullable=False),
        _now("recorded_at"),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("outcome_id", name="pk_outcomes"),
        _decided("outcomes", "decision_id"),
        sa.CheckConstraint("outcome IN ('repaid', 'defaulted')", name=op.f("ck_outcomes_outcome")),
    )
    op.create_index(op.f("ix_outcomes_decision_id_recorded_at"), "outcomes", ["decision_id", "recorded_at"])


def _make_journal_0001() -> None:
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.Uuid, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("client_id", sa.Integer, nullable=False),
        *[sa.Column(name, sa.Text, nullable=False) for name in ("choice", "motive", "comment", "officer")],
        sa.Column("probability_of_default", sa.Double, nullable=False),
        sa.Column("threshold", sa.Double, nullable=False),
        *[
            sa.Column(name, sa.Text, nullable=False)
            for name in ("model_decision", "model_version", "snapshot_version", "language")
        ],
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


def _carry_over(connection: sa.Connection) -> None:
    head = Head(0, START)
    keys = _keys_for(connection, "decisions_before")
    for before in _rows(connection, "decisions_before", order="decided_at, decision_id"):
        assert keys is not None  # noqa: S101 - there are rows
        subject = _get_or_make_subject(connection, before["client_id"], keys=keys)
        head = _append(connection, before, after=head, subject=subject, keys=keys)
    written = {
        "journal_id": uuid4(),
        "position": head.position,
        "link": head.link,
        "seal": head.seal(keys) if keys else b"",
        "key_fingerprint": keys.fingerprint if keys else None,
    }
    names = ", ".join(written)
    values = ", ".join(f":{name}" for name in written)
    connection.execute(sa.text(f"INSERT INTO journal_head ({names}) VALUES ({values})"), written)


def _get_or_make_subject(connection: sa.Connection, client_id: int, *, keys: Keys) -> Subject:
    query = sa.text("SELECT * FROM client_keys WHERE client_id = :client_id")
    found = connection.execute(query, {"client_id": client_id}).mappings().one_or_none()
    if found is not None:
        return _read_subject(found, keys)
    made = new_subject(str(client_id))
    adding = "INSERT INTO client_keys (subject, client_id, locked_key) VALUES (:subject, :client_id, :locked_key)"
    locked = keys.lock(made.key, owner=made.subject.bytes)
    connection.execute(sa.text(adding), {"subject": made.subject, "client_id": client_id, "locked_key": locked})
    return made


def _read_subject(row: sa.RowMapping, keys: Keys) -> Subject:
    """Read a client's key as this revision locks it: for its pseudonym alone."""
    key = keys.unlock(row["locked_key"], owner=row["subject"].bytes)
    return Subject(subject=row["subject"], client_id=row["client_id"], key=key)


def _append(connection: sa.Connection, before: sa.RowMapping, *, after: Head, subject: Subject, keys: Keys) -> Head:
    hidden = {"comment": before["comment"], "explanation": before["explanation"]}
    row: dict[str, Any] = {name: before[name] for name in _CARRIED} | {
        "position": after.position + 1,
        "subject": subject.subject,
        "desk": None,
        "review_of": None,
        "idempotency_key": None,
        "request_digest": None,
        "payload": subject.hide(hidden, about=before["decision_id"]),
        "previous": after.link,
    }
    row["link"] = link_of(row, previous=after.link, keys=keys)
    names = ", ".join(row)
    connection.execute(
        sa.text(f"INSERT INTO decisions ({names}) VALUES ({', '.join(f':{name}' for name in row)})"), row
    )
    return Head(row["position"], row["link"])


def _carry_back(connection: sa.Connection) -> None:
    keys = _keys_for(connection, "decisions_after")
    for after in _rows(connection, "decisions_after", order="position"):
        assert keys is not None  # noqa: S101 - there are rows
        subject = _subject(connection, after["subject"], keys)
        hidden = subject.show(after["payload"], about=after["decision_id"])
        row = {name: after[name] for name in _CARRIED} | {
            "client_id": subject.client_id,
            "comment": hidden["comment"],
            "reasons": json.dumps(hidden["explanation"]["families"]),
            "explanation": json.dumps(hidden["explanation"]),
        }
        if row["model_decision"] == "review":
            raise InvalidInput(f'decision {row["decision_id"]} is on a "review", which revision 0001 cannot hold')
        names = ", ".join(row)
        connection.execute(
            sa.text(f"INSERT INTO decisions ({names}) VALUES ({', '.join(f':{name}' for name in row)})"), row
        )


def _subject(connection: sa.Connection, subject: UUID, keys: Keys) -> Subject:
    query = sa.text("SELECT * FROM client_keys WHERE subject = :subject")
    found = connection.execute(query, {"subject": subject}).mappings().one_or_none()
    if found is None:
        raise InvalidInput("the journal holds decisions on erased clients, which revision 0001 cannot hold")
    return _read_subject(found, keys)


def _rows(connection: sa.Connection, table: str, *, order: str) -> Iterator[sa.RowMapping]:
    """Read a table without holding it in memory."""
    query = sa.text(f"SELECT * FROM {table} ORDER BY {order}")
    with connection.execute(query, execution_options={"yield_per": 200}) as rows:
        yield from rows.mappings()


def _keys_for(connection: sa.Connection, table: str) -> Keys | None:
    """Return the secret when there are rows to carry."""
    if not connection.scalar(sa.text(f"SELECT EXISTS (SELECT FROM {table})")):
        return None
    keys = context.config.attributes["keys"]
    if not isinstance(keys, Keys):
        raise InvalidInput("the journal's personal data change form and need their key; set LIMPIDE_KEY")
    return keys


def _now(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def _decided(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], ["decisions.decision_id"], name=name)
