"""Successions: when an organization ends, its records pass to the heir or end with it, on the effective day.

A merger may be told long before the day it takes effect. What is to happen is kept until then, and carried out by the
first thing that happens in a service on or after that day; nothing waits for a timer.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypedDict

import msgspec
from sqlalchemy import Boolean, Column, ColumnElement, Date, MetaData, String, Table, delete, select
from sqlalchemy.orm import Session

from shared.events.organizations import OrganizationClosed, OrganizationsMerged, OrganizationSplit, TreeChanged
from shared.rights import system
from shared.unit_of_work import UnitOfWork

metadata = MetaData()
succession = Table(
    "succession",
    metadata,
    Column("district_id", String(64), primary_key=True),
    Column("organization_id", String(64), primary_key=True),
    Column("effective_on", Date, primary_key=True),
    Column("heir_id", String(64)),
    Column("carries", Boolean, nullable=False),
)


class Settled(TypedDict):
    """How many successions were due and have been applied."""

    settled: int


class Succession(msgspec.Struct, frozen=True, kw_only=True):
    """One organization ends on a day; its open records pass to the heir where `carries`, else they end with it.

    Without an heir nothing can be carried. Duties inside records of others pass to the heir either way.
    """

    district_id: str
    organization_id: str
    effective_on: date
    heir_id: str | None
    carries: bool


def successions_of(event: TreeChanged, kind: str) -> list[Succession]:
    """Derive from an event about the tree who ends and who inherits one kind of record.

    `kind` is one of those that a merger or a closing decides on: projects, notices, points, visits, halls.
    """
    if isinstance(event, OrganizationsMerged):
        carries = event.records.get(kind, "carry") == "carry"
        return _ending(event, event.merged, event.organization_id, carries=carries)
    if isinstance(event, OrganizationSplit):
        return _ending(event, [event.organization_id], event.heir_id, carries=True)
    if isinstance(event, OrganizationClosed):
        carries = event.records.get(kind, "close") == "carry"
        return _ending(event, [event.organization_id], _last_parent(event) if carries else None, carries=carries)
    return []


def store_successions(session: Session, told: Iterable[Succession]) -> None:
    """Store successions to carry out; a repeated one is stored once."""
    for one in told:
        key = (one.district_id, one.organization_id, one.effective_on)
        session.execute(delete(succession).where(*_is(key)))
        session.execute(succession.insert(), msgspec.structs.asdict(one))


def pop_due(session: Session, today: date) -> Sequence[Succession]:
    """Lock, remove and return the successions due by today, earliest first."""
    wanted = select(succession).where(succession.c.effective_on <= today)
    ordered = wanted.order_by(succession.c.effective_on, succession.c.organization_id).with_for_update()
    found = [Succession(**row._mapping) for row in session.execute(ordered)]  # noqa: SLF001 - SQLAlchemy's public name
    for one in found:
        session.execute(delete(succession).where(*_is((one.district_id, one.organization_id, one.effective_on))))
    return found


def hand_over(work: UnitOfWork, service: str, apply: Callable[[UnitOfWork, Succession], None]) -> Settled:
    """Apply the successions due by today, as the service's system actor; return how many they were."""
    acting = replace(work, actor=system(service))
    due = pop_due(work.session, work.today)
    for one in due:
        apply(acting, one)
        work.session.flush()
    return {"settled": len(due)}


def any_due(day: ColumnElement[date]) -> ColumnElement[bool]:
    """Build the condition, for another query, that a succession is due by a day."""
    return select(succession).where(succession.c.effective_on <= day).exists()


def _ending(event: TreeChanged, ended: Iterable[str], heir_id: str | None, *, carries: bool) -> list[Succession]:
    return [
        Succession(
            district_id=event.district_id,
            organization_id=organization_id,
            effective_on=event.effective_on,
            heir_id=heir_id,
            carries=carries and heir_id is not None,
        )
        for organization_id in ended
        if organization_id != heir_id
    ]


def _last_parent(event: OrganizationClosed) -> str | None:
    timeline = next(one for one in event.changed if one.organization_id == event.organization_id)
    return timeline.versions[-1].parent_id


def _is(key: tuple[str, str, date]) -> list[ColumnElement[bool]]:
    return [column == value for column, value in zip(succession.primary_key, key, strict=True)]
