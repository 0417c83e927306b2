"""What planning looks at of organizations: their location on the map and the tier that people decided on."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.observation_visits.model.tables import ID, Base
from shared import trees
from shared.enumerations import STOP_LOCATIONS
from shared.trees import on_day, organization_version

OWN, ORGANIZATION, ABOVE, NOWHERE = STOP_LOCATIONS


class TierReplica(Base):
    """An organization's tier in a year or a quarter."""

    __tablename__ = "known_tier"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID, primary_key=True)
    period: Mapped[str] = mapped_column(String(6), primary_key=True)
    tier: Mapped[str] = mapped_column(String(12))


class Location(msgspec.Struct, frozen=True, kw_only=True):
    """A point in degrees (GCJ-02), and whose it is: `own`, `organization`, `above` (street or district), `nowhere`."""

    longitude: float | None
    latitude: float | None
    found_at: str


def location(
    session: Session, organization_id: str, day: date, longitude: float | None = None, latitude: float | None = None
) -> Location:
    """Return the location of an organization's stop or of itself: own coordinates, else its own, else an ancestor's."""
    if longitude is not None and latitude is not None:
        return Location(longitude=longitude, latitude=latitude, found_at=OWN)
    path = trees.path(session, organization_id, day)
    version = organization_version.c
    rows = session.execute(
        select(version.organization_id, version.longitude, version.latitude).where(
            version.organization_id.in_(path), *on_day(day)
        )
    )
    points = {row.organization_id: row for row in rows if row.longitude is not None and row.latitude is not None}
    for step in path:
        if step in points:
            found_at = ORGANIZATION if step == organization_id else ABOVE
            return Location(longitude=points[step].longitude, latitude=points[step].latitude, found_at=found_at)
    return Location(longitude=None, latitude=None, found_at=NOWHERE)


def location_of_end(session: Session, organization_id: str, day: date, place: dict[str, Any] | None) -> Location:
    """Return where a delegation starts or ends: the place it named, else its organization."""
    named = place or {}
    return location(session, organization_id, day, named.get("longitude"), named.get("latitude"))


def newest_tiers(session: Session, organizations: Iterable[str], day: date) -> dict[str, str]:
    """Return the tier of each organization in the newest period that has begun by a day."""
    rows = session.scalars(select(TierReplica).where(TierReplica.organization_id.in_(set(organizations))))
    begun = sorted((_first_day(row.period), row.period, row.organization_id, row.tier) for row in rows)
    # A year's tier is decided when it is over; a quarter's stands beside it and is the newer one.
    return {organization_id: tier for first_day, _, organization_id, tier in begun if first_day <= day}


def _first_day(period: str) -> date:
    parsed = re.fullmatch("([0-9]{4})(?:Q([1-4]))?", period)
    return date(int(parsed[1]), 3 * (int(parsed[2] or 1) - 1) + 1, 1) if parsed else date.max
