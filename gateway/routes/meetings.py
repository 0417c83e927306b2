"""Quarterly meetings (季度党建例会): what units report to them, what they decide, and what became of that."""

from typing import Any

from gateway.authentication import identity
from gateway.blueprints import Blueprint
from gateway.reports.report_back import text_for_meeting
from gateway.schemas import meetings as schemas
from gateway.schemas.base import warned
from gateway.service_calls import call, query_local, require
from shared.errors import NotFound
from shared.rights import SEE_FIGURES

READ, HOLD, REPORT = "meetings.read", "meetings.hold", "meetings.report"

meetings = Blueprint(
    "quarterly meetings", "/api/v1/quarterly-meetings", "季度党建例会 · quarterly meetings", service="meetings"
)

meetings.list("", schemas.MeetingAnswer, query=schemas.MeetingFilter).calls(
    "meetings", READ, "例会列表 · the meetings of an organization and everyone below it."
)
meetings.post("", schemas.MeetingOpening, schemas.MeetingAnswer).calls(
    "open_meeting", HOLD, "筹备例会 · open the meeting of a quarter and ask units below to report."
)
meetings.get("/<id:meeting_id>", schemas.MeetingDetailAnswer).calls(
    "meeting", READ, "一次例会 · a meeting with its way."
)
meetings.patch("/<id:meeting_id>", schemas.MeetingAmendment, schemas.MeetingAnswer).calls(
    "amend_meeting", HOLD, "修改例会 · change a meeting's day, place or convener before it is held."
)
meetings.post("/<id:meeting_id>/completions", schemas.MeetingHolding, schemas.MeetingAnswer).calls(
    "hold_meeting", HOLD, "登记例会已召开和发言单位 · say that a meeting took place, and who spoke."
)
meetings.post("/<id:meeting_id>/follow-ups", schemas.MeetingFollowUp, schemas.MeetingAnswer).calls(
    "follow_up_meeting", HOLD, "登记例会已落实 · say that nothing a meeting decided is left to be carried out."
)
meetings.post("/<id:meeting_id>/cancellations", schemas.MeetingReason, schemas.MeetingAnswer).calls(
    "cancel_meeting", HOLD, "取消例会 · call a meeting off that was not held."
)
meetings.list("/<id:meeting_id>/report-backs", schemas.ReportBackAnswer).calls(
    "report_backs", READ, "汇报发言与书面汇报 · what units report to a meeting."
)


@meetings.post("/<id:meeting_id>/report-backs", schemas.ReportBackHandIn, schemas.ReportBackAnswer)
def hand_in_report_back(meeting_id: str, organization_id: str, **said: Any) -> Any:
    """提交汇报：按数字预填，加本单位的话 · hand in what a unit reports: what its figures say, and its own words."""
    path = require(REPORT, organization_id)
    meeting = call("meetings", "meeting", meeting_id=meeting_id)
    sees_below = identity().actor.reaches_below(SEE_FIGURES, path)
    prefilled = _prefilled(organization_id, meeting["quarter"]) if sees_below else None
    named = {"meeting_id": meeting_id, "organization_id": organization_id}
    return call("meetings", "hand_in_report_back", prefilled=prefilled, **named, **said)


def _prefilled(organization_id: str, quarter: str) -> str | None:
    """Return what the figures of a quarter say of a unit; None for one that was opened after it."""
    try:
        return str(query_local(text_for_meeting, organization_id=organization_id, quarter=quarter))
    except NotFound:
        return None


meetings.get("/<id:meeting_id>/report-backs/<id:report_back_id>", schemas.ReportBackDetailAnswer).calls(
    "report_back", READ, "一个单位的汇报 · what one unit reports to a meeting."
)
meetings.list("/<id:meeting_id>/decisions", schemas.DecisionAnswer).calls(
    "decisions_of", READ, "本次会议决定 · what a meeting decided."
)
meetings.post("/<id:meeting_id>/decisions", schemas.DecisionMaking, warned(schemas.DecisionAnswer)).calls(
    "make_decision",
    HOLD,
    "登记会议决定 · record what a meeting decided; a project with one milestone carries it out.",
)
meetings.list("/<id:meeting_id>/previous-decisions", schemas.DecisionAnswer).calls(
    "previous_decisions",
    READ,
    "上次例会决定落实情况 · earlier decisions that are open, or were settled since the last meeting.",
)

decisions = Blueprint("decisions", "/api/v1/decisions", "会议决定 · decisions of meetings", service="meetings")

decisions.list("", schemas.DecisionAnswer, query=schemas.DecisionFilter).calls(
    "decisions", READ, "会议决定列表 · what the meetings of an organization and everyone below it decided."
)
decisions.get("/<id:decision_id>", schemas.DecisionDetailAnswer).calls(
    "decision", READ, "一项会议决定 · a decision with its way."
)
decisions.post("/<id:decision_id>/withdrawals", schemas.MeetingReason, schemas.DecisionAnswer).calls(
    "withdraw_decision", HOLD, "撤回会议决定 · take a decision back; its project is withdrawn too."
)

honours = Blueprint("honours", "/api/v1/honours", "表彰、试点 · honours", service="meetings")

honours.list("", schemas.HonourAnswer, query=schemas.HonourFilter).calls(
    "honours", READ, "表彰、试点列表 · the honours of an organization and everyone below it."
)
honours.post("", schemas.HonourRecording, warned(schemas.HonourAnswer)).calls(
    "record_honour", REPORT, "登记表彰、试点 · record an honour with who gave it; it is never part of a score."
)
honours.get("/<id:honour_id>", schemas.HonourDetailAnswer).calls(
    "honour", READ, "一项表彰、试点 · an honour with its way."
)
honours.post("/<id:honour_id>/withdrawals", schemas.MeetingReason, schemas.HonourAnswer).calls(
    "withdraw_honour", REPORT, "撤销登记的表彰、试点 · take an honour back, with a reason."
)
