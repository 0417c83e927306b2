"""The three notices (三单), and the plans of inspections."""

from gateway.blueprints import Blueprint
from gateway.documents import OfficialDocument
from gateway.documents.notices import document_of_notice
from gateway.documents.wordings import day_of
from gateway.schemas import supervision as supervision_schemas
from gateway.schemas import supervision_notices as schemas
from gateway.service_calls import call, organs, require_any_scope

READ, INSPECT, ANSWER = "supervision.read", "supervision.inspect", "supervision.answer"

notices = Blueprint(
    "notices", "/api/v1/notices", "整改意见单、通报批评单、主要领导约谈单 · the three notices", service="supervision"
)

notices.list("", schemas.NoticeAnswer, query=schemas.NoticeFilter).calls(
    "notices", READ, "通知单列表 · the notices that an organization and everyone below it have to answer."
)
notices.post("", schemas.NoticeIssue, schemas.NoticeAnswer).calls(
    "issue_notice",
    INSPECT,
    "签发通知单 · issue the notice that follows from what was found, or another one with a reason.",
    any_scope=True,
)
notices.get("/<id:notice_id>", schemas.NoticeDetailAnswer).calls(
    "notice", READ, "一份通知单 · a notice with what it asks for, who was told when, and its way."
)
notices.list("/<id:notice_id>/deliveries", schemas.NoticeDeliveryAnswer).calls(
    "deliveries", READ, "送达与签收 · which unit was told when, and when it acknowledged."
)


@notices.document("/<id:notice_id>/document")
def notice_document(notice_id: str) -> OfficialDocument:
    """通知单公文 · the notice as an official document (GB/T 9704): a Word file, or HTML to show and to print."""
    require_any_scope(READ)
    notice = call("supervision", "notice", notice_id=notice_id)
    named = [
        notice["issuer_id"],
        notice["organization_id"],
        *(each["organization_id"] for each in notice["deliveries"]),
    ]
    return document_of_notice(notice, organs(named, day_of(notice["issued_on"])))


notices.post(
    "/<id:notice_id>/acknowledgements", schemas.NoticeAcknowledgement, schemas.NoticeAnswer, decides=True
).calls("acknowledge_notice", ANSWER, "签收 · say in a unit's name that it received the notice; no person is noted.")
notices.post("/<id:notice_id>/answers", schemas.RectificationProof, schemas.NoticeAnswer).calls(
    "answer_notice", ANSWER, "提交整改结果（全部待整改事项） · hand in one proof for everything that is open."
)
notices.post(
    "/<id:notice_id>/verifications", supervision_schemas.RectificationVerification, schemas.NoticeAnswer, decides=True
).calls("verify_notice", INSPECT, "核验（全部待核验事项） · close, or return, everything that is answered.")
notices.post("/<id:notice_id>/escalations", schemas.NoticeEscalation, schemas.NoticeAnswer, decides=True).calls(
    "escalate_notice",
    INSPECT,
    "逾期升级 · issue the next higher notice for what is overdue; a person does, never a timer.",
)
notices.post("/<id:notice_id>/withdrawals", supervision_schemas.SupervisionReason, schemas.NoticeAnswer).calls(
    "withdraw_notice", INSPECT, "撤回通知单 · take a notice back; its number stays taken."
)

plans = Blueprint(
    "inspection plans", "/api/v1/inspection-plans", "检查计划 · plans of inspections", service="supervision"
)

plans.list("", supervision_schemas.InspectionPlanAnswer, query=supervision_schemas.YearFilter).calls(
    "plans", READ, "检查计划 · the plans of an organization and everyone below it."
)
plans.post("", supervision_schemas.InspectionPlanSetting, supervision_schemas.InspectionPlanAnswer).calls(
    "set_plan", INSPECT, "制定年度检查计划 · set how many inspections there will be in a year, on which basis."
)
plans.get("/<id:plan_id>", supervision_schemas.InspectionPlanDetailAnswer).calls(
    "plan", READ, "一份检查计划 · a plan with its way."
)
plans.patch(
    "/<id:plan_id>", supervision_schemas.InspectionPlanAmendment, supervision_schemas.InspectionPlanAnswer
).calls("amend_plan", INSPECT, "调整检查计划 · change a plan's basis or quota, with a reason.")
