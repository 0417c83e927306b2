"""The read side: leaf records, what they contribute, the sums over today's tree, and that tree."""

from alembic import op

from gateway.projections.tables import metadata

revision = "gateway_0002"
down_revision = "gateway_0001"


def upgrade() -> None:
    """Create the tables that the projector keeps."""
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    """Drop them; everything in them can be rebuilt from the services' event logs."""
    metadata.drop_all(op.get_bind())
