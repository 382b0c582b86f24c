"""Alembic's entry: runs the migrations on the connection it is handed."""

from alembic import context

from channels.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the caller's transaction holds it all
)
with context.begin_transaction():
    context.run_migrations()
