"""What a meeting leaves: its votes, whose outcome follows from the numbers, and its minutes."""

from services.activities.commands import loading
from services.activities.model import Activity, Minutes, Resolution, repository, validation
from services.activities.model.activities import ACTIVITY
from services.activities.model.duplicates import SAME_RESOLUTION
from services.activities.model.resolutions import NUMBERS, VOID, VOTED, voting_rules
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid
from shared.events.activities import ResolutionCorrected, ResolutionVoted
from shared.lifecycles import audit_columns, record_step, require_version
from shared.records import emit, load_part
from shared.service import command
from shared.text_validation import require_text
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


@command
def record_resolution(
    work: UnitOfWork,
    *,
    activity_id: str,
    subject: str,
    present: int,
    votes_for: int,
    votes_against: int,
    abstained: int,
    entitled: int | None = None,
    election: bool = False,
    expected_version: int | None = None,
) -> Answer[Resolution]:
    """Record a vote of a meeting and derive its outcome by the voting rules of that day.

    Entitled are, unless another number is given, the full members on the organization's roll of that day; only a
    members' meeting has that default. Refuses a kind of activity that does not vote, and numbers that do not agree.
    """
    activity = loading.load_activity(work, activity_id, expected_version)
    ACTIVITY.after("vote", activity.status)
    kinds = voting_rules(activity.held_on)["votes_in"]["kinds"]
    if activity.kind not in kinds:
        raise Invalid("does_not_vote", field="activity_id", kind=activity.kind)
    vote = Resolution(
        district_id=activity.district_id,
        id=work.new_id(),
        version=0,
        organization_id=activity.organization_id,
        activity_id=activity.id,
        held_on=activity.held_on,
        subject=require_text(subject, label="表决事项 subject", limit=validation.EVIDENCE, field="subject"),
        election=election,
        status=VOTED,
        entitled=_entitled(work, activity, entitled),
        present=present,
        votes_for=votes_for,
        votes_against=votes_against,
        abstained=abstained,
    )
    vote.derive()
    work.session.add(vote)
    record_step(work, activity, "vote", activity.status)
    emit(work, vote, ResolutionVoted)
    return Answer(vote, {"warnings": duplicates_of(work, SAME_RESOLUTION, vote)})


@command
def withdraw_resolution(
    work: UnitOfWork, *, activity_id: str, resolution_id: str, reason: str, expected_version: int | None = None
) -> Resolution:
    """Void a vote that was recorded by mistake, with a reason; the activity remains."""
    vote = _load_vote(work, activity_id, resolution_id, expected_version)
    vote.status, vote.reason = VOID, validation.reason(reason)
    emit(work, vote, ResolutionCorrected)
    return vote


@command
def correct_resolution(
    work: UnitOfWork,
    *,
    activity_id: str,
    resolution_id: str,
    reason: str,
    expected_version: int | None = None,
    **numbers: int | None,
) -> Resolution:
    """Correct the numbers of a vote, with a reason; what is not named stays, the outcome follows."""
    vote = _load_vote(work, activity_id, resolution_id, expected_version)
    if all(numbers.get(name) is None for name in NUMBERS):
        raise Invalid("nothing_to_change")
    vote.reason = validation.reason(reason)
    for name in NUMBERS:
        if (value := numbers.get(name)) is not None:
            setattr(vote, name, value)
    vote.derive()
    emit(work, vote, ResolutionCorrected)
    return vote


@command
def write_minutes(work: UnitOfWork, *, activity_id: str, text: str, expected_version: int | None = None) -> Minutes:
    """Write or replace the minutes of an activity, of at most 100,000 characters.

    Who writes names the version they have seen, 0 where there were none; refused as Conflict where another stands now.
    """
    activity = loading.load_activity(work, activity_id)
    ACTIVITY.after("write", activity.status)
    minutes = work.session.get(Minutes, (activity.district_id, activity.id), with_for_update=True)
    require_version(minutes.version if minutes else 0, expected_version)
    text = require_text(text, label="会议记录 text", limit=validation.MINUTES, field="text", lines=True)
    if minutes is None:
        minutes = Minutes(district_id=activity.district_id, activity_id=activity.id, version=0)
        work.session.add(minutes)
    minutes.version, minutes.text = minutes.version + 1, text
    for name, value in audit_columns(work).items():
        setattr(minutes, name, value)
    record_step(work, activity, "write", activity.status)
    return minutes


def _load_vote(work: UnitOfWork, activity_id: str, resolution_id: str, expected_version: int | None) -> Resolution:
    """Load a vote that may be changed with its activity; Conflict where it is void."""
    activity = loading.load_activity(work, activity_id)
    ACTIVITY.after("vote", activity.status)
    vote = load_part(work.session, Resolution, activity, resolution_id)
    require_version(vote.version, expected_version)
    if vote.status == VOID:
        raise Conflict("vote_void")
    return vote


def _entitled(work: UnitOfWork, activity: Activity, entitled: int | None) -> int:
    if entitled is not None:
        return entitled
    if activity.kind != "members_meeting":
        raise Invalid("entitled_missing", field="entitled")
    return len(repository.on_roll(work.session, activity.organization_id, activity.held_on, full=True))
