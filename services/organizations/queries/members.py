"""Members of organizations, what they were and are, and the transfers between organizations."""

from datetime import date
from typing import Any, TypedDict

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select
from sqlalchemy.orm import aliased, selectinload

from services.organizations.model import repository, views
from services.organizations.model.affected_counts import affiliated_on
from services.organizations.model.members import REQUESTED, Affiliation, Member, PastDetails, Transfer
from services.organizations.model.posts import Post
from services.organizations.model.views import RollEntry
from services.organizations.queries.access import keyset_page, scope_of
from shared import databases, trees
from shared.enumerations import TRANSFER_DIRECTIONS
from shared.field_encryption import FieldCipher
from shared.pages import Page
from shared.reading import View, reached, view_of
from shared.service import personal_query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view

READ = "members.read"
IN, OUT = TRANSFER_DIRECTIONS
FILTERED = (Member.name, Member.status, Member.member_class)
"""The details by which a roll is listed and searched."""


class PersonalData(TypedDict):
    """A member's identity number and phone in full."""

    id: str
    organization_id: str
    identity_number: str | None
    phone: str | None


@personal_query
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
    entered_twice: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the members who have their place in an organization on a day, by name; numbers masked.

    Of an earlier day, the places and the details are those that stood at its end. `entered_twice` lists those whose
    identity number stands today on another roll as well, as far as the caller reads both.
    """
    day = as_of or work.today
    district_id, inside = scope_of(work, organization_id, READ, below=below, day=day)
    of_day = {column.key: func.coalesce(getattr(PastDetails, column.key), column) for column in FILTERED}
    terms: list[ColumnElement[bool]] = [*affiliated_on(day), Affiliation.organization_id.in_(inside)]
    exact = {"status": status, "member_class": member_class}
    terms += [of_day[column] == value for column, value in exact.items() if value is not None]
    if name:
        terms.append(databases.name_contains(of_day["name"], name))
    if entered_twice:
        terms.append(_entered_elsewhere(work))
    query = (
        select(Member, Affiliation.organization_id, PastDetails)
        .select_from(Affiliation)
        .join(Member, and_(Member.district_id == Affiliation.district_id, Member.member_id == Affiliation.member_id))
        .outerjoin(PastDetails, repository.past_on(day) if day < work.today else false())
        .where(Affiliation.district_id == district_id, *terms)
    )
    keys = [of_day["name"], Member.member_id]
    return keyset_page(work, query, keys, after, limit, record=lambda row: RollEntry(row[2] or row[0], row[1], cipher))


def _entered_elsewhere(work: UnitOfWork) -> ColumnElement[bool]:
    other, place = aliased(Member), aliased(Affiliation)
    there = and_(place.district_id == other.district_id, place.member_id == other.member_id)
    same = func.coalesce(other.identity_index, other.shared_index) == func.coalesce(
        Member.identity_index, Member.shared_index
    )
    return (
        select(literal(1))
        .select_from(other)
        .join(place, there)
        .where(other.district_id == Member.district_id, other.member_id != Member.member_id, same)
        .where(place.valid_from <= work.today, or_(place.valid_until.is_(None), place.valid_until > work.today))
        .where(reached(work, place.organization_id, READ))
        .correlate(Member)
        .exists()
    )


@personal_query
def member(work: UnitOfWork, *, cipher: FieldCipher, member_id: str) -> dict[str, Any]:
    """Return one member, numbers masked, with every place, every post and an open transfer.

    Whoever may not see the roll but sees the member counted reads of which status and class one is there, not who.
    """
    record, here, view = _read(work, member_id)
    if not view.whole:
        counted = {"id": member_id, "organization_id": here}
        return view.of(counted | {"status": record.status, "member_class": record.member_class}, views.PUBLIC_MEMBER)
    own = (Post.district_id == record.district_id, Post.member_id == member_id)
    posts = work.session.scalars(select(Post).where(*own).order_by(Post.from_on, Post.post_id)).all()
    waiting = work.session.scalars(
        select(Transfer).where(
            Transfer.district_id == record.district_id, Transfer.member_id == member_id, Transfer.status == REQUESTED
        )
    ).one_or_none()
    entry: dict[str, Any] = to_view(RollEntry(record, here, cipher), work)
    return entry | {
        "places": [to_view(place, work) for place in repository.places_of(work.session, record)],
        "posts": [to_view(post, work) for post in posts],
        "transfer": to_view(waiting, work),
        "purged_on": record.purged_on,
    }


@personal_query
def personal_data(work: UnitOfWork, *, cipher: FieldCipher, member_id: str) -> PersonalData:
    """Return a member's identity number and phone in full; the caller is on record."""
    record, here, _ = _read(work, member_id)
    work.actor.require("members.read_personal", trees.path(work.session, here, work.today))
    personal = repository.decrypted(record, cipher)
    return {
        "id": member_id,
        "organization_id": here,
        "identity_number": personal["identity_number"],
        "phone": personal["phone"],
    }


@personal_query
def transfers(
    work: UnitOfWork,
    *,
    organization_id: str,
    below: bool = False,
    direction: str | None = None,
    state: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the transfers to (`in`) or from (`out`) an organization, or both, the newest first."""
    district_id, inside = scope_of(work, organization_id, READ, below=below)
    sides = {IN: Transfer.to_organization_id.in_(inside), OUT: Transfer.from_organization_id.in_(inside)}
    terms = [or_(*sides.values()) if direction is None else sides[direction]]
    if state is not None:
        terms.append(Transfer.status == state)
    query = (
        select(Transfer, Member)
        .join(Member, and_(Member.district_id == Transfer.district_id, Member.member_id == Transfer.member_id))
        .where(Transfer.district_id == district_id, *terms)
        .options(selectinload(Member.past))
    )
    return keyset_page(work, query, [Transfer.requested_at, Transfer.transfer_id], after, limit, descending=True)


@personal_query
def transfer(work: UnitOfWork, *, transfer_id: str) -> dict[str, Any]:
    """Return one transfer to a caller who may read the roll of one of its sides."""
    record = repository.load_record(work.session, Transfer, transfer_id)
    view = view_of(work, READ, [record.from_organization_id, record.to_organization_id])
    return view.of(to_view(record, work), views.PUBLIC_TRANSFER)


def _read(work: UnitOfWork, member_id: str) -> tuple[Member, str, View]:
    record = repository.load_record(work.session, Member, member_id)
    here = repository.nearest_organization(repository.places_of(work.session, record), work.today)
    here = here or record.district_id
    return record, here, view_of(work, READ, [here])
