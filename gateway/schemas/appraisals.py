"""Schemas of appraisals: begun, assessed by the unit, reviewed, published, objected to, frozen."""

from marshmallow import fields, validate

from gateway.schemas import Choice, Day, Id, Integer, Readable, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.appraisals_schemes import FULL, LEVEL, RULE_VERSION, YEAR
from shared.enumerations import (
    APPRAISAL_BANDS,
    APPRAISAL_ITEM_KINDS,
    APPRAISAL_STATUSES,
    APPRAISED_LEVELS,
    OBJECTION_STATUSES,
)
from shared.objections import ANSWERS
from shared.text_validation import REMARK_MAX, SHORT_REASON_MAX

ITEM = "项目代码 · the item's code"
TAKEN_ON = "办理日期，不填为今天 · the day it was done, today unless named"
POINTS = "百分之一分（250 即 2.5 分） · hundredths of a point: 250 are 2.5 points"
MOST_ITEMS = validate.Length(max=50)


class AppraisalBeginning(RequestSchema):
    """Whose units of which level are appraised for which year."""

    organization_id = Id(required=True, metadata=doc("组织考核的区或街道 · the district or street that appraises"))
    year = Integer(least=2000, most=2999, required=True, metadata=doc(YEAR))
    level = Choice(APPRAISED_LEVELS, required=True, metadata=doc(LEVEL))


class AppraisalBeginningAnswer(ResponseSchema):
    """How many appraisals were opened."""

    organization_id = fields.String(required=True)
    year = fields.Integer(required=True)
    level = fields.String(required=True)
    rule_version = fields.String(required=True, metadata=doc(RULE_VERSION))
    opened = fields.Integer(required=True, metadata=doc("新启动的单位数 · units whose appraisal was opened"))
    there_already = fields.Integer(required=True, metadata=doc("已启动的单位数 · units that had one already"))


class AppraisalFilter(RequestSchema):
    """Which appraisals to list."""

    organization_id = Id(required=True, metadata=doc("该组织及其全部下级 · this organization and everything below"))
    issuer_id = Id(metadata=doc("评审的上级 · who reviews it"))
    year = Integer(least=2000, most=2999, metadata=doc(YEAR))
    level = Choice(APPRAISED_LEVELS, metadata=doc(LEVEL))
    status = Choice(APPRAISAL_STATUSES, metadata=doc("办理状态 · how far on its way"))


class AppraisalStatement(RequestSchema):
    """What a unit says of one item, and claims for what people judge."""

    item = Text(most=40, required=True, metadata=doc(ITEM))
    statement = Text(most=SHORT_REASON_MAX, lines=True, metadata=doc("自评说明 · what the unit says of it"))
    claim = Integer(most=FULL, allow_none=True, metadata=doc(f"评议项的自评分，{POINTS}"))


class AppraisalSelfAssessment(RequestSchema):
    """A unit's self-assessment (自评)."""

    items = fields.List(fields.Nested(AppraisalStatement), required=True, validate=MOST_ITEMS)
    on = Day(metadata=doc(TAKEN_ON))


class AppraisalReturn(RequestSchema):
    """Why a self-assessment is given back."""

    opinion = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("意见 · the opinion"))
    on = Day(metadata=doc(TAKEN_ON))


class AppraisalEvidence(RequestSchema):
    """The reading of an appraisal's figures, without fields: nobody types one."""


class AppraisalPoints(RequestSchema):
    """The points that people give for an item, with the reason."""

    item = Text(most=40, required=True, metadata=doc(ITEM))
    points = Integer(most=FULL, required=True, metadata=doc(POINTS))
    reason = Text(most=SHORT_REASON_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))


class AppraisalReview(RequestSchema):
    """The review of every item that people judge."""

    items = fields.List(fields.Nested(AppraisalPoints), required=True, validate=MOST_ITEMS)
    opinion = Text(most=REMARK_MAX, lines=True, metadata=doc("总的意见 · an opinion on the whole"))
    on = Day(metadata=doc(TAKEN_ON))


class AppraisalStepDay(RequestSchema):
    """The day on which something was done."""

    on = Day(metadata=doc(TAKEN_ON))


class AppraisalFreeze(RequestSchema):
    """The freezing of a result, without fields."""


class AppraisalFigure(ResponseSchema):
    """A figure as it was read, with the addresses of its records."""

    indicator = fields.String()
    numerator = fields.Integer()
    href = fields.String(metadata=doc("数字背后的记录 · the records behind it"))
    denominator_indicator = fields.String(allow_none=True)
    denominator = fields.Integer(allow_none=True)
    denominator_href = fields.String(allow_none=True, metadata=doc("除数背后的记录 · the records behind the divisor"))


class AppraisalItemAnswer(ResponseSchema):
    """What stands for one item, and what it gives."""

    code = fields.String(required=True, metadata=doc(ITEM))
    name = fields.String()
    kind = Choice(APPRAISAL_ITEM_KINDS)
    weight = fields.Integer(metadata=doc("权重 · its weight"))
    most = fields.Integer(metadata=doc(f"满分，{POINTS}"))
    statement = fields.String(allow_none=True, metadata=doc("自评说明 · what the unit says of it"))
    claim = fields.Integer(allow_none=True, metadata=doc("自评分 · what the unit claims"))
    points = fields.Integer(allow_none=True, metadata=doc(f"得分，{POINTS}"))
    reason = fields.String(allow_none=True, metadata=doc("评分理由 · why people gave the points"))
    figure = fields.Nested(AppraisalFigure, allow_none=True)
    measured = fields.Boolean(
        metadata=doc("为假时没有可计量的内容，权重分给其他项 · false: there was nothing to measure")
    )


class AppraisalReading(ResponseSchema):
    """What had been counted when the figures were read."""

    tree_as_of = fields.String(metadata=doc("所依组织树的日期 · by the tree of this day"))
    as_of = fields.String(allow_none=True, metadata=doc("已计入的最新事实的时间 · the newest fact that was counted"))
    batch = fields.Integer(metadata=doc("计数批次 · the number of the batch counted last"))
    positions = fields.List(fields.String(), metadata=doc("该组织各事件流的位置 · positions of the unit's own streams"))


class AppraisalAnswer(Readable):
    """An organization's appraisal of a year."""

    id = fields.String()
    version = fields.Integer()
    organization_id = fields.String(metadata=doc("被考核的组织 · the organization that is appraised"))
    issuer_id = fields.String(metadata=doc("评审的上级 · who reviews it"))
    year = fields.Integer(metadata=doc(YEAR))
    level = Choice(APPRAISED_LEVELS, metadata=doc(LEVEL))
    status = Choice(APPRAISAL_STATUSES)
    appraisal_scheme_id = fields.String()
    rule_version = fields.String(metadata=doc(RULE_VERSION))
    opened_on = fields.Date()
    assess_by = fields.Date(metadata=doc("自评期限 · the unit assesses itself by this day"))
    assessed_on = fields.Date(allow_none=True)
    review_by = fields.Date(allow_none=True, metadata=doc("评审期限 · to be reviewed by this day"))
    reviewed_on = fields.Date(allow_none=True)
    published_on = fields.Date(allow_none=True)
    objections_until = fields.Date(allow_none=True, metadata=doc("公示期满日 · objections until"))
    freezes_from = fields.Date(allow_none=True, metadata=doc("自何日起可以冻结 · may be frozen from this day"))
    frozen_on = fields.Date(allow_none=True)
    score = fields.Integer(allow_none=True, metadata=doc(f"总分，{POINTS}"))
    band = Choice(APPRAISAL_BANDS, allow_none=True)
    band_name = fields.String(allow_none=True, metadata=doc("等次在考核办法中的称呼 · what the scheme calls the band"))
    digest = fields.String(allow_none=True, metadata=doc("冻结结果的 SHA-256 · of the frozen result"))
    merged_units = fields.List(fields.String(), metadata=doc("已并入的组织 · organizations merged into this one"))
    heir_id = fields.String(allow_none=True, metadata=doc("承接的组织 · the organization it was merged into"))
    read_at = fields.Nested(AppraisalReading, allow_none=True)
    items = fields.List(fields.Nested(AppraisalItemAnswer))


class AppraisalDetailAnswer(AppraisalAnswer):
    """An appraisal with its history."""

    way = fields.List(fields.Dict(keys=fields.String()), metadata=doc("办理经过 · how it came about"))


class AppraisalFrozenResultAnswer(ResponseSchema):
    """A frozen result with the scheme it was computed by."""

    organization_id = fields.String(required=True)
    appraisal_id = fields.String(required=True)
    document = fields.Dict(keys=fields.String(), allow_none=True, metadata=doc("冻结前为空 · null until it is frozen"))
    digest = fields.String(allow_none=True, metadata=doc("冻结时的 SHA-256 · as it was frozen"))
    intact = fields.Boolean(allow_none=True, metadata=doc("与冻结时一致 · it still has that hash"))


class AppraisalObjection(RequestSchema):
    """An objection to a published result."""

    reason = Text(most=SHORT_REASON_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))
    item = Text(most=40, metadata=doc("所异议的项目，不填为整个结果 · one item, or the whole result"))
    on = Day(metadata=doc(TAKEN_ON))


class AppraisalObjectionReply(RequestSchema):
    """The answer to an objection."""

    decision = Choice(ANSWERS, required=True, metadata=doc("认可后重新评审 · upheld: it is reviewed again"))
    answer = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("答复 · the answer"))
    on = Day(metadata=doc(TAKEN_ON))


class AppraisalObjectionAnswer(Readable):
    """One objection, with its reply once there is one."""

    id = fields.String()
    version = fields.Integer()
    organization_id = fields.String()
    about_id = fields.String(metadata=doc("所异议的考核 · the appraisal it is about"))
    above_id = fields.String(metadata=doc("由谁答复 · who answers it"))
    year = fields.Integer(metadata=doc(YEAR))
    item = fields.String(allow_none=True, metadata=doc(ITEM))
    status = Choice(OBJECTION_STATUSES)
    reason = fields.String()
    raised_on = fields.Date()
    due_on = fields.Date(metadata=doc("答复期限 · to be answered by this day"))
    answer = fields.String(allow_none=True)
    answered_on = fields.Date(allow_none=True)
