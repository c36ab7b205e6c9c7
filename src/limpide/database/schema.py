"""The tables, as the program sees them; the migrations make them.

Personal data are only in ``payload`` columns, encrypted under the client's own key; everywhere else a client is
``subject``, a random pseudonym that only ``client_keys`` ties to a number.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


_CLIENT_ID = Text(collation="C")  # in order of code point, and found by its first characters through an index
_LENGTH = "char_length(client_id) BETWEEN 1 AND 64"


def _now(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.now())


def _when(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=True)


# Append only: triggers of the migrations refuse DELETE and TRUNCATE, and UPDATE but to an erasure, which redacts.
# ``link`` seals the row and ``previous``.
decisions = Table(
    "decisions",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("decision_id", Uuid, nullable=False, unique=True),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("desk", Text, nullable=True),
    Column("officer", Text, nullable=True),
    Column("choice", Text, nullable=False),
    Column("motive", Text, nullable=True),
    Column("probability_of_default", Double, nullable=True),
    Column("threshold", Double, nullable=True),
    Column("model_decision", Text, nullable=True),
    Column("model_version", Text, nullable=False),
    Column("snapshot_version", Text, nullable=False),
    Column("language", Text, nullable=True),
    Column("review_of", Uuid, nullable=True),
    Column("idempotency_key", Text, nullable=True),
    Column("request_digest", LargeBinary, nullable=True),
    Column("payload", LargeBinary, nullable=True),
    Column("previous", LargeBinary, nullable=False),
    Column("link", LargeBinary, nullable=False),
    CheckConstraint("position > 0", name="position"),
    CheckConstraint("choice IN ('accepted', 'refused')", name="choice"),
    CheckConstraint("model_decision IN ('accepted', 'refused', 'review')", name="model_decision"),
    CheckConstraint("probability_of_default BETWEEN 0 AND 1", name="probability_of_default"),
    CheckConstraint("threshold BETWEEN 0 AND 1", name="threshold"),
    CheckConstraint("officer <> ''", name="officer"),
    CheckConstraint(
        "num_nulls(officer, motive, probability_of_default, threshold, model_decision, language, payload) IN (0, 7)",
        name="redacted",
    ),
    UniqueConstraint("officer", "idempotency_key"),
)
Index(None, decisions.c.subject, decisions.c.position)

# What happens to a case beside decisions, in the same chain: positions are those of one journal. Append only as above.
case_events = Table(
    "case_events",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("desk", Text, nullable=True),
    Column("officer", Text, nullable=True),
    Column("kind", Text, nullable=False),
    Column("assignee", Text, nullable=True),
    Column("due_at", DateTime(timezone=True), nullable=True),
    Column("decision_id", Uuid, nullable=True),
    Column("way", Text, nullable=True),
    Column("idempotency_key", Text, nullable=True),
    Column("request_digest", LargeBinary, nullable=True),
    Column("payload", LargeBinary, nullable=True),
    Column("previous", LargeBinary, nullable=False),
    Column("link", LargeBinary, nullable=False),
    CheckConstraint("position > 0", name="position"),
    CheckConstraint("num_nulls(officer, payload) IN (0, 2)", name="redacted"),
    CheckConstraint(
        "kind IN ('comment', 'assignment', 'documents_requested', 'documents_received', 'letter_handed_over', "
        "'handover')",
        name="kind",
    ),
    CheckConstraint("way IN ('post', 'email', 'in_hand')", name="way"),
    CheckConstraint(
        "payload IS NULL OR (kind = 'letter_handed_over') = (decision_id IS NOT NULL AND way IS NOT NULL)",
        name="letter",
    ),
    CheckConstraint("officer <> ''", name="officer"),
    UniqueConstraint("officer", "idempotency_key"),
)
Index(None, case_events.c.subject, case_events.c.position)
Index(None, case_events.c.desk, postgresql_where=case_events.c.kind.in_(["assignment", "documents_requested"]))

# One row: the last links of the journal and of its ledger, known apart from the rows, so that a tail cut off is missed.
journal_head = Table(
    "journal_head",
    metadata,
    Column("sole", Boolean, primary_key=True, server_default=text("true")),
    Column("journal_id", Uuid, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("link", LargeBinary, nullable=False),
    Column("seal", LargeBinary, nullable=False),
    Column("key_fingerprint", Text, nullable=True),
    Column("ledger_position", BigInteger, nullable=False, server_default=text("0")),
    Column("ledger_link", LargeBinary, nullable=False, server_default=text(f"decode('{'00' * 32}', 'hex')")),
    CheckConstraint("sole", name="sole"),
)

# Every change of a row that counts, in one hash chain; append only. ``digest`` is of the row as it is then stored.
ledger = Table(
    "ledger",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("table_name", Text, nullable=False),
    Column("row_name", Text, nullable=False),
    Column("pseudonym", LargeBinary, nullable=True),
    Column("digest", LargeBinary, nullable=True),
    Column("link", LargeBinary, nullable=False),
    Column("seal", LargeBinary, nullable=False),
    CheckConstraint("position > 0", name="position"),
    CheckConstraint("kind IN ('added', 'changed', 'removed', 'inherited')", name="kind"),
    CheckConstraint("(kind = 'removed') = (digest IS NULL)", name="digest"),
)

# Deleted when a client is erased, and only then.
client_keys = Table(
    "client_keys",
    metadata,
    Column("subject", Uuid, primary_key=True),
    Column("client_id", _CLIENT_ID, nullable=False, unique=True),
    Column("locked_key", LargeBinary, nullable=False),
    CheckConstraint(_LENGTH, name="client_id"),
)
Index("ix_client_keys_wrapping_epoch", func.wrapping_epoch_of(client_keys.c.locked_key))

# Clients whose data must not be read from any snapshot, by a keyed digest of the identifier.
erased_clients = Table(
    "erased_clients",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    _now("erased_at"),
)

# New applicants, numbered where no lender's file numbers its own.
applicant_numbers = Sequence("applicant_numbers", metadata=metadata, start=900_000_001, maxvalue=999_999_999)
applications = Table(
    "applications",
    metadata,
    Column("client_id", _CLIENT_ID, primary_key=True),
    Column("application_id", Uuid, nullable=False, unique=True),
    _now("stored_at"),
    Column("desk", Text, nullable=True),
    Column("officer", Text, nullable=False),
    Column("idempotency_key", Text, nullable=True),
    Column("request_digest", LargeBinary, nullable=True),
    Column("payload", LargeBinary, nullable=False),
    UniqueConstraint("officer", "idempotency_key"),
    CheckConstraint(_LENGTH, name="client_id"),
)

Index(None, applications.c.desk)

# Who may ask. ``token_digest`` is the SHA-256 of a token of 256 random bits, which nobody can guess backwards.
accounts = Table(
    "accounts",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("desk", Text, nullable=True),
    Column("token_digest", LargeBinary, nullable=False, unique=True),
    _now("created_at"),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    _when("revoked_at"),
    CheckConstraint("name <> ''", name="name"),
    CheckConstraint("role IN ('officer', 'reviewer', 'analyst', 'administrator', 'service')", name="role"),
)
# One person, one name: two accounts of one person would let them review themselves.
Index(
    "uq_accounts_name_living",
    func.lower(accounts.c.name),
    unique=True,
    postgresql_where=accounts.c.revoked_at.is_(None),
)

# Cases that a second person must look at.
reviews = Table(
    "reviews",
    metadata,
    Column("review_id", Uuid, primary_key=True),
    Column("decision_id", Uuid, ForeignKey("decisions.decision_id"), nullable=False, unique=True),
    Column("subject", Uuid, nullable=False),
    Column("desk", Text, nullable=True),
    Column("officer", Text, nullable=True),
    Column("cause", Text, nullable=False),
    _now("opened_at"),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("payload", LargeBinary, nullable=True),
    Column("conclusion", Uuid, ForeignKey("decisions.decision_id"), nullable=True),
    _when("concluded_at"),
    CheckConstraint("cause IN ('grey_zone', 'override', 'request', 'delegation')", name="cause"),
    CheckConstraint("(conclusion IS NULL) = (concluded_at IS NULL)", name="concluded"),
    CheckConstraint("num_nulls(officer) IN (0, 1)", name="redacted"),
)
Index(None, reviews.c.due_at, postgresql_where=reviews.c.conclusion.is_(None))
Index(None, reviews.c.subject, postgresql_where=reviews.c.conclusion.is_(None))

# What became of a loan. Only grows: a correction is a later row.
outcomes = Table(
    "outcomes",
    metadata,
    Column("outcome_id", Uuid, primary_key=True),
    Column("decision_id", Uuid, ForeignKey("decisions.decision_id"), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("observed_on", Date, nullable=False),
    _now("recorded_at"),
    Column("recorded_by", Text, nullable=True),
    CheckConstraint("outcome IN ('repaid', 'defaulted')", name="outcome"),
    CheckConstraint("num_nulls(recorded_by) IN (0, 1)", name="redacted"),
)
Index(None, outcomes.c.decision_id, outcomes.c.recorded_at)


def _subject() -> Column[object]:
    """Pseudonym of a client whose rows are deleted with the key."""
    return Column("subject", Uuid, ForeignKey("client_keys.subject", ondelete="CASCADE"), nullable=False)


# Who a client is, a row for each change. Tokens are keyed hashes of the parts of the name, and of the birth date.
identities = Table(
    "identities",
    metadata,
    Column("identity_id", Uuid, primary_key=True),
    _subject(),
    Column("version", Integer, nullable=False),
    _now("recorded_at"),
    Column("officer", Text, nullable=False),
    Column("name_tokens", ARRAY(LargeBinary), nullable=False),
    Column("birth_token", LargeBinary, nullable=False),
    Column("idempotency_key", Text, nullable=True),
    Column("request_digest", LargeBinary, nullable=True),
    Column("payload", LargeBinary, nullable=False),
    UniqueConstraint("subject", "version"),
    UniqueConstraint("officer", "idempotency_key"),
    CheckConstraint("version > 0", name="version"),
)
Index(None, identities.c.name_tokens, postgresql_using="gin")

# What became of each supporting document. Append only; a client's rows are chained by ``link``, which seals each.
piece_events = Table(
    "piece_events",
    metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("subject", Uuid, nullable=False),
    Column("position", Integer, nullable=False),
    Column("piece", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("officer", Text, nullable=True),
    Column("request_id", Uuid, nullable=True),
    Column("idempotency_key", Text, nullable=True),
    Column("request_digest", LargeBinary, nullable=True),
    Column("payload", LargeBinary, nullable=True),
    Column("previous", LargeBinary, nullable=False),
    Column("link", LargeBinary, nullable=False),
    UniqueConstraint("subject", "position"),
    UniqueConstraint("officer", "idempotency_key"),
    CheckConstraint("status IN ('asked_for', 'received', 'checked', 'refused')", name="status"),
    CheckConstraint("position > 0", name="position"),
    CheckConstraint("num_nulls(officer, payload) IN (0, 2)", name="redacted"),
)

# Scans of supporting documents; ``content`` and the name in ``payload`` are encrypted under the client's key.
attachments = Table(
    "attachments",
    metadata,
    Column("attachment_id", Uuid, primary_key=True),
    _subject(),
    Column("piece", Text, nullable=False),
    _now("uploaded_at"),
    Column("officer", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("idempotency_key", Text, nullable=True),
    Column("request_digest", LargeBinary, nullable=True),
    Column("payload", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("officer", "idempotency_key"),
    CheckConstraint("size > 0", name="size"),
)
Index(None, attachments.c.subject)

# What a client was asked to send, and until when.
document_requests = Table(
    "document_requests",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    _subject(),
    _now("requested_at"),
    Column("desk", Text, nullable=True),
    Column("officer", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("idempotency_key", Text, nullable=True),
    Column("request_digest", LargeBinary, nullable=True),
    Column("payload", LargeBinary, nullable=False),
    UniqueConstraint("officer", "idempotency_key"),
)
Index(None, document_requests.c.subject)

# How much of a person's score budget is spent: the time at which it will be full again. Shared by all processes.
score_budgets = Table(
    "score_budgets",
    metadata,
    Column("person", Text, primary_key=True),
    Column("full_at", DateTime(timezone=True), nullable=False),
)

# People of an identity provider: (issuer, subject) is who somebody is, and the name is theirs for good.
provider_people = Table(
    "provider_people",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("name", Text, nullable=False),
    _now("first_seen_at"),
    _when("revoked_at"),
)
Index("ix_provider_people_name", func.lower(provider_people.c.name), unique=True)

# Who read about which client, when and for what purpose. ``client`` is a keyed hash (HMAC) of the number.
access_log = Table(
    "access_log",
    metadata,
    Column("access_id", Uuid, primary_key=True),
    Column("accessed_at", DateTime(timezone=True), nullable=False),
    Column("client", LargeBinary, nullable=False),
    Column("person", Text, nullable=False),
    Column("purpose", Text, nullable=False),
)
Index(None, access_log.c.client)
Index(None, access_log.c.accessed_at)
