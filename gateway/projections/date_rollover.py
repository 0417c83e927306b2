"""Changes without an event: days pass, organizations open and close, deadlines are missed, indicators change."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, delete, select, tuple_
from sqlalchemy.orm import Session

from gateway.projections.apply import ProjectionBatch
from gateway.projections.current_tree import Owner
from gateway.projections.records import Record
from gateway.projections.tables import fact, figure, place, record
from shared.trees import Timeline, Version, organization_version

CHUNK = 5000
"""Records in memory at a time."""


def advance_to(projection: ProjectionBatch, since: date) -> None:
    """Advance the figures from an earlier day to the count's day."""
    projection.recount(since, [], _turning(projection.session, projection.day))
    due = select(record).where(record.c.next_change_on <= projection.day).limit(CHUNK)
    while records := _records(projection.session.execute(due).all()):
        projection.recount(since, records, {})


def recount(projection: ProjectionBatch) -> None:
    """Clear every figure and count all records again, as new or changed indicators demand."""
    for table in (fact, figure):
        projection.session.execute(delete(table))
    key = tuple_(*record.primary_key)
    everything = select(record).order_by(*record.primary_key).limit(CHUNK)
    records = _records(projection.session.execute(everything).all())
    while records:
        projection.recount(None, records, {})
        records = _records(projection.session.execute(everything.where(key > records[-1].key)).all())


def _records(rows: Sequence[Row[Any]]) -> list[Record]:
    return [Record.from_row(row) for row in rows]


def _turning(session: Session, day: date) -> dict[Owner, Timeline]:
    this = and_(*(organization_version.c[name] == place.c[name] for name in ("district_id", "organization_id")))
    rows = session.execute(
        select(organization_version)
        .join(place, this)
        .where(place.c.next_change_on <= day)
        .order_by(organization_version.c.organization_id, organization_version.c.valid_from)
    )
    return {owner: _timeline(owner, list(rows)) for owner, rows in groupby(rows, _owner)}


def _owner(row: Row[Any]) -> Owner:
    return row.district_id, row.organization_id


def _timeline(owner: Owner, rows: Sequence[Row[Any]]) -> Timeline:
    versions = (Version(**{name: getattr(row, name) for name in Version.__struct_fields__}) for row in rows)
    return Timeline(organization_id=owner[1], versions=tuple(versions))
