"""The tree of organizations, valid over time: owned by the organizations service, replicated by every consumer.

The same two tables and the same questions everywhere. An organization's timeline has no gaps between its opening and
its closing; a version holds from `valid_from` up to and not including `valid_until`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Float,
    MetaData,
    Row,
    Select,
    String,
    Table,
    bindparam,
    cast,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from shared.errors import NotFound

DISTRICT, STREET, COMMUNITY, BRANCH = LEVELS = ("district", "street", "community", "branch")
HIGHEST = 12
"""More steps to the root than any real tree has; a walk that is longer has met a cycle."""

metadata = MetaData()
organization_version = Table(
    "organization_version",
    metadata,
    Column("district_id", String(64), primary_key=True),
    Column("organization_id", String(64), primary_key=True, index=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_until", Date),
    Column("parent_id", String(64), index=True),
    Column("level", String(12), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("name", String(100), nullable=False),
    Column("party_form", String(30)),
    Column("division_code", String(12)),
    Column("longitude", Float),
    Column("latitude", Float),
)


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One stretch of an organization's life in which nothing about its place and name changed."""

    valid_from: date
    valid_until: date | None = None
    parent_id: str | None
    level: str
    kind: str = "party"
    name: str
    party_form: str | None = None
    division_code: str | None = None
    longitude: float | None = None
    latitude: float | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether this version is valid on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """All versions of one organization, oldest first; events about the tree carry them whole."""

    organization_id: str
    versions: tuple[Version, ...]

    def on(self, day: date) -> Version | None:
        """Return the version of a day, or None before the opening and from the closing on."""
        return next((version for version in self.versions if version.holds_on(day)), None)


# Every organization that was ever above one, in one question: a walk of one question a step is the dearest part of a
# command. The day is looked at afterwards, because a closed organization still has the place it last had.
_start = select(cast(bindparam("organization_id"), String(64)).label("id")).cte("upwards", recursive=True)
_steps = select(organization_version.c.parent_id).join(_start, organization_version.c.organization_id == _start.c.id)
_upwards = _start.union(_steps.where(organization_version.c.parent_id.is_not(None)))
_UPWARDS = (
    select(
        organization_version.c.organization_id,
        organization_version.c.valid_from,
        organization_version.c.valid_until,
        organization_version.c.parent_id,
        organization_version.c.level,
        organization_version.c.name,
    )
    .join(_upwards, organization_version.c.organization_id == _upwards.c.id)
    .order_by(organization_version.c.valid_from)
)


def upsert_timelines(session: Session, district_id: str, timelines: Sequence[Timeline]) -> None:
    """Upsert the timelines of organizations as a whole; idempotent."""
    ids = [timeline.organization_id for timeline in timelines]
    session.execute(delete(organization_version).where(organization_version.c.organization_id.in_(ids)))
    rows = [
        {"district_id": district_id, "organization_id": timeline.organization_id} | msgspec.structs.asdict(version)
        for timeline in timelines
        for version in timeline.versions
    ]
    session.execute(organization_version.insert(), rows)


def timeline(session: Session, organization_id: str) -> Timeline:
    """Load an organization's whole timeline, or refuse as NotFound."""
    rows = session.execute(
        select(organization_version)
        .where(organization_version.c.organization_id == organization_id)
        .order_by(organization_version.c.valid_from)
    ).all()
    if not rows:
        raise NotFound("organization_unknown", organization_id=organization_id)
    return Timeline(organization_id=organization_id, versions=tuple(_version(row) for row in rows))


def path(session: Session, organization_id: str, day: date) -> list[str]:
    """Return the ids from an organization up to its district on a day.

    An organization that is closed (or not yet open) on that day answers with the place it last had (or will have
    first), so that its records stay within someone's reach. Refuses as NotFound what was never opened.
    """
    return list(ancestors(session, organization_id, day))


def ancestors(session: Session, organization_id: str, day: date) -> dict[str, Any]:
    """Return `path` with the newest version of each organization on it: its level and its name."""
    return _walk(_known_above(session, organization_id), organization_id, day)


def paths_until(session: Session, organization_id: str, day: date) -> list[list[str]]:
    """Return every path that an organization has had in its district up to a day."""
    known = _known_above(session, organization_id)
    days = {row.valid_from for rows in known.values() for row in rows if row.valid_from <= day}
    opened = min((row.valid_from for row in known.get(organization_id, ())), default=day)
    return [list(_walk(known, organization_id, each)) for each in sorted(days) if opened <= each]


def _known_above(session: Session, organization_id: str) -> dict[str, list[Any]]:
    known: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(_UPWARDS, {"organization_id": organization_id}):
        known[row.organization_id].append(row)
    return known


def _walk(known: Mapping[str, list[Any]], organization_id: str, day: date) -> dict[str, Any]:
    steps: dict[str, Any] = {}
    step: str | None = organization_id
    while step is not None and len(steps) < HIGHEST:
        if step not in known:
            raise NotFound("organization_unknown", organization_id=step)
        steps[step] = known[step][-1]
        step = _parent_on(known[step], day)
    return steps


def _parent_on(versions: Sequence[Row[Any]], day: date) -> str | None:
    held = (row for row in versions if row.valid_from <= day and (row.valid_until is None or day < row.valid_until))
    nearest = versions[0] if day < versions[0].valid_from else versions[-1]
    parent: str | None = next(held, nearest).parent_id
    return parent


def on_day(day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the WHERE conditions for the versions valid on a day."""
    table = organization_version.c
    return table.valid_from <= day, or_(table.valid_until.is_(None), table.valid_until > day)


def opening_after(district_id: str, day: date) -> Select[tuple[str]]:
    """Select the ids of a district's organizations that open after a day."""
    table = organization_version.c
    first = func.min(table.valid_from)
    of_district = select(table.organization_id).where(table.district_id == district_id)
    return of_district.group_by(table.organization_id).having(first > day)


def children(session: Session, organization_id: str, day: date) -> dict[str, Version]:
    """Return the organizations directly below one on a day, by id."""
    rows = session.execute(
        select(organization_version).where(organization_version.c.parent_id == organization_id, *on_day(day))
    )
    return {row.organization_id: _version(row) for row in rows}


def _version(row: object) -> Version:
    return Version(**{name: getattr(row, name) for name in Version.__struct_fields__})
