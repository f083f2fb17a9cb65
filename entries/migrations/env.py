"""How Alembic meets the database: on the connection that `entries.schema` gives it, inside that one's transaction."""

from alembic import context

from entries.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
