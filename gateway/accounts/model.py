"""The tables of accounts; independent of the clock and of HTTP.

An account belongs to the district of its organization, or to every district (`*`, operations only).
"""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from shared.messaging.tables import MOMENT
from shared.rights import Grant

metadata = MetaData()
ID = String(64)


class Base(DeclarativeBase):
    """Declarative base of the gateway's own tables."""

    metadata = metadata
    type_annotation_map = {datetime: MOMENT, str: String(200)}  # noqa: RUF012 - SQLAlchemy reads it once


class Account(Base):
    """An account; `epoch` is raised to invalidate tokens: at a new password, or when it is disabled."""

    __tablename__ = "account"
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True, index=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    organization_id: Mapped[str] = mapped_column(ID, index=True)
    password_hash: Mapped[str]
    must_change_password: Mapped[bool]
    disabled: Mapped[bool] = mapped_column(default=False)
    epoch: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    granted: Mapped[list["AccountGrant"]] = relationship(order_by="AccountGrant.granted_at")

    @property
    def held(self) -> list["AccountGrant"]:
        """The grants that were not withdrawn, oldest first."""
        return [item for item in self.granted if item.withdrawn_at is None]


class AccountGrant(Base):
    """One role on one organization, with who granted and who withdrew it; withdrawn ones stay."""

    __tablename__ = "account_grant"
    __table_args__ = (ForeignKeyConstraint(["district_id", "account_id"], ["account.district_id", "account.id"]),)
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    role: Mapped[str] = mapped_column(String(30))
    organization_id: Mapped[str] = mapped_column(ID)
    below: Mapped[bool]
    granted_by: Mapped[str] = mapped_column(ID)
    granted_at: Mapped[datetime]
    withdrawn_by: Mapped[str | None] = mapped_column(ID)
    withdrawn_at: Mapped[datetime | None]

    @property
    def grant(self) -> Grant:
        """The grant as rights are checked by it."""
        return Grant(self.role, self.organization_id, self.below)


class RefreshToken(Base):
    """A hashed refresh token: each use issues the next of its family, and reuse revokes the family.

    `rotated_under` is the hashed Idempotency-Key of that use: the same request repeated is no theft.
    """

    __tablename__ = "refresh_token"
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(ID, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    family_id: Mapped[str] = mapped_column(ID)
    expires_at: Mapped[datetime]
    rotated_at: Mapped[datetime | None]
    rotated_under: Mapped[str | None] = mapped_column(String(64))
    ended_at: Mapped[datetime | None]


class FailedSignIn(Base):
    """Recent failed sign-ins of a name; the name is hashed, for people type passwords into its field."""

    __tablename__ = "failed_sign_in"
    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    since: Mapped[datetime] = mapped_column(index=True)


Index("refresh_token_family", RefreshToken.district_id, RefreshToken.account_id, RefreshToken.family_id)
