"""Members of organizations, what they were and are, and the transfers between organizations."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_, select, tuple_

from services.organizations.model import member_repository, public
from services.organizations.model import transfers as transfer_records
from services.organizations.model.affected_counts import affiliated_on
from services.organizations.model.holders import post_view
from services.organizations.model.members import REQUESTED, Affiliation, Member, Transfer
from services.organizations.model.posts import Post
from services.organizations.queries.access import units
from services.organizations.queries.pages import LIMIT, page, parse
from shared import databases, trees
from shared.enumerations import TRANSFER_DIRECTIONS
from shared.field_encryption import FieldCipher
from shared.reading import View, view_of
from shared.service import query
from shared.unit_of_work import UnitOfWork

READ = "members.read"
IN, OUT = TRANSFER_DIRECTIONS


@query
def members(
    work: UnitOfWork,
    *,
    cipher: FieldCipher,
    organization_id: str,
    below: bool = False,
    as_of: date | None = None,
    status: str | None = None,
    member_class: str | None = None,
    name: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """List the members who have their place in an organization on a day, by name; numbers masked.

    The details are today's; only the places are those of the day.
    """
    day = as_of or work.today
    district_id, inside = units(work, organization_id, READ, below=below, day=day)
    wanted: list[ColumnElement[bool]] = [*affiliated_on(day), Affiliation.organization_id.in_(inside)]
    exact = {Member.status: status, Member.member_class: member_class}
    wanted += [column == value for column, value in exact.items() if value is not None]
    if name:
        wanted.append(databases.name_contains(Member.name, name))
    begin = parse(after, tuple[str, str])
    if begin is not None:
        wanted.append(tuple_(Member.name, Member.member_id) > tuple_(*map(literal, begin)))
    size = min(limit, LIMIT)
    rows = work.session.execute(
        select(Member, Affiliation.organization_id)
        .join(Member, and_(Member.district_id == Affiliation.district_id, Member.member_id == Affiliation.member_id))
        .where(Affiliation.district_id == district_id, *wanted)
        .order_by(Member.name, Member.member_id)
        .limit(size + 1)
    ).all()
    return page(
        rows,
        size,
        key=lambda row: (row[0].name, row[0].member_id),
        show=lambda row: member_repository.to_view(row[0], row[1], cipher),
    )


@query
def member(work: UnitOfWork, *, cipher: FieldCipher, member_id: str) -> dict[str, Any]:
    """Return one member, numbers masked, with every place, every post and an open transfer.

    Whoever may not see the roll but sees the member counted reads of which status and class one is there, not who.
    """
    found, here, view = _read(work, member_id)
    if not view.whole:
        counted = {"id": member_id, "organization_id": here, "status": found.status, "member_class": found.member_class}
        return view.of(counted, public.MEMBER)
    own = (Post.district_id == found.district_id, Post.member_id == member_id)
    held = work.session.scalars(select(Post).where(*own).order_by(Post.from_on, Post.post_id))
    waiting = work.session.scalars(
        select(Transfer).where(
            Transfer.district_id == found.district_id, Transfer.member_id == member_id, Transfer.state == REQUESTED
        )
    ).one_or_none()
    return member_repository.to_view(found, here, cipher) | {
        "places": [_place(place) for place in member_repository.places_of(work.session, found)],
        "posts": [post_view(post, found.name, work.today) for post in held],
        "transfer": transfer_records.to_view(waiting, found) if waiting else None,
    }


@query
def personal_data(work: UnitOfWork, *, cipher: FieldCipher, member_id: str) -> dict[str, Any]:
    """Return a member's identity number and phone in full; the caller is on record."""
    found, here, _ = _read(work, member_id)
    work.actor.require("members.read_personal", trees.path(work.session, here, work.today))
    return {"id": member_id, "organization_id": here} | member_repository.decrypted(found, cipher)


@query
def transfers(
    work: UnitOfWork,
    *,
    organization_id: str,
    below: bool = False,
    direction: str | None = None,
    state: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """List the transfers to (`in`) or from (`out`) an organization, or both, the newest first."""
    district_id, inside = units(work, organization_id, READ, below=below)
    sides = {IN: Transfer.to_organization_id.in_(inside), OUT: Transfer.from_organization_id.in_(inside)}
    wanted = [or_(*sides.values()) if direction is None else sides[direction]]
    if state is not None:
        wanted.append(Transfer.state == state)
    begin = parse(after, tuple[datetime, str])
    if begin is not None:
        since = (literal(begin[0], Transfer.requested_at.type), literal(begin[1]))
        wanted.append(tuple_(Transfer.requested_at, Transfer.transfer_id) < tuple_(*since))
    size = min(limit, LIMIT)
    rows = work.session.execute(
        select(Transfer, Member)
        .join(Member, and_(Member.district_id == Transfer.district_id, Member.member_id == Transfer.member_id))
        .where(Transfer.district_id == district_id, *wanted)
        .order_by(Transfer.requested_at.desc(), Transfer.transfer_id.desc())
        .limit(size + 1)
    ).all()
    return page(
        rows,
        size,
        key=lambda row: (row[0].requested_at, row[0].transfer_id),
        show=lambda row: transfer_records.to_view(row[0], row[1]),
    )


@query
def transfer(work: UnitOfWork, *, transfer_id: str) -> dict[str, Any]:
    """Return one transfer to a caller who may read the roll of one of its sides."""
    found = transfer_records.transfer_of(work.session, transfer_id)
    view = view_of(work, READ, [found.from_organization_id, found.to_organization_id])
    return view.of(
        transfer_records.to_view(found, member_repository.member_of(work.session, found.member_id)), public.TRANSFER
    )


def _read(work: UnitOfWork, member_id: str) -> tuple[Member, str, View]:
    found = member_repository.member_of(work.session, member_id)
    here = member_repository.nearest(member_repository.places_of(work.session, found), work.today) or found.district_id
    return found, here, view_of(work, READ, [here])


def _place(place: Affiliation) -> dict[str, Any]:
    return {
        "organization_id": place.organization_id,
        "valid_from": place.valid_from,
        "valid_until": place.valid_until,
        "reason": place.reason,
    }
