"""The ledger of one member, and the totals of one organization's members: in the order of ids, never of points."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from services.member_points.model import validation, views
from services.member_points.model.ledger import PointEntry, reversal_of, sums_of
from services.member_points.model.schemes import published
from services.member_points.model.scoring import counted
from services.member_points.queries.access import READ_MEMBERS, read_entry, read_member
from shared import memberships, org_paths
from shared.errors import Invalid
from shared.page_totals import note_query
from shared.pages import Page, paginate_list, require_page_size
from shared.service import personal_query
from shared.unit_of_work import UnitOfWork


@personal_query
def members(
    work: UnitOfWork, *, organization_id: str, year: int | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """Return the totals of an organization's own members in a year, in the order of their ids.

    `total` is the sum of the ledger, `counts` what the caps leave of it by the scheme in force, both in hundredths;
    `counts` is None where no scheme is published for the member's class.
    """
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(READ_MEMBERS, place.path)
    of_year = validation.listed_year(year or work.today.year)
    here = [{"id": each.member_id, "member_class": each.member_class}
            for each in memberships.members_of(work.session, organization_id, work.today)]  # fmt: skip
    members_page = paginate_list(here, lambda member: str(member["id"]), after, limit)
    ids = [str(member["id"]) for member in members_page["items"]]
    sums = sums_of(work.session, place.district_id, ids, of_year)
    schemes = published(work.session, place.district_id, [of_year])
    for member in members_page["items"]:
        own = sums.get(str(member["id"]), {})
        rules = schemes.newest(of_year, str(member["member_class"]))
        member |= {"organization_id": organization_id, "year": of_year, "total": sum(own.values())}
        member |= {"counts": None if rules is None else counted(rules[1], own).counts}
    return members_page


@personal_query
def entries(
    work: UnitOfWork, *, member_id: str, year: int | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """List a member's ledger as it was written, wherever it was earned, the oldest entry first."""
    read_member(work, member_id)
    newer = aliased(PointEntry)
    query = (
        select(PointEntry, newer.id)
        .outerjoin(newer, and_(newer.district_id == PointEntry.district_id, newer.reverses == PointEntry.id))
        .where(PointEntry.member_id == member_id)
        .order_by(PointEntry.recorded_at, PointEntry.id)
    )
    if year is not None:
        query = query.where(PointEntry.year == validation.listed_year(year))
    note_query(query)
    rows = work.session.execute(query.where(*_after(after)).limit(require_page_size(limit) + 1)).all()
    items = [views.entry_view(entry, work, reversed_by) for entry, reversed_by in rows]
    last = rows[limit - 1][0] if len(rows) > limit else None
    return {"items": items[:limit], "next_after": f"{last.recorded_at.isoformat()}~{last.id}" if last else None}


@personal_query
def entry(work: UnitOfWork, *, entry_id: str) -> dict[str, Any]:
    """Return one entry, and the one that reversed it, if any."""
    record, view = read_entry(work, entry_id)
    return view.of(views.entry_view(record, work, reversal_of(work.session, record)), views.PUBLIC_ENTRY)


def _after(after: str | None) -> list[Any]:
    if after is None:
        return []
    moment, _, entry_id = after.partition("~")
    try:
        begin: datetime | None = datetime.fromisoformat(moment)
    except ValueError:
        begin = None
    if begin is None or begin.tzinfo is None:
        raise Invalid("cursor_unknown", field="cursor")
    later = and_(PointEntry.recorded_at == begin, PointEntry.id > entry_id)
    return [or_(PointEntry.recorded_at > begin, later)]
