"""书记、委员: who takes a post and from when, who leaves it; one person may hold several."""

from datetime import date

from sqlalchemy import ColumnElement, or_, select

from services.organizations.commands import known_numbers
from services.organizations.commands.loading import authorize, lock_organization, require_lasting
from services.organizations.commands.recording import emit
from services.organizations.model import persons, repository
from services.organizations.model.members import Member
from services.organizations.model.posts import SINGLE, TITLES, Post
from services.organizations.model.validation import require_sensible
from shared.errors import Conflict, Invalid
from shared.events.organizations import PostLeft, PostTaken
from shared.lifecycles import require_version
from shared.records import refuse_unknown
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
) -> Post:
    """Give a post to a member on a roll that the caller keeps, or to someone else by name.

    `until_on` is the last day, where it is known. Conflict: `post_is_held` (a secretary's post has one holder at a
    time), `post_held_already`, `member_has_left`. Invalid: `post_needs_one_person`.
    """
    persons.require_word(title, TITLES, field="title")
    if (member_id is None) == (person_name is None):
        raise Invalid("post_needs_one_person", field="member_id")
    district_id = authorize(work, organization_id, "organizations.keep", expected_version=expected_version)
    _require_order(from_on, until_on)
    require_lasting(work, organization_id, from_on, until_on, field="from_on")
    lock_organization(work, district_id, organization_id)
    if member_id is not None:
        _require_member(work, district_id, member_id, from_on)
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
    emit(work, post, PostTaken)
    if until_on is not None:
        emit(work, post, PostLeft)
    return post


@command
def relieve_post(
    work: UnitOfWork, *, post_id: str, until_on: date | None = None, expected_version: int | None = None
) -> Post:
    """End a post on its last day, today unless another is named; a planned end may be moved.

    Conflict: `post_left_already`. Invalid: a last day before the first.
    """
    post = repository.load_record(work.session, Post, post_id)
    authorize(work, post.organization_id, "organizations.keep")
    lock_organization(work, post.district_id, post.organization_id)
    post = repository.load_record(work.session, Post, post_id, lock=True)
    require_version(post.version, expected_version)
    if post.until_on is not None and post.until_on < work.today:
        raise Conflict("post_left_already", until_on=post.until_on)
    last_day = until_on or work.today
    _require_order(post.from_on, last_day)
    require_lasting(work, post.organization_id, post.from_on, last_day, field="until_on")
    post.until_on = last_day
    _require_free(work, post)
    post.version += 1
    emit(work, post, PostLeft)
    return post


def _require_order(from_on: date, until_on: date | None) -> None:
    if until_on is not None:
        require_sensible(until_on, field="until_on")
        if until_on < from_on:
            raise Invalid("ends_before_it_begins", field="until_on", begins_on=from_on, ends_on=until_on)


def _require_member(work: UnitOfWork, district_id: str, member_id: str, from_on: date) -> None:
    """Lock a member; Conflict where it has left by a day.

    A member whose roll the caller does not reach is unknown here: its name is not to be had by giving it a post.
    """
    member = repository.load_record(work.session, Member, member_id, lock=True)
    if member.district_id != district_id or not known_numbers.is_seen(work, member):
        refuse_unknown(Member, member_id, "member_id")
    places = repository.places_of(work.session, member)
    if not any(place.valid_until is None or place.valid_until > max(from_on, place.valid_from) for place in places):
        raise Conflict("member_has_left", field="member_id", member_id=member_id)


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
