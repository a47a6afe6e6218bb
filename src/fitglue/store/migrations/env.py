"""Lets Alembic work on the connection that the program hands over."""

from alembic import context

from fitglue.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
