"""To-dos of an organization: open tasks with their deadline, the reason, and the address at which each is done.

Nothing is ticked off: a duty is gone as soon as the record that ends it is heard of.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, cast, func, or_, select

from gateway.i18n import language
from gateway.overview_queries import placed_below
from gateway.projections.event_mappers import address_of
from gateway.projections.records import Record
from gateway.projections.tables import place, record
from gateway.projections.task_rules import TaskRule, fields_of, task_rules
from shared.trees import DISTRICT
from shared.unit_of_work import UnitOfWork

HORIZON = 92
"""Days that are looked ahead unless another day is named: the rest of this quarter and most of the next."""
LAST = "9999-12-31"
"""The sort key of a task without a deadline."""
ABOVE = "above"
CHUNK = 500


def tasks(
    work: UnitOfWork,
    *,
    organization_id: str,
    below_too: bool = False,
    until: date | None = None,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """List open tasks by deadline, those without one last: an organization's own, or all below too.

    Duties whose deadline is after `until` are left out; a quarter is looked ahead unless a day is named. What has not
    opened yet has nothing to do.
    """
    horizon = until or work.today + timedelta(days=HORIZON)
    items: list[dict[str, Any]] = []
    for candidate, row in _candidates(work, organization_id, below_too=below_too, until=horizon, after=after):
        rule = task_rules().open_on(candidate, row.owed_at, work.today.isoformat())
        items += [] if rule is None else [_view(rule, candidate, row.name, work.today)]
        if len(items) > limit:
            break
    return {"items": items[:limit], "next_after": _position(items[limit - 1]) if len(items) > limit else None}


def _candidates(
    work: UnitOfWork, organization_id: str, *, below_too: bool, until: date, after: str | None
) -> Iterator[tuple[Record, Row[Any]]]:
    """Yield records that may be open tasks, in the order of their deadlines, read a chunk at a time."""
    ordered = _ordered(work, organization_id, below_too=below_too, until=until)
    while True:
        query = ordered if after is None else ordered.where(after < _ORDER)
        rows = work.session.execute(query.limit(CHUNK)).all()
        for row in rows:
            yield Record.from_row(row), row
        if len(rows) < CHUNK:
            return
        after = rows[-1].position


def _ordered(work: UnitOfWork, organization_id: str, *, below_too: bool, until: date) -> Select[Any]:
    return (
        select(record, place.c.name, _ORDER.label("position"))
        .join(place, (place.c.district_id == record.c.district_id) & (place.c.organization_id == record.c.owed_by))
        .where(
            or_(*_owed(work, organization_id, below_too=below_too)),
            or_(record.c.due_on.is_(None), record.c.due_on <= until),
        )
        .order_by(_ORDER)
    )


def _owed(work: UnitOfWork, organization_id: str, *, below_too: bool) -> Iterable[ColumnElement[bool]]:
    """Build the condition for tasks of the organization, of its level, and of the level right below.

    Nobody is above a district: it owes to itself what others owe to what is right below them.
    """
    under = placed_below(organization_id, work.today, work.today)
    level = select(place.c.level).where(place.c.organization_id == organization_id).scalar_subquery()
    yield and_(record.c.owed_by.in_(under), record.c.owed_at == level, record.c.owed_by != organization_id)
    topmost = and_(place.c.organization_id == organization_id, place.c.level == DISTRICT)
    right_below = select(place.c.organization_id).where(or_(place.c.parent_id == organization_id, topmost))
    yield and_(record.c.owed_at == ABOVE, record.c.owed_by.in_(right_below))
    if below_too:
        yield record.c.owed_by.in_(under)
    else:
        yield and_(record.c.owed_by == organization_id, record.c.owed_by.in_(under), record.c.owed_at.is_(None))


_DUE = func.coalesce(cast(record.c.due_on, String), LAST)
_ORDER = _DUE + "|" + record.c.record_type + "|" + record.c.record_id


def _position(item: dict[str, Any]) -> str:
    return f"{item['due_on'] or LAST}|{item['record_type']}|{item['record_id']}"


def _view(rule: TaskRule, candidate: Record, name: str, day: date) -> dict[str, Any]:
    tongue, fields = language(), fields_of(candidate, day.isoformat())
    return {
        "todo": rule.code,
        "what": getattr(rule, tongue),
        "title": fields.get(rule.title),
        "organization_id": fields[rule.owed_by] if rule.owed_by else candidate.organization_id,
        "organization": name,
        "due_on": _day(fields.get(rule.due)) if rule.due else None,
        "standing": fields.get("standing"),
        "reason": getattr(rule.reason, tongue),
        "citation": getattr(rule.citation, tongue),
        "record_type": candidate.record_type,
        "record_id": candidate.record_id,
        "href": rule.at.format_map(fields),
        "record_href": address_of(candidate.record_type, fields),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
