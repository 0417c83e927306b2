"""The table of the keys by which other systems ask; independent of the clock and of HTTP."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.accounts.model import ID, Base


class ApiKey(Base):
    """A key of a service account, hashed, with what it is for; replaced and revoked ones stay.

    `personal`: whether it also opens what has personal data, where the grants of its account do.
    """

    __tablename__ = "api_key"
    __table_args__ = (ForeignKeyConstraint(["district_id", "account_id"], ["account.district_id", "account.id"]),)
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    secret_hash: Mapped[str] = mapped_column(String(64))
    areas: Mapped[list[str]] = mapped_column(JSON)
    read_only: Mapped[bool]
    personal: Mapped[bool]
    created_by: Mapped[str] = mapped_column(ID)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(ID)
    revoked_at: Mapped[datetime | None]


Index("ix_api_key_id", ApiKey.id, unique=True)
