"""A unit hands in what it reports to a meeting: its own words beside the text that is filled in for it."""

from services.meetings.commands.loading import REPORT
from services.meetings.commands.successions import settle_successions
from services.meetings.model import Meeting, ReportBack, lifecycle, repository, validation
from shared import org_paths, records
from shared.events.meetings import ReportBackHandedIn
from shared.lifecycles import require_version
from shared.records import emit, take_step
from shared.service import command, composed_by_gateway
from shared.unit_of_work import UnitOfWork


@command
@composed_by_gateway("prefilled")
def hand_in_report_back(
    work: UnitOfWork,
    *,
    meeting_id: str,
    organization_id: str,
    text: str,
    prefilled: str | None = None,
    expected_version: int | None = None,
) -> ReportBack:
    """Hand in, or change until the meeting is held, what a unit reports to it in at most 300 characters of its own.

    `prefilled` is kept as it is given. Refuses as NotFound a unit that was not asked.
    """
    meeting, _ = records.load_for_update(work, Meeting, meeting_id, settle_successions)
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(REPORT, place.path)
    require_version(meeting.version, expected_version)
    report_back = repository.load_report_back(work.session, meeting, organization_id)
    lifecycle.REPORT_BACK.after("hand_in", report_back.status)
    report_back.text, report_back.prefilled = validation.lines(text, "own_words", "text"), prefilled
    report_back.handed_in_on = take_step(work, report_back, "hand_in")
    report_back.handed_in_by = work.actor.name
    emit(work, report_back, ReportBackHandedIn)
    return report_back
