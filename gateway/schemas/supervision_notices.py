"""Schemas of notices and rectification: issued, delivered, answered, verified, escalated, closed."""

from marshmallow import fields

from gateway.schemas import Choice, Id, Moment, Readable, RequestSchema, Text, doc
from gateway.schemas.projects import YEAR, StepAnswer
from gateway.schemas.supervision import EVIDENCE, SupervisionDay, SupervisionRecordAnswer, YearFilter
from shared.enumerations import ITEM_ORIGINS, NOTICE_KINDS, NOTICE_STANDINGS
from shared.text_validation import CONTENT_MAX, EVIDENCE_MAX, REMARK_MAX

NOTICE_STATUSES = ("issued", "climbed", "closed", "withdrawn", "ended")
ITEM_STATUSES = ("open", "answered", "closed", "withdrawn", "ended")
STANDING = "进度，按日期得出 · derived from dates"
DUE_ON = "整改期限 · due on"


class NoticeFilter(YearFilter):
    """Which notices to list, by the units that have to answer them."""

    issuer_id = Id(metadata=doc("签发方 · who issued them"))
    kind = Choice(NOTICE_KINDS)
    status = Choice(NOTICE_STATUSES)
    standing = Choice(NOTICE_STANDINGS, metadata=doc(STANDING))


class NoticeIssue(SupervisionDay):
    """The notice that follows from what an inspection found at a unit, or another one with a reason."""

    inspection_id = Id(required=True, metadata=doc("检查 · the inspection"))
    organization_id = Id(required=True, metadata=doc("被通知单位 · the unit"))
    kind = Choice(NOTICE_KINDS, metadata=doc("不填按公布标准 · as the published thresholds give unless named"))
    reason = Text(most=REMARK_MAX, lines=True, metadata=doc("与标准不一致时必填 · needed where it differs from them"))
    text = Text(most=CONTENT_MAX, lines=True, metadata=doc("要求 · what is asked of the unit"))


class NoticeAcknowledgement(RequestSchema):
    """Which unit received a notice."""

    organization_id = Id(metadata=doc("签收单位，不填为被通知单位 · the unit, the one noticed unless named"))


class RectificationProof(SupervisionDay):
    """The proof that something is put right."""

    text = Text(most=CONTENT_MAX, lines=True, required=True, metadata=doc("整改情况 · what was done"))
    evidence = Text(most=EVIDENCE_MAX, metadata=doc(EVIDENCE))


class NoticeEscalation(SupervisionDay):
    """The fields of the next higher notice."""

    text = Text(most=CONTENT_MAX, lines=True, metadata=doc("要求 · what is asked of the unit"))


class NoticeAnswer(SupervisionRecordAnswer):
    """A notice with its schedule status today."""

    issuer_id = fields.String(metadata=doc("签发方 · who issued it"))
    inspection_id = fields.String(allow_none=True)
    kind = Choice(NOTICE_KINDS)
    proposed = fields.String(metadata=doc("按公布标准应发的通知单 · what the thresholds propose"))
    reason = fields.String(allow_none=True)
    text = fields.String(allow_none=True)
    year = fields.Integer(metadata=doc(YEAR))
    number = fields.Integer(metadata=doc("文号 · its number, without gaps per issuer, year and kind"))
    title = fields.String(metadata=doc("名称与文号 · name and number"))
    issued_on = fields.Date()
    due_on = fields.Date(metadata=doc(DUE_ON))
    overdue_from = fields.Date(allow_none=True, metadata=doc("自此日起逾期 · overdue from"))
    calendar_published = fields.Boolean(
        metadata=doc("为否时，当年放假安排尚未发布，日期为推算 · false: the year's holidays are not known yet")
    )
    rule_version = fields.String(metadata=doc("所依规则版本 · the version of the rules"))
    items = fields.Integer(metadata=doc("整改事项数 · how many items"))
    items_open = fields.Integer(metadata=doc("待整改 · open"))
    items_answered = fields.Integer(metadata=doc("待核验 · to be verified"))
    items_closed = fields.Integer(metadata=doc("已销号 · closed"))
    acknowledged_on = fields.Date(allow_none=True, metadata=doc("签收日期 · acknowledged on"))
    closed_on = fields.Date(allow_none=True)
    climbed_from = fields.String(allow_none=True, metadata=doc("由哪份通知单升级 · the notice it follows"))
    climbed_into = fields.String(allow_none=True, metadata=doc("升级为哪份通知单 · the notice that follows it"))
    standing = fields.String(metadata=doc(STANDING))


class RectificationItemAnswer(SupervisionRecordAnswer):
    """A rectification item with its schedule status today."""

    issuer_id = fields.String(metadata=doc("核验方 · who verifies it"))
    notice_id = fields.String(allow_none=True)
    origin = Choice(ITEM_ORIGINS, metadata=doc("检查发现或观摩指出 · found by an inspection or a visit"))
    origin_id = fields.String(metadata=doc("问题或差距编号 · the finding or the gap"))
    visit_id = fields.String(allow_none=True)
    year = fields.Integer(metadata=doc(YEAR))
    title = fields.String()
    clause = fields.String(allow_none=True)
    text = fields.String()
    due_on = fields.Date(metadata=doc(DUE_ON))
    overdue_from = fields.Date(metadata=doc("未整改的，自此日起逾期 · overdue from, while open"))
    proof = fields.String(allow_none=True, metadata=doc("整改情况 · the proof handed in last"))
    evidence = fields.String(allow_none=True)
    answered_on = fields.Date(allow_none=True)
    closed_on = fields.Date(allow_none=True)
    standing = fields.String(metadata=doc(STANDING))


class RectificationItemDetailAnswer(RectificationItemAnswer):
    """An item with its history."""

    way = fields.List(fields.Nested(StepAnswer), metadata=doc("办理经过 · the steps, the first one first"))


class RectificationItemFilter(YearFilter):
    """Which items to list, by the units that have to put them right."""

    origin = Choice(ITEM_ORIGINS)
    status = Choice(ITEM_STATUSES)
    standing = Choice(NOTICE_STANDINGS, metadata=doc(STANDING))


class NoticeDeliveryAnswer(Readable):
    """The delivery of a notice to a unit, and its acknowledgement."""

    notice_id = fields.String()
    organization_id = fields.String(metadata=doc("送达单位 · the unit"))
    purpose = Choice(("answer", "knowledge"), metadata=doc("整改或知悉 · to answer, or to know"))
    told_at = Moment(metadata=doc("送达时间 · when it was told"))
    acknowledged_at = Moment(allow_none=True, metadata=doc("签收时间 · when it acknowledged"))


class NoticeDetailAnswer(NoticeAnswer):
    """A notice with its items, deliveries and history."""

    asked = fields.List(fields.Nested(RectificationItemAnswer), metadata=doc("整改事项 · what it asks for"))
    deliveries = fields.List(fields.Nested(NoticeDeliveryAnswer), metadata=doc("送达与签收 · who was told when"))
    way = fields.List(fields.Nested(StepAnswer), metadata=doc("办理经过 · the steps, the first one first"))
