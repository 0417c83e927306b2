"""To-dos of an organization: open tasks with their deadline, the reason, and the address at which each is done.

Nothing is ticked off: a duty is gone as soon as the record that ends it is heard of.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from hashlib import blake2b
from heapq import merge
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select

from gateway.accounts.pending_grants import pending_grants
from gateway.figure_sums import placed_below
from gateway.i18n import language
from gateway.projections.event_mappers import address_of
from gateway.projections.records import Record
from gateway.projections.tables import place, record
from gateway.projections.task_rules import Candidate, TaskRule, fields_of, task_rules
from gateway.record_actions import may_ask
from gateway.task_guides import task_guides
from shared.labels import label
from shared.page_totals import is_asked, note_number
from shared.rights import SEE_FIGURES
from shared.trees import DISTRICT, path
from shared.unit_of_work import UnitOfWork

HORIZON = 92
"""Days that are looked ahead unless another day is named: the rest of this quarter and most of the next."""
LAST = "9999-12-31"
"""The sort key of a task without a deadline."""
ABOVE = "above"
CHUNK = 500


class OpenTask(NamedTuple):
    """One open task: the rule it follows, the record it is about, and how it is shown."""

    rule: TaskRule
    candidate: Candidate
    view: dict[str, Any]


def tasks(
    work: UnitOfWork,
    *,
    organization_id: str,
    below_too: bool = False,
    mine: bool = False,
    until: date | None = None,
    chosen: Collection[str] = (),
    standing: Collection[str] = (),
    group: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """List open tasks by deadline, those without one last: an organization's own, or all below too.

    Duties whose deadline is after `until` are left out; a quarter is looked ahead unless a day is named. What has not
    opened yet has nothing to do. `mine` are the organization's own that the caller's grants can end; `chosen` are kinds
    of duties, `standing` states, and `group` is that of a duty with the same title and deadline.
    """
    listed = partial(open_tasks, work, organization_id, below_too=below_too and not mine, until=until)
    allowed = may_end(work, organization_id) if mine else None

    def is_wanted(task: OpenTask) -> bool:
        view = task.view
        return (
            (not chosen or view["todo"] in chosen)
            and (not standing or view["standing"] in standing)
            and (group is None or view["group"] == group)
            and (allowed is None or allowed(task))
        )

    if is_asked():
        note_number(sum(map(is_wanted, listed())))
    return _page((task for task in listed(after=after) if is_wanted(task)), limit)


def open_tasks(
    work: UnitOfWork, organization_id: str, *, below_too: bool, until: date | None = None, after: str | None = None
) -> Iterator[OpenTask]:
    """Yield the open tasks of an organization, or of all below it too, that are shown to the caller, by deadline."""
    place = path(work.session, organization_id, work.today)
    if below_too:
        work.actor.require_below(SEE_FIGURES, place)
    horizon = until or work.today + timedelta(days=HORIZON)
    recorded = _candidates(work, organization_id, below_too=below_too, until=horizon, after=after)
    waiting = pending_grants(work, place[-1]) if len(place) == 1 else []
    return _opened(work, merge(recorded, _after(waiting, after), key=_position))


def may_end(work: UnitOfWork, organization_id: str) -> Callable[[OpenTask], bool]:
    """Return what tells of a task within a district whether the caller's grants reach the operation that ends it."""
    district_id = path(work.session, organization_id, work.today)[-1]
    of_district = select(place.c.organization_id, place.c.parent_id).where(place.c.district_id == district_id)
    parents: dict[str, str | None] = {row.organization_id: row.parent_id for row in work.session.execute(of_district)}

    def allowed(task: OpenTask) -> bool:
        about = task.candidate.record
        issuer = about.on(work.today.isoformat()).get("issuer_id")
        paths = (_upwards(about.organization_id, parents), _upwards(issuer, parents) if issuer else ())
        return may_ask(task.rule.at, work.actor, *paths)

    return allowed


def _upwards(organization_id: str, parents: dict[str, str | None]) -> list[str]:
    steps, step = [organization_id], parents.get(organization_id)
    while step is not None and step not in steps:
        steps.append(step)
        step = parents.get(step)
    return steps


def approvals(work: UnitOfWork, *, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """List the grants that wait for the caller's approval as the second person, of whichever district."""
    return _page(_opened(work, _after(pending_grants(work, None), after)), limit)


def _page(opened: Iterable[OpenTask], limit: int) -> dict[str, Any]:
    items: list[dict[str, Any]] = []
    last = ""
    for task in opened:
        if len(items) == limit:
            return {"items": items, "next_after": last}
        items.append(task.view)
        last = _position(task.candidate)
    return {"items": items, "next_after": None}


def _opened(work: UnitOfWork, candidates: Iterable[Candidate]) -> Iterator[OpenTask]:
    for candidate in candidates:
        rule = task_rules().open_on(candidate.record, candidate.owed_at, work.today.isoformat())
        if rule is not None and _is_shown(work, rule, candidate.record):
            yield OpenTask(rule, candidate, _view(rule, candidate.record, candidate.organization, work.today))


def _is_shown(work: UnitOfWork, rule: TaskRule, about: Record) -> bool:
    if rule.right is None:
        return True
    return work.actor.reaches_below(rule.right, path(work.session, about.organization_id, work.today))


def _after(candidates: Iterable[Candidate], after: str | None) -> list[Candidate]:
    return [each for each in candidates if after is None or after < _position(each)]


def _candidates(
    work: UnitOfWork, organization_id: str, *, below_too: bool, until: date, after: str | None
) -> Iterator[Candidate]:
    """Yield records that may be open tasks, in the order of their deadlines, read a chunk at a time."""
    ordered = _ordered(work, organization_id, below_too=below_too, until=until)
    while True:
        query = ordered if after is None else ordered.where(after < _ORDER)
        rows = work.session.execute(query.limit(CHUNK)).all()
        for row in rows:
            yield Candidate(Record.from_row(row), row.name, row.owed_at, row.due_on)
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

    Nobody is above a district: it owes to itself what others owe to what is right below them. Who has a grant on the
    organization alone is shown what it owes for itself.
    """
    if not below_too and not work.actor.reaches_below(SEE_FIGURES, path(work.session, organization_id, work.today)):
        yield and_(record.c.owed_by == organization_id, record.c.owed_at.is_(None))
        return
    under = placed_below(organization_id, work.today)
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


def _position(candidate: Candidate) -> str:
    return f"{candidate.due_on or LAST}|{candidate.record.record_type}|{candidate.record.record_id}"


def _view(rule: TaskRule, candidate: Record, name: str, day: date) -> dict[str, Any]:
    tongue, fields = language(), fields_of(candidate, day.isoformat())
    title, due = (fields.get(name) if name else None for name in (rule.title, rule.due))
    guide = task_guides()[rule.code]
    return {
        "todo": rule.code,
        "what": getattr(rule, tongue),
        "kind_name": label("record", rule.of, tongue),
        "title": title,
        "group": blake2b(f"{rule.code}|{title}|{due}".encode(), digest_size=8).hexdigest(),
        "organization_id": fields[rule.owed_by] if rule.owed_by else candidate.organization_id,
        "organization": name,
        "due_on": _day(due),
        "standing": fields.get("standing"),
        "reason": getattr(rule.reason, tongue),
        "citation": getattr(rule.citation, tongue),
        "record_type": candidate.record_type,
        "record_id": candidate.record_id,
        "actor": getattr(guide.actor, tongue),
        "method": rule.method,
        "href": rule.at.format_map(fields),
        "record_href": address_of(candidate.record_type, fields),
        "guide": guide.said(tongue, fields, day),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
