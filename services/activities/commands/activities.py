"""What an organization held is recorded once; who attended is entered once; everything else follows from the record."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict

from msgspec import UNSET, UnsetType

from services.activities.commands import loading
from services.activities.commands.obligations import check_made_up, settle_obligations
from services.activities.commands.training_needs import settle_trainings
from services.activities.model import Activity, Campaign, LectureHall, repository, validation
from services.activities.model.activities import ACTIVITY, HELD
from services.activities.model.campaigns import TAKING_PART
from services.activities.model.duplicates import SAME_ACTIVITY
from services.activities.model.halls import EXISTING
from services.activities.model.resolutions import VOID
from shared import memberships, org_paths
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid, Refusal
from shared.events.activities import (
    ActivityAmended,
    ActivityCancelled,
    ActivityEvent,
    ActivityHeld,
    AttendanceRecorded,
    ResolutionCorrected,
)
from shared.lifecycles import record_step, step_day
from shared.org_paths import OrgPath
from shared.records import emit, load
from shared.service import command
from shared.text_validation import printable, require_text_or_none
from shared.unit_of_work import UnitOfWork
from shared.views import Answer

NAMED = 5
"""So many unknown members are named in a refusal."""
MOST_SPEAKERS, MOST_AT_ONCE = 20, 100


class RecordedActivities(TypedDict):
    """What was recorded at once, with warnings of what had been recorded before."""

    organization_id: str
    activities: list[str]
    warnings: list[dict[str, Any]]


@command
def record_activity(work: UnitOfWork, *, organization_id: str, **entry: Any) -> Answer[Activity]:
    """Record what an organization held on a day, today unless an earlier one is named.

    An `entry` has a kind and a title, and may have held_on, mode, hall_id, campaign_id, content, evidence, speakers,
    guest_speaker, attended, excused, makes_up_for, training and hours. A session needs a mode and a lecture hall: the
    organization's own or the nearest above it unless one is named. Who attended may be entered now or later. It meets
    the obligation of its kind and period, or makes up for an earlier one. Refuses a day on which the organization was
    not open, members who were not on the roll, a campaign that the organization takes no part in or that was not then.
    """
    place = loading.load_place(work, loading.MANAGE, organization_id)
    activity = add_activity(work, place, **entry)
    settle_obligations(work, organization_id, {activity.kind})
    return Answer(activity, {"warnings": duplicates_of(work, SAME_ACTIVITY, activity)})


@command
def record_activities(
    work: UnitOfWork, *, organization_id: str, activities: list[dict[str, Any]]
) -> RecordedActivities:
    """Record up to 100 activities of an organization at once, all of them or none.

    A refusal names the entry as well as its field.
    """
    if not 1 <= len(activities) <= MOST_AT_ONCE:
        raise Invalid("too_many_at_once", field="activities", most=MOST_AT_ONCE, count=len(activities))
    place = loading.load_place(work, loading.MANAGE, organization_id)
    recorded = [_record_entry(work, place, number, entry) for number, entry in enumerate(activities)]
    settle_obligations(work, organization_id, {activity.kind for activity in recorded})
    return {
        "organization_id": organization_id,
        "activities": [activity.id for activity in recorded],
        "warnings": [warning for activity in recorded for warning in duplicates_of(work, SAME_ACTIVITY, activity)],
    }


@command
def amend_activity(
    work: UnitOfWork,
    *,
    activity_id: str,
    title: str | None = None,
    held_on: date | None = None,
    mode: str | None = None,
    campaign_id: str | UnsetType | None = UNSET,
    content: str | None = None,
    evidence: str | None = None,
    speakers: list[str] | None = None,
    guest_speaker: str | None = None,
    hours: int | None = None,
    expected_version: int | None = None,
) -> Activity:
    """Correct an activity; None leaves a field, an empty text clears one that may be empty.

    With None as its campaign it counts for none; where no campaign is named, the one it has stays. On another day other
    rules may hold: who attended has to be on the roll of that day, the campaign has to be then, the obligation met is
    that of the period, and votes are counted by the rules of that day.
    """
    activity = loading.load_activity(work, activity_id, expected_version)
    ACTIVITY.after("amend", activity.status)
    fields = (title, held_on, mode, content, evidence, speakers, guest_speaker, hours)
    if campaign_id is UNSET and all(value is None for value in fields):
        raise Invalid("nothing_to_change")
    activity.mode = mode or activity.mode
    activity.hours = activity.hours if hours is None else hours
    activity.check_kind()
    _set_texts(activity, title=title, content=content, evidence=evidence, guest_speaker=guest_speaker)
    if speakers is not None:
        _set_speakers(work, activity, speakers)
    moved = held_on is not None and held_on != activity.held_on
    if moved:
        _change_day(work, activity, held_on)
    if moved or campaign_id is not UNSET:
        _set_campaign(work, activity, activity.campaign_id if isinstance(campaign_id, UnsetType) else campaign_id)
    return _record_change(work, activity, "amend", ActivityAmended)


@command
def record_attendance(
    work: UnitOfWork,
    *,
    activity_id: str,
    attended: list[str],
    excused: list[str] | None = None,
    expected_version: int | None = None,
) -> Activity:
    """Enter who attended and who was excused, all of them; entered again it takes the old's place.

    Only members of the organization's roll of that day, and of those below it, each in one of the two lists.
    """
    activity = loading.load_activity(work, activity_id, expected_version)
    ACTIVITY.after("attend", activity.status)
    before = set(activity.attended)
    _set_attendance(work, activity, attended, excused or [], field="attended")
    _record_change(work, activity, "attend", AttendanceRecorded)
    settle_trainings(work, activity.training, before - set(activity.attended), on=activity.held_on)
    return activity


@command
def cancel_activity(
    work: UnitOfWork, *, activity_id: str, reason: str, expected_version: int | None = None
) -> Activity:
    """Cancel an activity recorded by mistake, with a reason; the obligations it met are open again."""
    activity = loading.load_activity(work, activity_id, expected_version)
    reason = validation.reason(reason)
    before, activity.status = activity.status, ACTIVITY.after("cancel", activity.status)
    for vote in repository.resolutions_of(work.session, activity):
        vote.status, vote.reason = VOID, reason
        emit(work, vote, ResolutionCorrected)
    return _record_change(work, activity, "cancel", ActivityCancelled, before=before, opinion=reason)


def _record_entry(work: UnitOfWork, place: OrgPath, number: int, entry: dict[str, Any]) -> Activity:
    try:
        return add_activity(work, place, **entry)
    except Refusal as refusal:
        refusal.field = f"activities.{number}.{refusal.field}" if refusal.field else f"activities.{number}"
        raise


def add_activity(
    work: UnitOfWork,
    place: OrgPath,
    *,
    kind: str,
    title: str,
    held_on: date | None = None,
    mode: str | None = None,
    hall_id: str | None = None,
    campaign_id: str | None = None,
    content: str | None = None,
    evidence: str | None = None,
    speakers: list[str] | None = None,
    guest_speaker: str | None = None,
    attended: list[str] | None = None,
    excused: list[str] | None = None,
    makes_up_for: str | None = None,
    training: str | None = None,
    hours: int = 0,
) -> Activity:
    """Add an activity with all that is recorded of it, and let a training meet what was asked for."""
    activity = Activity(
        district_id=place.district_id, id=work.new_id(), version=0, organization_id=place.path[0], kind=kind, mode=mode,
        makes_up_for=makes_up_for, training=training, hours=hours, status=HELD, speakers=[], attended=[], excused=[],
        on_roll=0, steps=0,
    )  # fmt: skip
    activity.check_kind()
    activity.held_on = _day(work, activity, held_on, place.name)
    _set_texts(activity, title=title, content=content, evidence=evidence, guest_speaker=guest_speaker)
    activity.hall_id = _hall_id(work, activity, place.path, hall_id)
    _set_campaign(work, activity, campaign_id)
    _set_speakers(work, activity, speakers or [])
    if attended or excused:
        _set_attendance(work, activity, attended or [], excused or [], field="attended")
    check_made_up(work, activity)
    activity.settle_secretary(repository.secretaries_of(work.session, activity.organization_id))
    work.session.add(activity)
    record_step(work, activity, "record", None)
    emit(work, activity, ActivityHeld)
    settle_trainings(work, training, activity.attended, on=activity.held_on)
    return activity


def _record_change(
    work: UnitOfWork,
    activity: Activity,
    step: str,
    event: type[ActivityEvent],
    *,
    before: str = HELD,
    opinion: str | None = None,
) -> Activity:
    activity.settle_secretary(repository.secretaries_of(work.session, activity.organization_id))
    record_step(work, activity, step, before, opinion=opinion)
    emit(work, activity, event)
    settle_obligations(work, activity.organization_id, {activity.kind})
    settle_trainings(work, activity.training, activity.attended, on=activity.held_on)
    return activity


def _day(work: UnitOfWork, activity: Activity, held_on: date | None, name: str) -> date:
    day = validation.listed_day(step_day(work, held_on, field="held_on"), "held_on")
    if not org_paths.is_open(work.session, activity.organization_id, day):
        raise Invalid("not_open_when_held", field="held_on", organization=name, day=day)
    return day


def _change_day(work: UnitOfWork, activity: Activity, held_on: date | None) -> None:
    name = org_paths.load_org_path(work.session, activity.organization_id, work.today).name
    activity.held_on = _day(work, activity, held_on, name)
    check_made_up(work, activity)
    if activity.attended or activity.excused:
        _set_attendance(work, activity, activity.attended, activity.excused, field="held_on")
    _set_speakers(work, activity, activity.speakers, field="held_on")
    for vote in repository.resolutions_of(work.session, activity):
        vote.held_on = activity.held_on
        vote.derive()
        emit(work, vote, ResolutionCorrected)


def _set_texts(
    activity: Activity, *, title: str | None, content: str | None, evidence: str | None, guest_speaker: str | None
) -> None:
    if title is not None:
        activity.title = validation.title(title)
    if content is not None:
        activity.content = validation.content(content)
    if evidence is not None:
        activity.evidence = validation.evidence(evidence)
    if guest_speaker is not None:
        activity.guest_speaker = require_text_or_none(
            guest_speaker, label="校外讲师 guest_speaker", limit=validation.NAME, field="guest_speaker"
        )


def _hall_id(work: UnitOfWork, activity: Activity, path: list[str], hall_id: str | None) -> str | None:
    if activity.kind != validation.SESSION:
        if hall_id is not None:
            raise Invalid("hall_only_for_sessions", field="hall_id")
        return None
    by_id = None if hall_id is None else load(work.session, LectureHall, hall_id)
    hall = by_id or repository.nearest_hall(work.session, path)
    if hall is None or hall.status not in EXISTING:
        raise Conflict("session_without_hall", field="hall_id")
    if hall.organization_id not in path:
        raise Invalid("hall_elsewhere", field="hall_id")
    return hall.id


def _set_campaign(work: UnitOfWork, activity: Activity, campaign_id: str | None) -> None:
    if not campaign_id:
        activity.campaign_id = None
        return
    campaign = load(work.session, Campaign, campaign_id)
    path = org_paths.load_org_path(work.session, activity.organization_id, work.today).path
    parts = [repository.part_of(work.session, campaign, step) for step in path]
    if not any(part is not None and part.status == TAKING_PART for part in parts):
        raise Invalid("not_taking_part", field="campaign_id", title=campaign.title)
    campaign.require_day(activity.held_on)
    activity.campaign_id = campaign.id


def _set_speakers(work: UnitOfWork, activity: Activity, speakers: Iterable[str], *, field: str = "speakers") -> None:
    named = _member_ids(speakers, "speakers", most=MOST_SPEAKERS)
    known = set(activity.speakers or ())
    members = {member for member in named if _may_speak(work, activity, member, is_known=member in known)}
    _require_on_roll(named, members, activity, field)
    activity.speakers = named


def _may_speak(work: UnitOfWork, activity: Activity, member_id: str, *, is_known: bool) -> bool:
    """Return whether a member on a roll of the day may be named: on one that the caller reads, or secretary above.

    Of anyone else it is not said whether there is such a member.
    """
    place = memberships.membership_of(work.session, member_id, activity.held_on)
    if place is None or is_known:
        return place is not None
    path = org_paths.load_org_path(work.session, place.organization_id, work.today).path
    if work.actor.reaches("members.read", path):
        return True
    above = org_paths.load_org_path(work.session, activity.organization_id, work.today).path
    return repository.is_secretary(work.session, member_id, above, activity.held_on)


def _set_attendance(
    work: UnitOfWork, activity: Activity, attended: list[str], excused: list[str], *, field: str
) -> None:
    attended, excused = _member_ids(attended, "attended"), _member_ids(excused, "excused")
    both = sorted(set(attended) & set(excused))
    if both:
        raise Invalid("attended_and_excused", field="excused", members="、".join(f"“{id_}”" for id_ in both[:NAMED]))
    roll = repository.on_roll(work.session, activity.organization_id, activity.held_on)
    _require_on_roll(attended, roll, activity, field)
    _require_on_roll(excused, roll, activity, "excused" if field == "attended" else field)
    activity.attended, activity.excused, activity.on_roll = attended, excused, len(roll)


def _member_ids(named: Iterable[str], field: str, *, most: int = validation.MOST_PEOPLE) -> list[str]:
    ids = sorted(set(named))
    if len(ids) > most:
        raise Invalid("too_many_people", field=field, most=most, count=len(ids))
    return ids


def _require_on_roll(named: list[str], roll: set[str], activity: Activity, field: str) -> None:
    unknown = [member_id for member_id in named if member_id not in roll]
    if unknown:
        members = "、".join(f"“{printable(member_id, limit=64)}”" for member_id in unknown[:NAMED])
        raise Invalid("not_on_roll", field=field, members=members, count=len(unknown), day=activity.held_on)
