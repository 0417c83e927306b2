"""The tables of accounts; independent of the clock and of HTTP.

An account belongs to the district of its organization, or to every district (`*`, administrators only).
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, LargeBinary, MetaData, String, and_, false
from sqlalchemy.orm import DeclarativeBase, Mapped, foreign, mapped_column, relationship

from shared.encrypted_columns import encrypted
from shared.messaging.tables import MOMENT
from shared.rights import Grant

metadata = MetaData()
ID = String(64)
DRAFT = "draft {district_id} {account_id} {form}"
SECOND_FACTOR = "second_factor {district_id} {account_id} secret"


class Base(DeclarativeBase):
    """Declarative base of the gateway's own tables."""

    metadata = metadata
    type_annotation_map = {datetime: MOMENT, str: String(200)}  # noqa: RUF012 - SQLAlchemy reads it once


class Person(Base):
    """A person, behind one account or several: what one of them did, none of them reviews."""

    __tablename__ = "person"
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    member_id: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]


class Account(Base):
    """An account; `epoch` is raised to invalidate tokens: at a new password, or when it is disabled."""

    __tablename__ = "account"
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True, index=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    organization_id: Mapped[str] = mapped_column(ID, index=True)
    person_id: Mapped[str] = mapped_column(ID, index=True, server_default="")
    password_hash: Mapped[str]
    must_change_password: Mapped[bool]
    disabled: Mapped[bool] = mapped_column(default=False)
    epoch: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    granted: Mapped[list["AccountGrant"]] = relationship(order_by="AccountGrant.granted_at", back_populates="account")

    second_factor: Mapped["SecondFactor | None"] = relationship(
        primaryjoin=lambda: and_(
            Account.district_id == foreign(SecondFactor.district_id), Account.id == foreign(SecondFactor.account_id)
        ),
        viewonly=True,
        uselist=False,
    )

    @property
    def has_second_factor(self) -> bool:
        return self.second_factor is not None and self.second_factor.confirmed_at is not None

    @property
    def held(self) -> list["AccountGrant"]:
        """The grants in force, oldest first."""
        return [item for item in self.granted if item.withdrawn_at is None and not item.is_pending]

    @property
    def pending(self) -> list["AccountGrant"]:
        """The grants that wait for a second person's approval, oldest first."""
        return [item for item in self.granted if item.withdrawn_at is None and item.is_pending]


class AccountGrant(Base):
    """One role on one organization, with who granted, approved and withdrew it; withdrawn ones stay."""

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
    needs_approval: Mapped[bool] = mapped_column(default=False, server_default=false())
    approved_by: Mapped[str | None] = mapped_column(ID)
    approved_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(ID)
    withdrawn_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(back_populates="granted")

    @property
    def is_pending(self) -> bool:
        """Whether the grant waits for a second person's approval."""
        return self.needs_approval and self.approved_at is None

    @property
    def grant(self) -> Grant:
        """The grant as rights are checked by it."""
        return Grant(self.role, self.organization_id, self.below)


class SignInSession(Base):
    """A session from signing in to signing out; it ends at the latest when it expires, however often it is renewed."""

    __tablename__ = "sign_in_session"
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    address: Mapped[str] = mapped_column(String(64))
    device: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime]
    renewed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RefreshToken(Base):
    """A hashed refresh token of a session, its family: each use issues the next, and reuse revokes the family.

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


class PasswordReset(Base):
    """A reset that a person asked for; who manages the account approves it by its number and never sees its code."""

    __tablename__ = "password_reset"
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(ID, primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[str] = mapped_column(String(6))
    expires_at: Mapped[datetime]
    approved_by: Mapped[str | None] = mapped_column(ID)
    approved_at: Mapped[datetime | None]


class SecondFactor(Base):
    """The second factor of an account: the encrypted secret of its one-time passwords, in force once confirmed.

    `last_step` is the newest time step whose password was used: none is good twice (RFC 6238, section 5.2).
    """

    __tablename__ = "second_factor"
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(ID, primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary, info=encrypted(SECOND_FACTOR))
    last_step: Mapped[int]
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A hashed code that stands for a one-time password, once."""

    __tablename__ = "recovery_code"
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(ID, primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)


class SignInPolicy(Base):
    """What a district demands of its accounts at signing in."""

    __tablename__ = "sign_in_policy"
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    second_factor_required: Mapped[bool]
    version: Mapped[int]
    set_by: Mapped[str] = mapped_column(ID)
    set_at: Mapped[datetime]


class SignInFailures(Base):
    """Recent failed sign-ins of one address, account or both; hashed, for people type passwords into a name's field."""

    __tablename__ = "sign_in_failures"
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    failed_at: Mapped[datetime] = mapped_column(index=True)
    closed_until: Mapped[datetime]


class FamiliarAddress(Base):
    """An address, hashed, from which an account has signed in."""

    __tablename__ = "familiar_address"
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    signed_in_at: Mapped[datetime] = mapped_column(index=True)


class Draft(Base):
    """What an account typed into a form and has not handed in, encrypted."""

    __tablename__ = "draft"
    __table_args__ = (ForeignKeyConstraint(["district_id", "account_id"], ["account.district_id", "account.id"]),)
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(ID, primary_key=True)
    form: Mapped[str] = mapped_column(ID, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, info=encrypted(DRAFT))
    saved_at: Mapped[datetime] = mapped_column(index=True)


class ReadingCursor(Base):
    """The number of the newest change that an account has read; when it did is kept nowhere."""

    __tablename__ = "reading_cursor"
    __table_args__ = (ForeignKeyConstraint(["district_id", "account_id"], ["account.district_id", "account.id"]),)
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


Index("refresh_token_family", RefreshToken.district_id, RefreshToken.account_id, RefreshToken.family_id)
