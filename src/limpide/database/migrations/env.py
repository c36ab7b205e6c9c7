"""What Alembic runs: the revisions, in the transaction of ``limpide.database.migrate``."""

from alembic import context

from limpide.database.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_server_default=True,
)
context.run_migrations()
