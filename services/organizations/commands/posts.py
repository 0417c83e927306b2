"""书记、委员: who takes a post and from when, who leaves it; one person may hold several."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from services.organizations.commands import succession
from services.organizations.commands.tree_locks import authorize, one_at_a_time, require_lasting
from services.organizations.model import member_repository, persons
from services.organizations.model.days import require_sensible
from services.organizations.model.holders import post_of, post_view
from services.organizations.model.members import Member
from services.organizations.model.posts import SINGLE, TITLES, Post
from services.organizations.model.records import require_version
from shared.errors import Conflict, Invalid
from shared.events.organizations import PostTaken
from shared.service import command
from shared.text_validation import comparable
from shared.unit_of_work import UnitOfWork


@command
def assign_post(
    work: UnitOfWork,
    *,
    organization_id: str,
    title: str,
    from_on: date,
    member_id: str | None = None,
    person_name: str | None = None,
    until_on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Return a post to a member of the district, or to someone outside its roll by name.

    `until_on` is the last day, where it is known. Conflict: `post_is_held` (a secretary's post has one holder at a
    time), `post_held_already`, `member_has_left`. Invalid: `post_needs_one_person`.
    """
    persons.require_word(title, TITLES, field="title")
    if (member_id is None) == (person_name is None):
        raise Invalid("post_needs_one_person", field="member_id")
    district_id = authorize(work, organization_id, "organizations.keep", expected_version=expected_version)
    _require_order(from_on, until_on)
    require_lasting(work, organization_id, from_on, until_on, field="from_on")
    one_at_a_time(work, district_id, organization_id)
    member = _member(work, district_id, member_id, from_on) if member_id is not None else None
    post = Post(
        district_id=district_id,
        post_id=work.new_id(),
        organization_id=organization_id,
        title=title,
        member_id=member_id,
        person_name=None if person_name is None else persons.name_of(person_name, field="person_name"),
        from_on=from_on,
        until_on=until_on,
        version=1,
    )
    _require_free(work, post)
    work.session.add(post)
    facts = {"district_id": district_id, "organization_id": organization_id, "post_id": post.post_id, "title": title}
    work.emit(PostTaken(**facts, member_id=member_id, from_on=from_on))
    if until_on is not None:
        work.emit(succession.post_left(post))
    return post_view(post, member.name if member else None, work.today)


@command
def relieve_post(
    work: UnitOfWork, *, post_id: str, until_on: date | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """End a post on its last day, today unless another is named; a planned end may be moved.

    Conflict: `post_left_already`. Invalid: a last day before the first.
    """
    found = post_of(work.session, post_id)
    authorize(work, found.organization_id, "organizations.keep")
    one_at_a_time(work, found.district_id, found.organization_id)
    post = post_of(work.session, post_id, lock=True)
    require_version(post.version, expected_version)
    if post.until_on is not None and post.until_on < work.today:
        raise Conflict("post_left_already", until_on=post.until_on)
    last_day = until_on or work.today
    _require_order(post.from_on, last_day)
    require_lasting(work, post.organization_id, post.from_on, last_day, field="until_on")
    post.until_on = last_day
    _require_free(work, post)
    post.version += 1
    work.emit(succession.post_left(post))
    return post_view(post, _name(work, post), work.today)


def _require_order(from_on: date, until_on: date | None) -> None:
    if until_on is not None:
        require_sensible(until_on, field="until_on")
        if until_on < from_on:
            raise Invalid("ends_before_it_begins", field="until_on", begins_on=from_on, ends_on=until_on)


def _member(work: UnitOfWork, district_id: str, member_id: str, from_on: date) -> Member:
    member = member_repository.member_of(work.session, member_id, lock=True)
    if member.district_id != district_id:
        raise Invalid("member_of_other_district", field="member_id")
    places = member_repository.places_of(work.session, member)
    if not any(place.valid_until is None or place.valid_until > max(from_on, place.valid_from) for place in places):
        raise Conflict("member_has_left", field="member_id", member_id=member_id)
    return member


def _require_free(work: UnitOfWork, post: Post) -> None:
    same = [Post.organization_id == post.organization_id, Post.title == post.title, Post.post_id != post.post_id]
    with work.session.no_autoflush:
        others = work.session.scalars(select(Post).where(*same, *_overlapping(post)).order_by(Post.from_on)).all()
    if post.title in SINGLE and others:
        first = others[0]
        raise Conflict("post_is_held", field="from_on", title=post.title, from_on=first.from_on, post_id=first.post_id)
    person = _person(post)
    if any(_person(other) == person for other in others):
        raise Conflict("post_held_already", field="from_on", title=post.title, from_on=others[0].from_on)


def _person(post: Post) -> tuple[str | None, str]:
    return post.member_id, comparable(post.person_name or "")


def _overlapping(post: Post) -> list[ColumnElement[bool]]:
    terms: list[ColumnElement[bool]] = [or_(Post.until_on.is_(None), Post.until_on >= post.from_on)]
    return terms if post.until_on is None else [*terms, Post.from_on <= post.until_on]


def _name(work: UnitOfWork, post: Post) -> str | None:
    return member_repository.member_of(work.session, post.member_id).name if post.member_id else None
