"""The tables of sign-in by OpenID Connect: who is who at a provider, and the attempts that have begun."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.accounts.model import ID, Base

SUBJECT_MAX = 255
"""Characters of a subject (OpenID Connect Core 1.0, section 2)."""


class ExternalIdentity(Base):
    """What a provider calls the person of an account: a claim of its issuer, linked to one account at most."""

    __tablename__ = "external_identity"
    __table_args__ = (ForeignKeyConstraint(["district_id", "account_id"], ["account.district_id", "account.id"]),)
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    issuer: Mapped[str] = mapped_column(String(300))
    claim: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(SUBJECT_MAX))
    linked_by: Mapped[str] = mapped_column(ID)
    linked_at: Mapped[datetime]


class OpenIdAttempt(Base):
    """A sign-in that has begun, good once and for ten minutes; nonce and verifier are derived from its state.

    `account_id` is the account that is to be linked, or empty where somebody signs in.
    """

    __tablename__ = "openid_attempt"
    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    provider: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[str] = mapped_column(ID)
    expires_at: Mapped[datetime] = mapped_column(index=True)


Index(
    "external_identity_of_one", ExternalIdentity.issuer, ExternalIdentity.claim, ExternalIdentity.subject, unique=True
)
