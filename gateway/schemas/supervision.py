"""Schemas of inspections: plans, announcements, draws, findings and proposed notices."""

from typing import Any

from marshmallow import fields, pre_dump, validate

from gateway.i18n import language
from gateway.schemas import Choice, Day, Id, Integer, Readable, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.projects import TAKEN_ON, YEAR, StepAnswer
from shared.enumerations import DECISIONS, FINDING_SEVERITIES, INSPECTION_KINDS, INSPECTION_STATUSES, NOTICE_KINDS
from shared.text_validation import BASIS_MAX, CONTENT_MAX, EVIDENCE_MAX, REMARK_MAX, TITLE_MAX

LEVELS = ("street", "community", "branch")
BELOW = "该组织及其全部下级 · this organization and everything below"
ISSUER = "区或街道 · the district or a street"
BASIS = "依据文件 · the document it is based on"
EVIDENCE = "佐证材料编号，可不填 · a reference, optional"
REASON = "理由 · the reason"


class SupervisionReason(RequestSchema):
    """Why something is taken back."""

    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc(REASON))


class SupervisionDay(RequestSchema):
    """The day on which something was done."""

    on = Day(metadata=doc(TAKEN_ON))


class RectificationVerification(SupervisionDay):
    """What the issuer decides about a proof."""

    decision = Choice(DECISIONS, required=True, metadata=doc("销号或退回 · close or return"))
    opinion = Text(most=REMARK_MAX, lines=True, metadata=doc("意见；退回时必填 · needed when it is returned"))


class YearFilter(RequestSchema):
    """Whose records of which year."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    year = Integer(least=2000, most=2999, metadata=doc(YEAR))


class InspectionPlanSetting(SupervisionDay):
    """An issuer's plan of a year: how many inspections, on which basis."""

    organization_id = Id(required=True, metadata=doc(ISSUER))
    year = Integer(least=2000, most=2999, required=True, metadata=doc(YEAR))
    basis = Text(most=BASIS_MAX, required=True, metadata=doc(BASIS))
    quota = Integer(least=1, most=99, required=True, metadata=doc("全年检查次数 · inspections in the year"))


class InspectionPlanAmendment(SupervisionReason):
    """What may be changed about a plan; what is not named stays."""

    basis = Text(most=BASIS_MAX, metadata=doc(BASIS))
    quota = Integer(least=1, most=99, metadata=doc("不少于已用次数 · no fewer than are taken"))


class SupervisionRecordAnswer(Readable):
    """What every record of supervision has."""

    id = fields.String()
    version = fields.Integer(metadata=doc("版本，随每件事实增加 · grows with every fact"))
    organization_id = fields.String()
    status = fields.String(metadata=doc("办理状态 · how far on its way"))


class InspectionPlanAnswer(SupervisionRecordAnswer):
    """A plan and how many of its places are taken."""

    year = fields.Integer(metadata=doc(YEAR))
    basis = fields.String(metadata=doc(BASIS))
    quota = fields.Integer(metadata=doc("全年检查次数 · inspections in the year"))
    used = fields.Integer(metadata=doc("已用次数 · places taken"))


class InspectionPlanDetailAnswer(InspectionPlanAnswer):
    """A plan with its history."""

    way = fields.List(fields.Nested(StepAnswer), metadata=doc("办理经过 · the steps, the first one first"))


class InspectionFilter(YearFilter):
    """Which inspections to list."""

    kind = Choice(INSPECTION_KINDS, metadata=doc("定期检查或抽查 · regular or a spot check"))
    status = Choice(INSPECTION_STATUSES)


class InspectionAnnouncement(RequestSchema):
    """An inspection as it is announced, within its year's plan."""

    organization_id = Id(required=True, metadata=doc(ISSUER))
    kind = Choice(INSPECTION_KINDS, required=True, metadata=doc("定期检查或抽查 · regular or a spot check"))
    title = Text(most=TITLE_MAX, required=True, metadata=doc("检查名称 · what it is about"))
    inspect_on = Day(required=True, metadata=doc("检查日期 · the day of the inspection"))
    units = fields.List(
        Id(), validate=validate.Length(max=500), metadata=doc("定期检查的受检单位 · the units of a regular one")
    )
    sample_size = Integer(least=1, most=500, metadata=doc("抽查单位数 · how many a spot check draws"))
    levels = fields.List(
        Choice(LEVELS), validate=validate.Length(max=3), metadata=doc("只从这些层级抽取 · draw from these levels only")
    )
    party_forms = fields.List(
        Text(most=30), validate=validate.Length(max=10), metadata=doc("只抽这些组织形式 · of these forms only")
    )
    seed = Text(most=TITLE_MAX, metadata=doc("种子；不填由系统生成并公布 · made and published unless given"))
    seed_source = Text(most=BASIS_MAX, metadata=doc("自定种子的公开来源 · the public source of a seed of one's own"))


class InspectionAnswer(SupervisionRecordAnswer):
    """An inspection, and of a spot check the seed and the digest of its population."""

    plan_id = fields.String()
    year = fields.Integer(metadata=doc(YEAR))
    kind = Choice(INSPECTION_KINDS)
    title = fields.String()
    inspect_on = fields.Date(metadata=doc("检查日期 · the day of the inspection"))
    held_on = fields.Date(allow_none=True, metadata=doc("开展日期 · the day it was held"))
    units = fields.Integer(metadata=doc("受检单位数 · how many units"))
    seed = fields.String(allow_none=True, metadata=doc("公布的种子 · the published seed"))
    seed_source = fields.String(allow_none=True)
    population_size = fields.Integer(allow_none=True, metadata=doc("抽取范围 · how many it was drawn from"))
    population_digest = fields.String(allow_none=True, metadata=doc("抽取范围摘要 · SHA-256 of the population"))


class InspectionDrawnAnswer(InspectionAnswer):
    """An inspection with the units it looks at."""

    chosen = fields.List(fields.String(), metadata=doc("受检单位，按抽取先后 · the units, as they were drawn"))


class InspectionDetailAnswer(InspectionDrawnAnswer):
    """An inspection with its units and its history."""

    way = fields.List(fields.Nested(StepAnswer), metadata=doc("办理经过 · the steps, the first one first"))


class InspectionDrawAnswer(ResponseSchema):
    """A spot check's draw, with everything that is needed to repeat it."""

    inspection_id = fields.String()
    organization_id = fields.String()
    seed = fields.String(metadata=doc("公布的种子 · the published seed"))
    seed_source = fields.String(allow_none=True)
    wanted = fields.Dict(keys=fields.String(), metadata=doc("抽取条件 · which units could be drawn"))
    population = fields.List(fields.String(), metadata=doc("抽取范围 · the ids it was drawn from"))
    population_digest = fields.String(metadata=doc("抽取范围摘要 · SHA-256 of the sorted ids, joined by line feeds"))
    sample = fields.List(fields.String(), metadata=doc("抽中单位 · the sample, the first drawn first"))
    algorithm = fields.String(metadata=doc("算法 · how anyone repeats it"))


class FindingRecord(SupervisionDay):
    """A problem found at a unit, with the clause it goes against."""

    organization_id = Id(required=True, metadata=doc("受检单位 · the unit"))
    severity = Choice(FINDING_SEVERITIES, required=True, metadata=doc("一般或严重 · general or serious"))
    clause = Text(most=BASIS_MAX, required=True, metadata=doc("违反的条款 · which rule it goes against"))
    text = Text(most=CONTENT_MAX, lines=True, required=True, metadata=doc("问题 · what was found"))
    evidence = Text(most=EVIDENCE_MAX, metadata=doc(EVIDENCE))


class InspectionFindingAnswer(SupervisionRecordAnswer):
    """A finding as it was recorded."""

    inspection_id = fields.String()
    issuer_id = fields.String(metadata=doc("检查方 · who inspects"))
    year = fields.Integer(metadata=doc(YEAR))
    severity = Choice(FINDING_SEVERITIES)
    clause = fields.String()
    text = fields.String()
    evidence = fields.String(allow_none=True)
    found_on = fields.Date()
    notice_id = fields.String(allow_none=True, metadata=doc("列入的通知单 · the notice that names it"))


class NoticeProposalAnswer(ResponseSchema):
    """Which notice follows from what one inspection found at one unit, by which rule; a person issues it."""

    inspection_id = fields.String()
    organization_id = fields.String(metadata=doc("受检单位 · the unit"))
    kind = Choice(NOTICE_KINDS)
    general = fields.Integer(metadata=doc("一般问题数 · general findings"))
    serious = fields.Integer(metadata=doc("严重问题数 · serious findings"))
    rule = fields.String(metadata=doc("规则编号 · the rule"))
    detail = fields.String(metadata=doc("规则内容 · what the rule says"))
    citation = fields.String(metadata=doc("依据 · where it stands"))
    check = fields.Boolean(metadata=doc("依据尚待核对原文 · the source is still to be checked"))

    @pre_dump
    def in_one_language(self, proposal: dict[str, Any], **_options: Any) -> dict[str, Any]:
        return proposal | {"detail": proposal[language()]}
