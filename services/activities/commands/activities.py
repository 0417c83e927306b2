"""What an organization held is recorded once; who attended is entered once; everything else follows from the record."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import UNSET, UnsetType

from services.activities.commands import loading
from services.activities.commands.obligations import check_made_up, settle_obligations
from services.activities.commands.recording import emit_activity, emit_resolution
from services.activities.model import Activity, repository, validation
from services.activities.model.activities import ACTIVITY, HELD
from services.activities.model.campaigns import TAKING_PART
from services.activities.model.duplicates import SAME_ACTIVITY
from services.activities.model.halls import STANDING
from services.activities.model.resolutions import VOID
from shared import memberships, org_paths
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid, Refusal
from shared.events.activities import (
    ActivityAmended,
    ActivityCancelled,
    ActivityHeld,
    AttendanceRecorded,
    ResolutionCorrected,
)
from shared.lifecycles import record_step, step_day
from shared.org_paths import OrgPath
from shared.service import command
from shared.text_validation import printable, require_text_or_none
from shared.unit_of_work import UnitOfWork

NAMED = 5
"""So many unknown members are named in a refusal."""
MOST_SPEAKERS, MOST_AT_ONCE = 20, 100


@command
def record_activity(work: UnitOfWork, *, organization_id: str, **entry: Any) -> dict[str, Any]:
    """Record what an organization held on a day, today unless an earlier one is named.

    An `entry` has a kind and a title, and may have held_on, mode, hall_id, campaign_id, content, evidence, speakers,
    guest_speaker, attended, excused and makes_up_for. A session needs a mode and a lecture hall: the organization's own
    or the nearest above it unless one is named. Who attended may be entered now or later. It meets the obligation of
    its kind and period, or makes up for an earlier one. Refuses a day on which the organization was not open, members
    who were not on the roll, a campaign that the organization takes no part in or that was not then.
    """
    place = loading.place_for(work, loading.KEEP, organization_id)
    activity = _record(work, place, **entry)
    settle_obligations(work, organization_id, {activity.kind})
    return repository.activity_view(activity) | {"warnings": duplicates_of(work, SAME_ACTIVITY, activity)}


@command
def record_activities(work: UnitOfWork, *, organization_id: str, activities: list[dict[str, Any]]) -> dict[str, Any]:
    """Record up to 100 activities of an organization at once, all of them or none.

    A refusal names the entry as well as its field.
    """
    if not 1 <= len(activities) <= MOST_AT_ONCE:
        raise Invalid("too_many_at_once", field="activities", most=MOST_AT_ONCE, count=len(activities))
    place = loading.place_for(work, loading.KEEP, organization_id)
    recorded = [_entered(work, place, number, entry) for number, entry in enumerate(activities)]
    settle_obligations(work, organization_id, {activity.kind for activity in recorded})
    said = [found for activity in recorded for found in duplicates_of(work, SAME_ACTIVITY, activity)]
    ids = [activity.id for activity in recorded]
    return {"organization_id": organization_id, "activities": ids, "warnings": said}


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
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Correct an activity; None leaves a field, an empty text clears one that may be empty.

    With None as its campaign it counts for none; where no campaign is named, the one it has stays. On another day other
    rules may hold: who attended has to be on the roll of that day, the campaign has to be then, the obligation met is
    that of the period, and votes are counted by the rules of that day.
    """
    activity = loading.activity_for(work, activity_id, expected_version)
    ACTIVITY.after("amend", activity.status)
    given = (title, held_on, mode, content, evidence, speakers, guest_speaker)
    if campaign_id is UNSET and all(one is None for one in given):
        raise Invalid("nothing_to_change")
    if mode is not None:
        activity.mode = mode
        activity.check_kind()
    _word(activity, title=title, content=content, evidence=evidence, guest_speaker=guest_speaker)
    if speakers is not None:
        _name_speakers(work, activity, speakers)
    moved = held_on is not None and held_on != activity.held_on
    if moved:
        _move(work, activity, held_on)
    if moved or campaign_id is not UNSET:
        _join_campaign(work, activity, activity.campaign_id if isinstance(campaign_id, UnsetType) else campaign_id)
    return _changed(work, activity, "amend", ActivityAmended)


@command
def record_attendance(
    work: UnitOfWork,
    *,
    activity_id: str,
    attended: list[str],
    excused: list[str] | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Enter who attended and who was excused, all of them; entered again it takes the old's place.

    Only members of the organization's roll of that day, and of those below it, each in one of the two lists.
    """
    activity = loading.activity_for(work, activity_id, expected_version)
    ACTIVITY.after("attend", activity.status)
    _attend(work, activity, attended, excused or [], field="attended")
    return _changed(work, activity, "attend", AttendanceRecorded)


@command
def cancel_activity(
    work: UnitOfWork, *, activity_id: str, reason: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Cancel an activity recorded by mistake, with a reason; the obligations it met are open again."""
    activity = loading.activity_for(work, activity_id, expected_version)
    said = validation.reason(reason)
    before, activity.status = activity.status, ACTIVITY.after("cancel", activity.status)
    for vote in repository.resolutions_of(work.session, activity):
        vote.status, vote.reason = VOID, said
        emit_resolution(work, vote, ResolutionCorrected)
    return _changed(work, activity, "cancel", ActivityCancelled, before=before, opinion=said)


def _entered(work: UnitOfWork, place: OrgPath, number: int, entry: dict[str, Any]) -> Activity:
    try:
        return _record(work, place, **entry)
    except Refusal as refusal:
        refusal.field = f"activities.{number}.{refusal.field}" if refusal.field else f"activities.{number}"
        raise


def _record(
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
) -> Activity:
    activity = Activity(
        district_id=place.district_id,
        id=work.new_id(),
        version=0,
        organization_id=place.path[0],
        kind=kind,
        mode=mode,
        makes_up_for=makes_up_for,
        status=HELD,
        speakers=[],
        attended=[],
        excused=[],
        on_roll=0,
        steps=0,
    )
    activity.check_kind()
    activity.held_on = _day(work, activity, held_on, place.name)
    _word(activity, title=title, content=content, evidence=evidence, guest_speaker=guest_speaker)
    activity.hall_id = _hall(work, activity, place.path, hall_id)
    _join_campaign(work, activity, campaign_id)
    _name_speakers(work, activity, speakers or [])
    if attended or excused:
        _attend(work, activity, attended or [], excused or [], field="attended")
    check_made_up(work, activity)
    work.session.add(activity)
    record_step(work, activity, "record", None)
    emit_activity(work, activity, ActivityHeld)
    return activity


def _changed(
    work: UnitOfWork, activity: Activity, step: str, fact: Any, *, before: str = HELD, opinion: str | None = None
) -> dict[str, Any]:
    record_step(work, activity, step, before, opinion=opinion)
    emit_activity(work, activity, fact)
    settle_obligations(work, activity.organization_id, {activity.kind})
    return repository.activity_view(activity)


def _day(work: UnitOfWork, activity: Activity, held_on: date | None, name: str) -> date:
    day = validation.year_of(step_day(work, held_on, field="held_on"), "held_on")
    if not org_paths.is_open(work.session, activity.organization_id, day):
        raise Invalid("not_open_when_held", field="held_on", organization=name, day=day)
    return day


def _move(work: UnitOfWork, activity: Activity, held_on: date | None) -> None:
    name = org_paths.load_org_path(work.session, activity.organization_id, work.today).name
    activity.held_on = _day(work, activity, held_on, name)
    check_made_up(work, activity)
    if activity.attended or activity.excused:
        _attend(work, activity, activity.attended, activity.excused, field="held_on")
    _name_speakers(work, activity, activity.speakers, field="held_on")
    for vote in repository.resolutions_of(work.session, activity):
        vote.held_on = activity.held_on
        vote.derive()
        emit_resolution(work, vote, ResolutionCorrected)


def _word(
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


def _hall(work: UnitOfWork, activity: Activity, path: list[str], hall_id: str | None) -> str | None:
    if activity.kind != validation.SESSION:
        if hall_id is not None:
            raise Invalid("hall_only_for_sessions", field="hall_id")
        return None
    hall = repository.hall_for(work.session, path) if hall_id is None else repository.hall_of(work.session, hall_id)
    if hall is None or hall.status not in STANDING:
        raise Conflict("session_without_hall", field="hall_id")
    if hall.organization_id not in path:
        raise Invalid("hall_elsewhere", field="hall_id")
    return hall.id


def _join_campaign(work: UnitOfWork, activity: Activity, campaign_id: str | None) -> None:
    if not campaign_id:
        activity.campaign_id = None
        return
    campaign = repository.campaign_of(work.session, campaign_id)
    path = org_paths.load_org_path(work.session, activity.organization_id, work.today).path
    parts = [repository.part_of(work.session, campaign, step) for step in path]
    if not any(part is not None and part.status == TAKING_PART for part in parts):
        raise Invalid("not_taking_part", field="campaign_id", title=campaign.title)
    campaign.must_last_on(activity.held_on)
    activity.campaign_id = campaign.id


def _name_speakers(work: UnitOfWork, activity: Activity, speakers: Iterable[str], *, field: str = "speakers") -> None:
    named = _people(speakers, "speakers", most=MOST_SPEAKERS)
    known = {one for one in named if memberships.membership_of(work.session, one, activity.held_on) is not None}
    _must_be_known(named, known, activity, field)
    activity.speakers = named


def _attend(work: UnitOfWork, activity: Activity, attended: list[str], excused: list[str], *, field: str) -> None:
    there, away = _people(attended, "attended"), _people(excused, "excused")
    both = sorted(set(there) & set(away))
    if both:
        raise Invalid("attended_and_excused", field="excused", members="、".join(f"“{one}”" for one in both[:NAMED]))
    roll = repository.on_roll(work.session, activity.organization_id, activity.held_on)
    _must_be_known(there, roll, activity, field)
    _must_be_known(away, roll, activity, "excused" if field == "attended" else field)
    activity.attended, activity.excused, activity.on_roll = there, away, len(roll)


def _people(named: Iterable[str], field: str, *, most: int = validation.MOST_PEOPLE) -> list[str]:
    people = sorted(set(named))
    if len(people) > most:
        raise Invalid("too_many_people", field=field, most=most, count=len(people))
    return people


def _must_be_known(named: list[str], roll: set[str], activity: Activity, field: str) -> None:
    unknown = [member_id for member_id in named if member_id not in roll]
    if unknown:
        said = "、".join(f"“{printable(one, limit=64)}”" for one in unknown[:NAMED])
        raise Invalid("not_on_roll", field=field, members=said, count=len(unknown), day=activity.held_on)
