"""帮联单位: who is above assigns an organization that helps another; what was done is recorded until it ends."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from services.organizations.commands.loading import authorize, lock_organization, require_lasting
from services.organizations.model import persons, repository
from services.organizations.model.mentors import MentorHelp, Mentorship
from shared import trees
from shared.errors import Conflict, Invalid
from shared.events.organizations_mentors import MentorAssigned, MentorHelped, MentorshipEnded, MentorshipEvent
from shared.lifecycles import require_version
from shared.service import command
from shared.text_validation import REMARK_MAX, require_text, require_text_or_none
from shared.unit_of_work import UnitOfWork

KEEP = "organizations.keep"
BASIS = 200


@command
def assign_mentor(
    work: UnitOfWork,
    *,
    organization_id: str,
    mentor_id: str,
    basis: str,
    from_on: date | None = None,
    plan: str | None = None,
    expected_version: int | None = None,
) -> Mentorship:
    """Assign a mentor unit of the same district to an organization, from today or an earlier day on.

    Invalid: `mentor_is_itself`, `mentor_elsewhere`. Conflict: `mentor_assigned_already` while it is one.
    """
    district_id = authorize(work, organization_id, KEEP, superior=True, expected_version=expected_version)
    day = persons.require_past(from_on or work.today, work.today, field="from_on")
    require_lasting(work, organization_id, day, day, field="from_on")
    _require_mentor(work, district_id, organization_id, mentor_id, day)
    lock_organization(work, district_id, organization_id)
    _require_none_running(work, organization_id, mentor_id, day)
    mentorship = Mentorship(
        district_id=district_id,
        mentorship_id=work.new_id(),
        version=0,
        organization_id=organization_id,
        mentor_id=mentor_id,
        from_on=day,
        basis=require_text(basis, label="依据 basis", limit=BASIS, field="basis"),
        plan=require_text_or_none(plan, label="帮联计划 plan", limit=REMARK_MAX, field="plan", lines=True),
        helped=0,
    )
    work.session.add(mentorship)
    _emit(work, mentorship, MentorAssigned, day)
    return mentorship


@command
def record_help(
    work: UnitOfWork, *, mentorship_id: str, text: str, done_on: date | None = None, expected_version: int | None = None
) -> Mentorship:
    """Record what a mentor unit did, today or on an earlier day of the mentorship; who was helped says so."""
    mentorship = _load(work, mentorship_id, expected_version)
    day = persons.require_past(done_on or work.today, work.today, field="done_on")
    if day < mentorship.from_on or (mentorship.until_on is not None and day > mentorship.until_on):
        raise Invalid("mentorship_not_then", field="done_on", day=day, from_on=mentorship.from_on)
    done = MentorHelp(
        district_id=mentorship.district_id,
        help_id=work.new_id(),
        mentorship_id=mentorship_id,
        done_on=day,
        text=require_text(text, label="帮联情况 text", limit=REMARK_MAX, field="text", lines=True),
        account_name=work.actor.name,
        recorded_at=work.now,
    )
    work.session.add(done)
    mentorship.helped += 1
    _emit(work, mentorship, MentorHelped, day, help_id=done.help_id)
    return mentorship


@command
def end_mentorship(
    work: UnitOfWork,
    *,
    mentorship_id: str,
    outcome: str,
    until_on: date | None = None,
    expected_version: int | None = None,
) -> Mentorship:
    """End a mentorship on its last day, today or an earlier one, and say what came of it."""
    mentorship = _load(work, mentorship_id, expected_version, superior=True)
    if mentorship.until_on is not None:
        raise Conflict("mentorship_ended_already", until_on=mentorship.until_on)
    day = persons.require_past(until_on or work.today, work.today, field="until_on")
    if day < mentorship.from_on:
        raise Invalid("ends_before_it_begins", field="until_on", begins_on=mentorship.from_on, ends_on=day)
    mentorship.outcome = require_text(outcome, label="帮联成效 outcome", limit=REMARK_MAX, field="outcome", lines=True)
    mentorship.until_on = day
    _emit(work, mentorship, MentorshipEnded, day)
    return mentorship


def end_mentorships(work: UnitOfWork, ending: Collection[str], last_day: date) -> None:
    """End the mentorships of organizations that end, and those in which they help, on a last day."""
    involved = or_(Mentorship.organization_id.in_(ending), Mentorship.mentor_id.in_(ending))
    running = select(Mentorship).where(involved, Mentorship.until_on.is_(None)).order_by(Mentorship.mentorship_id)
    for mentorship in work.session.scalars(running).all():
        mentorship.until_on = max(last_day, mentorship.from_on)
        _emit(work, mentorship, MentorshipEnded, mentorship.until_on)


def _load(work: UnitOfWork, mentorship_id: str, expected_version: int | None, *, superior: bool = False) -> Mentorship:
    found = repository.load_record(work.session, Mentorship, mentorship_id)
    authorize(work, found.organization_id, KEEP, superior=superior)
    mentorship = repository.load_record(work.session, Mentorship, mentorship_id, lock=True)
    require_version(mentorship.version, expected_version)
    return mentorship


def _require_mentor(work: UnitOfWork, district_id: str, organization_id: str, mentor_id: str, day: date) -> None:
    if mentor_id == organization_id:
        raise Invalid("mentor_is_itself", field="mentor_id")
    if trees.path(work.session, mentor_id, work.today)[-1] != district_id:
        raise Invalid("mentor_elsewhere", field="mentor_id")
    require_lasting(work, mentor_id, day, day, field="mentor_id")


def _require_none_running(work: UnitOfWork, organization_id: str, mentor_id: str, day: date) -> None:
    same = Mentorship.organization_id == organization_id, Mentorship.mentor_id == mentor_id
    overlaps = or_(Mentorship.until_on.is_(None), Mentorship.until_on >= day)
    held = work.session.scalars(select(Mentorship).where(*same, overlaps)).first()
    if held is not None:
        raise Conflict("mentor_assigned_already", field="mentor_id", from_on=held.from_on)


def _emit(work: UnitOfWork, mentorship: Mentorship, event: type[MentorshipEvent], day: date, **more: Any) -> None:
    mentorship.version += 1
    named = {"mentorship_id": mentorship.mentorship_id} | more
    work.emit(
        event(
            district_id=mentorship.district_id, organization_id=mentorship.organization_id,
            mentorship=mentorship.state(), effective_on=day, **named,
        )
    )  # fmt: skip
