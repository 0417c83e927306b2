"""Replica of the tiers that people decided on: who visits whom is preferred by tier."""

import re
from collections.abc import Iterable
from datetime import date

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.observation_visits.model.tables import ID, Base


class KnownTier(Base):
    """An organization's tier in a year or a quarter."""

    __tablename__ = "known_tier"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID, primary_key=True)
    period: Mapped[str] = mapped_column(String(6), primary_key=True)
    tier: Mapped[str] = mapped_column(String(12))


def newest_tiers(session: Session, organizations: Iterable[str], day: date) -> dict[str, str]:
    """Return the tier of each organization in the newest period that has begun by a day."""
    rows = session.scalars(select(KnownTier).where(KnownTier.organization_id.in_(set(organizations))))
    begun = [row for row in rows if _begin(row.period) <= day]
    # A year's tier is decided when it is over; a quarter's stands beside it and is the newer one.
    return {row.organization_id: row.tier for row in sorted(begun, key=lambda row: (_begin(row.period), row.period))}


def _begin(period: str) -> date:
    found = re.fullmatch("([0-9]{4})(?:Q([1-4]))?", period)
    return date(int(found[1]), 3 * (int(found[2] or 1) - 1) + 1, 1) if found else date.max
