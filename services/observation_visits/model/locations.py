"""Locations on the map: own coordinates, else the organization's, else an ancestor's, with their origin."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from shared import trees
from shared.enumerations import STOP_LOCATIONS
from shared.trees import on_day, organization_version

OWN, ORGANIZATION, ABOVE, NOWHERE = STOP_LOCATIONS


class Location(msgspec.Struct, frozen=True, kw_only=True):
    """A point in degrees (GCJ-02), and whose it is: `own`, `organization`, `above` (street or district), `nowhere`."""

    longitude: float | None
    latitude: float | None
    found_at: str


def location(
    session: Session, organization_id: str, day: date, longitude: float | None = None, latitude: float | None = None
) -> Location:
    """Return the location of an organization's point, site or itself; its own coordinates come first."""
    if longitude is not None and latitude is not None:
        return Location(longitude=longitude, latitude=latitude, found_at=OWN)
    path = trees.path(session, organization_id, day)
    version = organization_version.c
    rows = session.execute(
        select(version.organization_id, version.longitude, version.latitude).where(
            version.organization_id.in_(path), *on_day(day)
        )
    )
    known = {row.organization_id: row for row in rows if row.longitude is not None and row.latitude is not None}
    for step in path:
        if step in known:
            found_at = ORGANIZATION if step == organization_id else ABOVE
            return Location(longitude=known[step].longitude, latitude=known[step].latitude, found_at=found_at)
    return Location(longitude=None, latitude=None, found_at=NOWHERE)


def located(session: Session, organization_id: str, day: date, place: dict[str, Any] | None) -> Location:
    """Return where a delegation starts or ends: the place it named, else its organization."""
    named = place or {}
    return location(session, organization_id, day, named.get("longitude"), named.get("latitude"))
