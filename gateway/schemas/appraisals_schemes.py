"""Schemas of schemes of appraisal; weights are whole points, points and figures hundredths."""

from marshmallow import fields, validate

from gateway.projections.indicators import indicators
from gateway.schemas import Choice, Day, Id, Integer, Moment, RequestSchema, ResponseSchema, Text, doc
from shared.enumerations import (
    APPRAISAL_BANDS,
    APPRAISAL_DIRECTIONS,
    APPRAISAL_ITEM_KINDS,
    APPRAISAL_PERIODS,
    APPRAISED_LEVELS,
    SCHEME_STATUSES,
)
from shared.text_validation import CITATION_MAX, TITLE_MAX

YEAR = "年度 · the year"
LEVEL = "被考核单位的层级 · the level of the units that are appraised"
RULE_VERSION = "所依考核办法的版本 · the version of the scheme"
FIGURES = [code for code, each in indicators().by_code.items() if each.is_sum]
"""What an item may take as its figure, or divide by; a share is named by its two parts."""
FULL = 10_000


class AppraisalThreshold(RequestSchema):
    """A figure that is to be reached, and the points it gives."""

    figure = Integer(required=True, metadata=doc("数值的百分之一（90 即 90%） · in hundredths: 90 are 90 per cent"))
    points = Integer(most=FULL, required=True, metadata=doc("得分，百分之一分 · in hundredths of a point"))


class AppraisalSchemeItem(RequestSchema):
    """What an organization is appraised by."""

    code = Text(most=40, required=True, metadata=doc("代码 · small letters, digits, underscores"))
    name = Text(most=TITLE_MAX, required=True, metadata=doc("项目名称 · its name"))
    kind = Choice(
        APPRAISAL_ITEM_KINDS, required=True, metadata=doc("指标、评议、积分落地 · a figure, judged, member points")
    )
    weight = Integer(least=1, most=100, required=True, metadata=doc("权重，合计 100 · its weight, 100 in all"))
    indicator = Choice(FIGURES, allow_none=True, metadata=doc("指标代码 · the indicator's code"))
    denominator = Choice(FIGURES, allow_none=True, metadata=doc("作除数的指标，可空 · the indicator divided by"))
    period = Choice(APPRAISAL_PERIODS, metadata=doc("当年累计或时点 · of the year to date, or as it stands"))
    better = Choice(APPRAISAL_DIRECTIONS, metadata=doc("越多或越少越好 · whether more or less is better"))
    target = Integer(
        least=1, allow_none=True, metadata=doc("满分目标值，百分之一 · the figure of all points, in hundredths")
    )
    thresholds = fields.List(
        fields.Nested(AppraisalThreshold), validate=validate.Length(max=10), metadata=doc("分档 · most points first")
    )


class AppraisalSchemeBand(RequestSchema):
    """A band by the score from which on it is reached."""

    code = Choice(APPRAISAL_BANDS, required=True, metadata=doc("等次 · the band"))
    name = Text(most=20, required=True, metadata=doc("本办法的称呼 · what this scheme calls it"))
    least = Integer(most=FULL, required=True, metadata=doc("分数线，百分之一分 · from this score, in hundredths"))
    quota = Integer(metadata=doc("不得填写：等次不设比例或名额 · refused: a band has no quota"))


class AppraisalSchemeContent(RequestSchema):
    """A scheme's content; what is not named comes from the version before, or stays."""

    valid_from = Day(metadata=doc("生效日期 · in force from"))
    items = fields.List(fields.Nested(AppraisalSchemeItem), validate=validate.Length(min=1, max=50))
    bands = fields.List(fields.Nested(AppraisalSchemeBand), validate=validate.Length(min=2, max=4))


class AppraisalSchemeDraft(AppraisalSchemeContent):
    """A scheme of an organization for a year and the units of a level below it, or its next version."""

    organization_id = Id(required=True, metadata=doc("组织考核的区或街道 · the district or street that appraises"))
    year = Integer(least=2000, most=2999, required=True, metadata=doc(YEAR))
    level = Choice(APPRAISED_LEVELS, required=True, metadata=doc(LEVEL))
    title = Text(most=TITLE_MAX, required=True, metadata=doc("办法名称 · its title"))
    citation = Text(most=CITATION_MAX, required=True, metadata=doc("依据文件 · where it stands"))


class AppraisalSchemeAmendment(AppraisalSchemeContent):
    """What may be changed about a draft."""

    title = Text(most=TITLE_MAX, metadata=doc("办法名称 · its title"))
    citation = Text(most=CITATION_MAX, metadata=doc("依据文件 · where it stands"))


class AppraisalSchemePublication(RequestSchema):
    """The publication of a draft, without fields."""


class AppraisalSchemeFilter(RequestSchema):
    """Which schemes to list."""

    organization_id = Id(required=True, metadata=doc("该组织及其上下级 · those of this organization, above and below"))
    year = Integer(least=2000, most=2999, metadata=doc(YEAR))
    level = Choice(APPRAISED_LEVELS, metadata=doc(LEVEL))
    status = Choice(SCHEME_STATUSES, metadata=doc("草稿或已公布 · a draft, or published"))


class AppraisalSchemeAnswer(ResponseSchema):
    """One version of a scheme; once it is published it never changes."""

    id = fields.String()
    version = fields.Integer(metadata=doc("草稿的修改次数 · grows with every change of the draft"))
    organization_id = fields.String(metadata=doc("组织考核的单位 · who appraises"))
    year = fields.Integer(metadata=doc(YEAR))
    level = Choice(APPRAISED_LEVELS, metadata=doc(LEVEL))
    number = fields.Integer(metadata=doc("第几版 · which version it is"))
    rule_version = fields.String(metadata=doc(RULE_VERSION))
    status = Choice(SCHEME_STATUSES)
    title = fields.String()
    citation = fields.String(metadata=doc("依据文件 · where it stands"))
    valid_from = fields.Date(metadata=doc("生效日期 · in force from"))
    items = fields.List(fields.Dict(keys=fields.String()))
    bands = fields.List(fields.Dict(keys=fields.String()))
    published_on = fields.Date(allow_none=True)
    account_name = fields.String(metadata=doc("经办人 · who did it"))
    recorded_at = Moment()
