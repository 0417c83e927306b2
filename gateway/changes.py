"""What changed that concerns the caller, the newest first, and how far the caller has read: a number, nothing else."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Row, Select, and_, delete, false, func, or_, select

from gateway.accounts.model import ReadingCursor
from gateway.accounts.queries import load_account
from gateway.figure_sums import placed_below
from gateway.i18n import language
from gateway.projections.changes import ABOVE, OWN, change_rules
from gateway.projections.event_mappers import address_of
from gateway.projections.records import Record
from gateway.projections.tables import change, place, record
from gateway.projections.task_rules import fields_of
from shared.labels import label
from shared.page_totals import note_query
from shared.pages import Page, number
from shared.retention import BATCH, RULES, Purged, tell
from shared.rights import EVERYTHING, RIGHTS, SEE_FIGURES
from shared.rule_packs import load_rule_pack
from shared.unit_of_work import UnitOfWork

RULE = "changes"
MANY = 100
"""Unread changes that are counted; more are as many."""


def changes(
    work: UnitOfWork, *, since: int | None = None, unread: bool = False, after: str | None = None, limit: int = 50
) -> Page:
    """List what concerns the organizations on which the caller sees figures, after a number, or only what is unread."""
    read = _read_until(work)
    begin = max(since or 0, read if unread else 0)
    listed = _concerning(work).where(change.c.number > begin)
    note_query(listed)
    if after is not None:
        listed = listed.where(change.c.number < number(after))
    rows = work.session.execute(listed.order_by(change.c.number.desc()).limit(limit + 1)).all()
    items = [_view(work, row, read) for row in rows[:limit]]
    return {"items": items, "next_after": str(items[-1]["number"]) if len(rows) > limit else None}


def reading_cursor(work: UnitOfWork) -> dict[str, Any]:
    """Return how far the caller has read, the newest number, and how many changes are unread, a hundred at most."""
    read = _read_until(work)
    found = _concerning(work).with_only_columns(change.c.number, maintain_column_froms=True).order_by(None)
    unread = work.session.scalars(found.where(change.c.number > read).limit(MANY)).all()
    newest = work.session.scalar(select(func.max(found.subquery().c.number)))
    return {"number": read, "newest": newest or 0, "unread": len(unread)}


def read_until(work: UnitOfWork, *, number: int) -> dict[str, Any]:
    """Note that the caller has read everything up to a number."""
    account = load_account(work, work.actor.account_id, lock=True)
    row = work.session.get(ReadingCursor, (account.district_id, account.id))
    if row is None:
        row = ReadingCursor(district_id=account.district_id, account_id=account.id)
        work.session.add(row)
    row.number = number
    work.session.flush()
    return reading_cursor(work)


def purge_changes(work: UnitOfWork) -> Purged:
    """Delete a batch of the changes whose period is over."""
    rules = load_rule_pack(RULES, work.today)
    due = change.c.at < work.now - timedelta(days=rules[RULE]["days"])
    batch = select(change.c.number).where(due).order_by(change.c.at).limit(BATCH)
    deleted: CursorResult[Any] = work.session.execute(delete(change).where(change.c.number.in_(batch)))  # type: ignore[assignment]
    if deleted.rowcount:
        tell(work, purge_changes, rules, RULE, {"records": str(deleted.rowcount)})
    return Purged(RULE, rules.version, deleted.rowcount)


def _read_until(work: UnitOfWork) -> int:
    own = ReadingCursor.account_id == work.actor.account_id
    return work.session.scalar(select(ReadingCursor.number).where(own)) or 0


def _concerning(work: UnitOfWork) -> Select[Any]:
    """Select the changes that concern the organizations of the caller's grants, with their records as they stand."""
    same = and_(
        record.c.district_id == change.c.district_id,
        record.c.record_type == change.c.record_type,
        record.c.record_id == change.c.record_id,
    )
    at = (place.c.district_id == record.c.district_id) & (place.c.organization_id == record.c.organization_id)
    columns = change.c.number, change.c.event, change.c.at, place.c.name, record
    oldest = work.now - timedelta(days=load_rule_pack(RULES, work.today)[RULE]["days"])
    joined = select(*columns).select_from(change.join(record, same).join(place, at))
    return joined.where(or_(false(), *_terms(work)), change.c.at >= oldest)


def _terms(work: UnitOfWork) -> Iterator[ColumnElement[bool]]:
    held = [grant for grant in work.actor.grants if grant.role in RIGHTS[SEE_FIGURES]]
    for grant in held:
        if grant.organization_id == EVERYTHING:
            continue
        yield and_(change.c.concerned == grant.organization_id, change.c.reach == OWN)
        if grant.below:
            level = select(place.c.level).where(place.c.organization_id == grant.organization_id).scalar_subquery()
            below = change.c.concerned.in_(placed_below(grant.organization_id, work.today))
            yield and_(change.c.reach == level, change.c.concerned != grant.organization_id, below)
            right_below = select(place.c.organization_id).where(place.c.parent_id == grant.organization_id)
            yield and_(change.c.reach == ABOVE, change.c.concerned.in_(right_below))


def _view(work: UnitOfWork, row: Row[Any], read: int) -> dict[str, Any]:
    about, tongue = Record.from_row(row), language()
    fields = fields_of(about, work.today.isoformat())
    return {
        "number": row.number,
        "at": row.at,
        "event": row.event,
        "what": getattr(change_rules()[row.event], tongue),
        "kind_name": label("record", about.record_type, tongue),
        "title": fields.get("title"),
        "organization_id": about.organization_id,
        "organization": row.name,
        "record_type": about.record_type,
        "record_id": about.record_id,
        "href": address_of(about.record_type, fields),
        "unread": row.number > read,
    }
