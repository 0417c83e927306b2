"""Who holds which post in an organization and below it."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_, select, tuple_

from services.organizations.model.holders import post_view
from services.organizations.model.members import Member
from services.organizations.model.posts import Post
from services.organizations.queries.access import units
from services.organizations.queries.pages import LIMIT, page, parse
from shared.service import query
from shared.unit_of_work import UnitOfWork


@query
def posts(
    work: UnitOfWork,
    *,
    organization_id: str,
    below: bool = False,
    title: str | None = None,
    as_of: date | None = None,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """List the posts of an organization by their first day, those held on `as_of` or all of them."""
    district_id, inside = units(work, organization_id, "organizations.read", below=below)
    wanted: list[ColumnElement[bool]] = [Post.district_id == district_id, Post.organization_id.in_(inside)]
    if title is not None:
        wanted.append(Post.title == title)
    if as_of is not None:
        wanted += [Post.from_on <= as_of, or_(Post.until_on.is_(None), Post.until_on >= as_of)]
    begin = parse(after, tuple[date, str])
    if begin is not None:
        wanted.append(tuple_(Post.from_on, Post.post_id) > tuple_(*map(literal, begin)))
    size = min(limit, LIMIT)
    rows = work.session.execute(
        select(Post, Member.name)
        .outerjoin(Member, and_(Member.district_id == Post.district_id, Member.member_id == Post.member_id))
        .where(*wanted)
        .order_by(Post.from_on, Post.post_id)
        .limit(size + 1)
    ).all()
    return page(
        rows, size, key=lambda row: (row[0].from_on, row[0].post_id), show=lambda row: post_view(*row, work.today)
    )
