"""Schemas of published visits: confirmations, scores, reviews and commitments."""

from typing import Any

from marshmallow import fields, pre_dump, validate

from gateway.i18n import language
from gateway.schemas import Choice, Day, Id, Integer, Moment, Readable, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.observation_visits import BELOW, CLOCK, KIND, PERIOD, REASON, VERSION
from gateway.schemas.projects import StepAnswer
from shared.enumerations import (
    ROUND_KINDS,
    SHEET_ADJUSTMENTS,
    SHEET_DECISIONS,
    SHEET_SIDES,
    SHEET_STATUSES,
    VISIT_CONFLICTS,
    VISIT_STATUSES,
)
from shared.text_validation import BASIS_MAX, REMARK_MAX

STANDINGS = ("due", "overdue", "kept", "dropped")
POINTS = "分值，最多两位小数，如 8.5 · points"
TAKEN_ON = "办理日期，不填为今天 · the day it was done, today unless named"


class VisitFilter(RequestSchema):
    """Which visits to list."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    as_visitor = fields.Boolean(load_default=False, metadata=doc("列出作为来访方的 · as visitors instead of as hosts"))
    round_id = Id(metadata=doc("观摩安排 · the round"))
    period = Text(most=6, metadata=doc(PERIOD))
    status = Choice(VISIT_STATUSES)
    first_day = Day(metadata=doc("自这一天起 · from this day on"))
    last_day = Day(metadata=doc("至这一天止 · up to this day"))


class VisitConflictAnswer(ResponseSchema):
    """A conflict of a visit at its time."""

    kind = Choice(VISIT_CONFLICTS, metadata=doc("不接待、非开放时间、已占用、待确认的竞争 · which of the four kinds"))
    why = fields.String(metadata=doc("违反哪条规则 · the rule concerned"))
    detail = fields.String(metadata=doc("说明与补救办法 · in words, with the remedy"))
    visit_id = fields.String(allow_none=True, metadata=doc("与哪次观摩冲突 · the visit concerned"))
    round_id = fields.String(allow_none=True, metadata=doc("该观摩属于哪次安排 · its round"))

    @pre_dump
    def in_one_language(self, conflict: dict[str, Any], **_options: Any) -> dict[str, Any]:
        return conflict | {"detail": conflict[language()]}


class VisitAnswer(Readable):
    """A published visit."""

    id = fields.String(required=True)
    version = fields.Integer(metadata=doc(VERSION))
    round_id = fields.String()
    organization_id = fields.String(metadata=doc("接待单位 · the host"))
    visiting_organization_id = fields.String(metadata=doc("来访单位 · who comes"))
    stop_id = fields.String()
    delegation_id = fields.String()
    vehicle_id = fields.String(allow_none=True)
    kind = Choice(ROUND_KINDS, metadata=doc(KIND))
    title = fields.String()
    period = fields.String(metadata=doc(PERIOD))
    day = fields.Date()
    begins = fields.String(metadata=doc(CLOCK))
    ends = fields.String(metadata=doc(CLOCK))
    travel_minutes = fields.Integer()
    head_count = fields.Integer()
    pinned = fields.Boolean()
    status = Choice(VISIT_STATUSES)
    confirm_by = fields.Date(metadata=doc("最迟答复日 · the day by which the host answers"))
    answered_on = fields.Date(allow_none=True)
    reason = fields.String(allow_none=True, metadata=doc("不能接待或撤销的理由 · why it was declined or withdrawn"))
    held_on = fields.Date(allow_none=True)
    hosts = fields.List(fields.String(), metadata=doc("接待党员编号 · members who hosted"))
    visitors = fields.List(fields.String(), metadata=doc("来访党员编号 · members who came"))
    sequence = fields.Integer(metadata=doc("日历序号 · the calendar's sequence"))


class VisitDetailAnswer(VisitAnswer):
    """A visit with its conflicts and history."""

    conflicts = fields.List(fields.Nested(VisitConflictAnswer))
    way = fields.List(fields.Nested(StepAnswer))


class VisitConfirmation(RequestSchema):
    """The host receives the visit."""

    opinion = Text(most=REMARK_MAX, lines=True, metadata=doc("说明 · a remark"))


class VisitRefusal(RequestSchema):
    """The host cannot receive the visit."""

    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc(REASON))
    another_day = fields.Boolean(load_default=False, metadata=doc("换一天可以接待 · another day would do"))


class VisitHolding(RequestSchema):
    """A visit took place."""

    held_on = Day(metadata=doc(TAKEN_ON))
    hosts = fields.List(Id(), validate=validate.Length(max=200), metadata=doc("接待党员编号 · members who hosted"))
    visitors = fields.List(
        Id(), validate=validate.Length(max=200), metadata=doc("来访党员编号，默认为观摩团所列 · members who came")
    )


class ScoreItemAnswer(ResponseSchema):
    """An item of a score sheet."""

    id = fields.String(required=True)
    zh = fields.String()
    en = fields.String()
    most = fields.Integer(metadata=doc("满分 · its most points"))


class ScoreAreaAnswer(ResponseSchema):
    """An area of a score sheet."""

    id = fields.String(required=True)
    zh = fields.String()
    en = fields.String()
    weight = fields.Integer(metadata=doc("权重 · its weight; all five make 100"))
    items = fields.List(fields.Nested(ScoreItemAnswer))


class ScoreItem(RequestSchema):
    """An item of a district's own score sheet."""

    id = Id(required=True)
    zh = Text(most=100, required=True)
    en = Text(most=100, required=True)
    most = Integer(least=1, most=100, required=True, metadata=doc("满分 · its most points"))


class ScoreArea(RequestSchema):
    """An area of a district's own score sheet."""

    id = Id(required=True)
    zh = Text(most=100, required=True)
    en = Text(most=100, required=True)
    weight = Integer(least=1, most=100, required=True, metadata=doc("权重 · its weight; all five make 100"))
    items = fields.List(fields.Nested(ScoreItem), required=True, validate=validate.Length(1, 30))


class ScoreTemplateFilter(RequestSchema):
    """Whose score sheet."""

    organization_id = Id(required=True, metadata=doc("区内任一组织 · any organization of the district"))


class ScoreTemplate(RequestSchema):
    """A district's own areas and items, from a day on."""

    organization_id = Id(required=True, metadata=doc("区 · the district"))
    valid_from = Day(required=True, metadata=doc("生效日 · the day from which it holds"))
    areas = fields.List(fields.Nested(ScoreArea), required=True, validate=validate.Length(1, 10))
    basis = Text(most=BASIS_MAX, required=True, metadata=doc("依据（文件） · the document it rests on"))


class ScoreTemplateAnswer(ResponseSchema):
    """The areas and items of score sheets."""

    version = fields.String(required=True)
    valid_from = fields.Date(allow_none=True)
    areas = fields.List(fields.Nested(ScoreAreaAnswer))


class ScoreSheetFilter(RequestSchema):
    """Which score sheets to list."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    period = Text(most=6, metadata=doc(PERIOD))
    status = Choice(SHEET_STATUSES)


class ScoreSheetAnswer(Readable):
    """A score sheet with its items, signatures and result."""

    id = fields.String(required=True)
    version = fields.Integer(metadata=doc(VERSION))
    visit_id = fields.String()
    round_id = fields.String()
    organization_id = fields.String(metadata=doc("接待单位 · the host"))
    kind = Choice(ROUND_KINDS, metadata=doc(KIND))
    title = fields.String()
    period = fields.String(metadata=doc(PERIOD))
    areas = fields.List(fields.Nested(ScoreAreaAnswer))
    template_version = fields.String()
    rule_version = fields.String(metadata=doc("规则包版本 · the version of the rule pack"))
    status = Choice(SHEET_STATUSES)
    assessors = fields.Integer(metadata=doc("已打分人数 · how many have handed in points"))
    mean = fields.String(allow_none=True, metadata=doc("去掉最高最低后的平均分 · the mean without highest and lowest"))
    score = fields.String(allow_none=True, metadata=doc("成绩，四舍五入两位小数 · rounded half up to two places"))
    completed_on = fields.Date(allow_none=True)
    sign_by = fields.Date(allow_none=True, metadata=doc("最迟签字日 · the day by which both sides sign"))
    object_by = fields.Date(allow_none=True, metadata=doc("异议期最后一日 · the last day of the window"))
    host_signed_on = fields.Date(allow_none=True)
    assessing_signed_on = fields.Date(allow_none=True)
    objection = fields.String(allow_none=True)
    answer = fields.String(allow_none=True, metadata=doc("对异议的答复 · the answer to the objection"))
    settled_on = fields.Date(allow_none=True)


class ScoreAdjustment(RequestSchema):
    """A published addition or deduction."""

    kind = Choice(SHEET_ADJUSTMENTS, required=True, metadata=doc("加分或减分 · which"))
    points = Text(most=6, required=True, metadata=doc(POINTS))
    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc(REASON))
    evidence = Text(most=REMARK_MAX, lines=True, metadata=doc("凭据（记录或说明），可不填 · what shows it, optional"))


class ScoreAdjustmentAnswer(ResponseSchema):
    """An addition or deduction."""

    id = fields.String(required=True)
    sheet_id = fields.String()
    kind = Choice(SHEET_ADJUSTMENTS)
    points = fields.String()
    reason = fields.String()
    evidence = fields.String(allow_none=True)
    account_id = fields.String()
    account_name = fields.String()
    recorded_at = Moment()


class ScoreSheetDetailAnswer(ScoreSheetAnswer):
    """A score sheet with its additions and deductions and its history so far."""

    adjustments = fields.List(fields.Nested(ScoreAdjustmentAnswer))
    way = fields.List(fields.Nested(StepAnswer))


class ScoreAssessment(RequestSchema):
    """What one assessor gives, acting for an organization."""

    organization_id = Id(required=True, metadata=doc("代表哪个组织打分 · for whom the assessor acts"))
    points = fields.Dict(
        keys=Id(),
        values=fields.Dict(keys=Id(), values=Text(most=6), validate=validate.Length(max=30)),
        required=True,
        validate=validate.Length(max=10),
        metadata=doc(f"方面 → 项目 → 分值 · area to item to points；{POINTS}"),
    )
    note = Text(most=REMARK_MAX, lines=True, metadata=doc("说明 · a remark"))


class ScoreAssessmentAnswer(ResponseSchema):
    """What one assessor gave."""

    account_id = fields.String(required=True)
    account_name = fields.String(metadata=doc("评分人 · the assessor"))
    organization_id = fields.String(metadata=doc("代表的组织 · for whom"))
    points = fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.String()))
    note = fields.String(allow_none=True)
    total = fields.String(metadata=doc("总分 · the total, to two places"))
    recorded_at = Moment()


class ScoreSignature(RequestSchema):
    """Which side signs."""

    side = Choice(SHEET_SIDES, required=True, metadata=doc("接待单位或组织单位 · which side"))


class ScoreObjectionReply(RequestSchema):
    """What is answered to an objection."""

    decision = Choice(SHEET_DECISIONS, required=True, metadata=doc("采纳或不采纳 · upheld or rejected"))
    answer = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("答复 · the answer"))


class ScoreSettlement(RequestSchema):
    """The final score of a sheet."""

    reason = Text(most=REMARK_MAX, lines=True, metadata=doc("缺签字时必填 · needed where a signature is missing"))
