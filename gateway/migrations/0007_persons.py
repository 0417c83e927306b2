"""Persons behind accounts, second persons' approvals of grants, and three administrators in the place of operations.

Each account becomes one person with the account's id, by which what it did is known to the services. Who ran the
platform becomes a system administrator: accounts and running are kept, the right to grant ends. The first security
administrator is named on the command line.
"""

import sqlalchemy as sa
from alembic import op

revision = "gateway_0007"
down_revision = "gateway_0006"

ID = sa.String(64)
MOMENT = sa.DateTime(timezone=True)
PERSONS_OF_ACCOUNTS = """
INSERT INTO person (district_id, id, name, created_at) SELECT district_id, id, name, created_at FROM account
"""
RENAMED = "UPDATE account_grant SET role = '{}' WHERE role = '{}'"


def upgrade() -> None:
    """Make each account's person, and rename the role."""
    op.create_table(
        "person",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("member_id", ID),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_index("ix_person_id", "person", ["id"])
    op.create_index("ix_person_name", "person", ["name"])
    op.execute(sa.text(PERSONS_OF_ACCOUNTS))
    op.add_column("account", sa.Column("person_id", ID, nullable=False, server_default=""))
    op.execute(sa.text("UPDATE account SET person_id = id"))
    op.create_index("ix_account_person_id", "account", ["person_id"])
    op.add_column("account_grant", sa.Column("needs_approval", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("account_grant", sa.Column("approved_by", ID))
    op.add_column("account_grant", sa.Column("approved_at", MOMENT))
    op.execute(sa.text(RENAMED.format("system_admin", "operations")))


def downgrade() -> None:
    """Forget persons and approvals; a grant that waits for one ends."""
    op.execute(sa.text("DELETE FROM account_grant WHERE needs_approval AND approved_at IS NULL"))
    op.execute(sa.text("DELETE FROM account_grant WHERE role IN ('security_admin', 'personal_data_reader')"))
    op.execute(sa.text(RENAMED.format("operations", "system_admin")))
    op.drop_index("ix_account_person_id", "account")
    op.drop_column("account", "person_id")
    for name in ("approved_at", "approved_by", "needs_approval"):
        op.drop_column("account_grant", name)
    op.drop_table("person")
