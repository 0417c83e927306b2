"""Schemas of declarations and their history, objections, and annual results."""

from marshmallow import fields

from gateway.schemas import Choice, Day, Id, Integer, Readable, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.member_points import (
    BELOW,
    HUNDREDTHS,
    ITEM,
    MEMBER,
    OBJECTIONS_UNTIL,
    RULE_VERSION,
    TAKEN_ON,
    WHERE,
    YEAR,
    PointReminderAnswer,
)
from gateway.schemas.projects import StepAnswer
from shared.enumerations import (
    DECLARATION_STATUSES,
    MEMBER_CLASSES,
    OBJECTION_STATUSES,
    OBJECTION_SUBJECTS,
    POINT_YEAR_STATUSES,
)
from shared.text_validation import EVIDENCE_MAX, REMARK_MAX, SHORT_REASON_MAX

BANDS = ("excellent", "qualified", "basically_qualified", "unqualified", "exempt")
OPINION = "意见 · the opinion"
REASON = "理由 · the reason"


class PointDeclarationFilter(RequestSchema):
    """Whose declarations to list."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    year = Integer(least=2000, most=2999, metadata=doc(YEAR))
    status = Choice(DECLARATION_STATUSES, metadata=doc("办理状态 · how far on its way"))
    member_id = Id(metadata=doc(MEMBER))


class PointDeclaration(RequestSchema):
    """Points that a member declares (自评申报)."""

    organization_id = Id(required=True, metadata=doc("党员所在支部 · the member's branch"))
    member_id = Id(required=True, metadata=doc(MEMBER))
    item = Text(most=40, required=True, metadata=doc(ITEM))
    occurred_on = Day(required=True, metadata=doc("发生日期 · the day it happened"))
    times = Integer(least=1, most=100, load_default=1, metadata=doc("次数 · how often"))
    reason = Text(most=SHORT_REASON_MAX, lines=True, required=True, metadata=doc("事由 · what was done"))
    evidence = Text(most=EVIDENCE_MAX, metadata=doc("佐证，可不填 · a reference, optional"))
    on = Day(metadata=doc(TAKEN_ON))


class PointRedeclaration(RequestSchema):
    """A returned declaration, declared again."""

    reason = Text(most=SHORT_REASON_MAX, lines=True, metadata=doc("事由 · what was done"))
    evidence = Text(most=EVIDENCE_MAX, metadata=doc("佐证，可不填 · a reference, optional"))
    opinion = Text(most=REMARK_MAX, lines=True, metadata=doc("修改说明 · what was amended"))
    on = Day(metadata=doc(TAKEN_ON))


class PointDeclarationDiscussion(RequestSchema):
    """The meeting at which the branch discussed a declaration (群众会议评鉴): its activity, or its day and numbers."""

    meeting_id = Id(metadata=doc("会议的活动编号 · the meeting's activity"))
    meeting_on = Day(metadata=doc("会议日期 · the day of the meeting"))
    present = Integer(least=1, most=10_000, metadata=doc("到会人数 · how many were present"))
    agreed = Integer(most=10_000, metadata=doc("同意人数 · how many agreed"))
    opinion = Text(most=REMARK_MAX, lines=True, metadata=doc(OPINION))
    on = Day(metadata=doc(TAKEN_ON))


class PointDeclarationOpinion(RequestSchema):
    """One step, with an opinion if there is one."""

    opinion = Text(most=REMARK_MAX, lines=True, metadata=doc(OPINION))
    on = Day(metadata=doc(TAKEN_ON))


class PointDeclarationReturn(RequestSchema):
    """Why a declaration is given back."""

    opinion = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc(OPINION))
    on = Day(metadata=doc(TAKEN_ON))


class PointStepDay(RequestSchema):
    """The day on which something was done."""

    on = Day(metadata=doc(TAKEN_ON))


class PointReason(RequestSchema):
    """Why something is done."""

    reason = Text(most=SHORT_REASON_MAX, lines=True, required=True, metadata=doc(REASON))
    on = Day(metadata=doc(TAKEN_ON))


class PointDeclarationAnswer(Readable):
    """A declaration with its state; it is in the ledger only once it counts."""

    id = fields.String()
    version = fields.Integer(metadata=doc("版本，随每件事实增加 · grows with every fact"))
    organization_id = fields.String(metadata=doc(WHERE))
    member_id = fields.String(metadata=doc(MEMBER))
    year = fields.Integer(metadata=doc(YEAR))
    item = fields.String(metadata=doc(ITEM))
    times = fields.Integer(metadata=doc("次数 · how often"))
    hundredths = fields.Integer(metadata=doc(HUNDREDTHS))
    reason = fields.String(metadata=doc("事由 · what was done"))
    evidence = fields.String(allow_none=True)
    occurred_on = fields.Date(metadata=doc("发生日期 · the day it happened"))
    rule_version = fields.String(metadata=doc(RULE_VERSION))
    status = Choice(DECLARATION_STATUSES, metadata=doc("办理状态 · how far on its way"))
    meeting_id = fields.String(allow_none=True, metadata=doc("会议的活动编号 · the meeting's activity"))
    meeting_on = fields.Date(allow_none=True)
    present = fields.Integer(allow_none=True)
    agreed = fields.Integer(allow_none=True)
    published_on = fields.Date(allow_none=True)
    objections_until = fields.Date(allow_none=True, metadata=doc(OBJECTIONS_UNTIL))
    entry_id = fields.String(allow_none=True, metadata=doc("入账的流水 · the entry in the ledger"))


class WarnedPointDeclarationAnswer(PointDeclarationAnswer):
    """A declaration with its warnings."""

    warnings = fields.List(fields.Nested(PointReminderAnswer), metadata=doc("提醒，不影响办理 · reminders only"))


class PointDeclarationDetailAnswer(PointDeclarationAnswer):
    """A declaration with its history."""

    way = fields.List(fields.Nested(StepAnswer), metadata=doc("办理经过 · the steps, the first one first"))


class PointObjectionAnswer(Readable):
    """An objection to what was published, with its answer."""

    id = fields.String()
    version = fields.Integer()
    organization_id = fields.String(metadata=doc(WHERE))
    about = Choice(OBJECTION_SUBJECTS, metadata=doc("对何事 · what it is about"))
    about_id = fields.String()
    year = fields.Integer(metadata=doc(YEAR))
    status = Choice(
        OBJECTION_STATUSES, metadata=doc("ended 为所涉事项已撤回或终止 · ended: what it is about is there no more")
    )
    reason = fields.String(metadata=doc(REASON))
    raised_on = fields.Date()
    due_on = fields.Date(metadata=doc("应在此日前答复 · to be answered by"))
    answer = fields.String(allow_none=True, metadata=doc("答复 · the answer"))
    answered_on = fields.Date(allow_none=True)


class PointObjectionReply(RequestSchema):
    """The answer to an objection."""

    decision = Choice(("upheld", "dismissed"), required=True, metadata=doc("认可或驳回 · upheld or dismissed"))
    answer = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("答复 · the answer"))
    on = Day(metadata=doc(TAKEN_ON))


class PointYearFilter(RequestSchema):
    """Whose annual results to list."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    year = Integer(least=2000, most=2999, metadata=doc(YEAR))
    status = Choice(POINT_YEAR_STATUSES)


class PointYearComputation(RequestSchema):
    """The branch whose year is computed, for the first time or again."""

    organization_id = Id(required=True, metadata=doc("支部 · the branch"))
    year = Integer(least=2000, most=2999, required=True, metadata=doc(YEAR))
    on = Day(metadata=doc(TAKEN_ON))


class PointYearFreeze(RequestSchema):
    """The closing of a year, without fields."""


class PointYearAnswer(Readable):
    """A branch's annual result: how many members are in which band."""

    id = fields.String()
    version = fields.Integer()
    organization_id = fields.String(metadata=doc("支部 · the branch"))
    year = fields.Integer(metadata=doc(YEAR))
    status = Choice(POINT_YEAR_STATUSES)
    cut_off_on = fields.Date(metadata=doc("按此日名册 · by the roll of this day"))
    rule_versions = fields.Dict(keys=fields.String(), values=fields.String(), metadata=doc(RULE_VERSION))
    objection_days = fields.Integer(metadata=doc("公示期，工作日 · the window, in working days"))
    members = fields.Integer(metadata=doc("党员数 · how many members"))
    excellent = fields.Integer(metadata=doc("优秀 · excellent"))
    qualified = fields.Integer(metadata=doc("合格 · qualified"))
    basically_qualified = fields.Integer(metadata=doc("基本合格 · basically qualified"))
    unqualified = fields.Integer(metadata=doc("不合格 · unqualified"))
    exempt = fields.Integer(metadata=doc("不评定等次 · in no band"))
    computed_on = fields.Date()
    published_on = fields.Date(allow_none=True)
    objections_until = fields.Date(allow_none=True, metadata=doc(OBJECTIONS_UNTIL))
    frozen_on = fields.Date(allow_none=True)


class PointYearResultAnswer(ResponseSchema):
    """One member's line in an annual result; lines are in the order of ids, and there is no other order."""

    member_id = fields.String(metadata=doc(MEMBER))
    member_class = Choice(MEMBER_CLASSES)
    total = fields.Integer(metadata=doc("流水合计，百分之一分 · the ledger's sum, in hundredths"))
    counts = fields.Integer(metadata=doc("封顶后计分，百分之一分 · what the caps leave, in hundredths"))
    groups = fields.Dict(keys=fields.String(), values=fields.Integer())
    band = Choice(BANDS, metadata=doc("等次，按公布标准 · the band, by the published thresholds"))


class PointYearRecomputationAnswer(ResponseSchema):
    """A result computed again from today's ledger by its own rules."""

    point_year_id = fields.String()
    organization_id = fields.String()
    year = fields.Integer(metadata=doc(YEAR))
    status = Choice(POINT_YEAR_STATUSES)
    rule_versions = fields.Dict(keys=fields.String(), values=fields.String(), metadata=doc(RULE_VERSION))
    members = fields.Integer(metadata=doc("比对的党员数 · how many lines were compared"))
    equal = fields.Boolean(metadata=doc("是否完全一致 · whether every line is the same"))
    differing = fields.List(fields.String(), metadata=doc("不一致的党员 · members whose lines differ"))
