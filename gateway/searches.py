"""Search by title over the records of the caller's organizations, in groups; two statements, however many there are."""

from collections import defaultdict
from typing import Any

from sqlalchemy import JSON, ColumnElement, Row, and_, case, cast, false, func, or_, select, true, type_coerce
from sqlalchemy.orm import Session

from gateway.figure_sums import placed_below
from gateway.i18n import language
from gateway.projections.event_mappers import address_of
from gateway.projections.records import Record
from gateway.projections.tables import place, record
from gateway.projections.task_rules import fields_of
from gateway.reach import districts_of
from shared.labels import label
from shared.rights import EVERYTHING, RIGHTS, SEE_FIGURES
from shared.unit_of_work import UnitOfWork

MATTER, OF_MATTER = "matter", "practical_matter"
KINDS = (
    "organization", "project", "demonstration_point", "brand", "notice", "responsibility_letter", "visit_round",
)  # fmt: skip
ORDER = ("organization", "project", MATTER, *KINDS[2:])
NAMED = 8
"""Hits of a group that are named; the others are counted."""


def search(work: UnitOfWork, *, text: str) -> dict[str, Any]:
    """Return the records whose title holds a text, in groups, each in the order of its titles.

    Searched is where the caller sees figures: an organization, and everything below it where the grant says so.
    """
    title = func.coalesce(_field(work.session, "title"), "")
    at = (place.c.district_id == record.c.district_id) & (place.c.organization_id == record.c.organization_id)
    of_matter = and_(record.c.record_type == "project", _field(work.session, "kind") == OF_MATTER)
    group = case((of_matter, MATTER), else_=record.c.record_type)
    hits = (
        select(
            record, place.c.name, group.label("hit_group"), func.count().over(partition_by=group).label("hits"),
            func.row_number().over(partition_by=group, order_by=(title, record.c.record_id)).label("place_in_group"),
        )
        .join(place, at)
        .where(record.c.district_id.in_(districts_of(work.actor)), record.c.record_type.in_(KINDS), _reached(work))
        .where(title.contains(text, autoescape=True))
        .subquery()
    )  # fmt: skip
    rows = work.session.execute(select(hits).where(hits.c.place_in_group <= NAMED).order_by(hits.c.place_in_group))
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.hit_group].append(row)
    return {"text": text, "groups": [_group(work, kind, found[kind]) for kind in ORDER if found[kind]]}


def _reached(work: UnitOfWork) -> ColumnElement[bool]:
    held = [grant for grant in work.actor.grants if grant.role in RIGHTS[SEE_FIGURES]]
    if any(grant.organization_id == EVERYTHING for grant in held):
        return true()
    terms = [
        record.c.organization_id.in_(placed_below(grant.organization_id, work.today))
        if grant.below
        else record.c.organization_id == grant.organization_id
        for grant in held
    ]
    return or_(false(), *terms)


def _field(session: Session, name: str) -> ColumnElement[str]:
    """Return a field of a record's state, which both databases store as a text of JSON."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    state: Any = cast(record.c.state, JSON) if is_postgresql else type_coerce(record.c.state, JSON)
    extracted: ColumnElement[str] = state[name].as_string()
    return extracted


def _group(work: UnitOfWork, kind: str, rows: list[Row[Any]]) -> dict[str, Any]:
    return {
        "kind": kind,
        "kind_name": label("record", kind, language()),
        "count": rows[0].hits,
        "items": [_hit(work, row) for row in rows],
    }


def _hit(work: UnitOfWork, row: Row[Any]) -> dict[str, Any]:
    about = Record.from_row(row)
    fields = fields_of(about, work.today.isoformat())
    return {
        "record_type": about.record_type,
        "record_id": about.record_id,
        "title": fields.get("title"),
        "organization_id": about.organization_id,
        "organization": row.name,
        "status": fields.get("standing") or fields.get("status"),
        "href": address_of(about.record_type, fields),
    }
