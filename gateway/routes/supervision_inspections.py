"""Inspections with their findings, and the rectification items that follow from them."""

from gateway.blueprints import Blueprint
from gateway.schemas import supervision as schemas
from gateway.schemas import supervision_notices as notices_schemas
from gateway.schemas.base import warned

READ, INSPECT = "supervision.read", "supervision.inspect"

inspections = Blueprint("inspections", "/api/v1/inspections", "定期检查与抽查 · inspections", service="supervision")

inspections.list("", schemas.InspectionAnswer, query=schemas.InspectionFilter).calls(
    "inspections", READ, "检查列表 · the inspections that an organization and everyone below it announced."
)
inspections.post("", schemas.InspectionAnnouncement, warned(schemas.InspectionDrawnAnswer)).calls(
    "announce_inspection",
    INSPECT,
    "安排检查；抽查当即按公布的种子抽取 · announce an inspection; a spot check is drawn at once.",
)
inspections.get("/<id:inspection_id>", schemas.InspectionDetailAnswer).calls(
    "inspection", READ, "一次检查 · an inspection with its units and its way."
)
inspections.post("/<id:inspection_id>/completions", schemas.SupervisionDay, schemas.InspectionDrawnAnswer).calls(
    "hold_inspection", INSPECT, "登记检查已开展 · say that an inspection took place."
)
inspections.post("/<id:inspection_id>/cancellations", schemas.SupervisionReason, schemas.InspectionDrawnAnswer).calls(
    "cancel_inspection", INSPECT, "取消检查 · call an inspection off; the place of a spot check stays taken."
)
inspections.get("/<id:inspection_id>/draws", schemas.InspectionDrawAnswer).calls(
    "draw",
    READ,
    "抽取过程，任何人可重复 · the seed, the population and the sample, so that anyone can repeat the draw.",
)
inspections.list("/<id:inspection_id>/findings", schemas.InspectionFindingAnswer).calls(
    "findings", READ, "检查发现的问题 · what an inspection found."
)
inspections.post("/<id:inspection_id>/findings", schemas.FindingRecord, warned(schemas.InspectionFindingAnswer)).calls(
    "record_finding", INSPECT, "登记问题 · record a problem at a unit, with its severity and clause.", any_scope=True
)
inspections.get("/<id:inspection_id>/findings/<id:finding_id>", schemas.InspectionFindingAnswer).calls(
    "finding", READ, "一个问题 · one finding."
)
inspections.post(
    "/<id:inspection_id>/findings/<id:finding_id>/withdrawals",
    schemas.SupervisionReason,
    schemas.InspectionFindingAnswer,
).calls("withdraw_finding", INSPECT, "撤销问题（列入通知单前） · take a finding back while no notice names it.")
inspections.list("/<id:inspection_id>/proposals", schemas.NoticeProposalAnswer).calls(
    "proposals", READ, "按公布标准应发的通知单 · which notice follows for each unit, by which rule; a person issues it."
)

items = Blueprint(
    "rectification items", "/api/v1/rectification-items", "整改事项 · what is to be put right", service="supervision"
)

items.list("", notices_schemas.RectificationItemAnswer, query=notices_schemas.RectificationItemFilter).calls(
    "items", READ, "整改台账 · what an organization and everyone below it have to put right."
)
items.get("/<id:item_id>", notices_schemas.RectificationItemDetailAnswer).calls(
    "item", READ, "一项整改 · an item with its way."
)
items.post("/<id:item_id>/answers", notices_schemas.RectificationProof, notices_schemas.RectificationItemAnswer).calls(
    "answer_item", "supervision.answer", "提交整改结果 · hand in the proof that an item is put right."
)
items.post(
    "/<id:item_id>/verifications",
    schemas.RectificationVerification,
    notices_schemas.RectificationItemAnswer,
    decides=True,
).calls("verify_item", INSPECT, "核验销号 · close an answered item, or return it with an opinion.")
items.post(
    "/<id:item_id>/escalations", notices_schemas.NoticeEscalation, notices_schemas.NoticeAnswer, decides=True
).calls(
    "escalate_item",
    INSPECT,
    "观摩整改逾期的，发整改意见单 · follow an overdue item of a visit up with a rectification notice.",
)
