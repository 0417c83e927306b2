"""Schemas of quarterly reports: the words typed at their slots, and what was frozen."""

from marshmallow import fields

from gateway.schemas import Choice, Id, Moment, Readable, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.base import BELOW
from gateway.schemas.meetings import HISTORY, QUARTER, MeetingsRecordAnswer
from gateway.schemas.projects import YEAR, StepAnswer
from shared.enumerations import QUARTERLY_REPORT_STATUSES
from shared.text_validation import REMARK_MAX

SLOT = "文字所在的位置，如 judgement · the slot at which the words stand"
WORDS = "文字，至多 1000 字；数字不能填写 · words; figures are never typed"


class QuarterlyReportFilter(RequestSchema):
    """Whose reports of which quarter; drafts are listed only where `status` names them."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    quarter = Text(most=6, metadata=doc(QUARTER))
    status = Choice(QUARTERLY_REPORT_STATUSES)


class QuarterlyReportAnswer(MeetingsRecordAnswer):
    """A report of an organization for a quarter, without what was frozen."""

    status = Choice(QUARTERLY_REPORT_STATUSES)
    year = fields.Integer(metadata=doc(YEAR))
    quarter = fields.String(metadata=doc(QUARTER))
    while_running = fields.Boolean(metadata=doc("季度未结束时定稿 · frozen while the quarter was running"))
    tree_as_of = fields.Date(allow_none=True, metadata=doc("按哪一天的组织 · the tree of which day"))
    frozen_on = fields.Date(allow_none=True)
    frozen_at = Moment(allow_none=True)
    digest = fields.String(allow_none=True, metadata=doc("定稿内容的 SHA-256 · of the canonical JSON that was frozen"))
    superseded_by = fields.String(allow_none=True, metadata=doc("被哪份替换 · the report that took its place"))
    superseded_because = fields.String(allow_none=True, metadata=doc("替换的理由 · why"))


class FrozenTextAnswer(ResponseSchema):
    """Words that a frozen report took along."""

    slot = fields.String(metadata=doc(SLOT))
    text = fields.String()
    account_name = fields.String(metadata=doc("填写人 · who typed them"))
    at = fields.String(metadata=doc("填写时间 · when they were typed"))


class QuarterlyReportDetailAnswer(QuarterlyReportAnswer):
    """A report with what was frozen: the document, the words, and what both were read at."""

    document = fields.Dict(allow_none=True, keys=fields.String(), metadata=doc("定稿的文件 · the document, whole"))
    texts = fields.List(fields.Nested(FrozenTextAnswer), allow_none=True, metadata=doc("定稿的文字 · the words"))
    positions = fields.List(fields.String(), allow_none=True, metadata=doc("读取时的位置 · what it was read at"))
    rule_versions = fields.Dict(
        allow_none=True, keys=fields.String(), values=fields.String(), metadata=doc("规则包版本 · by rule pack")
    )
    way = fields.List(fields.Nested(StepAnswer), metadata=doc(HISTORY))


class ReportTextFilter(RequestSchema):
    """Whose words for which quarter."""

    organization_id = Id(required=True, metadata=doc("编写报告的组织 · whose report"))
    quarter = Text(most=6, required=True, metadata=doc(QUARTER))


class ReportTextWriting(ReportTextFilter):
    """Words at a slot of a report."""

    slot = Text(most=30, required=True, metadata=doc(SLOT))
    text = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc(WORDS))


class ReportTextAmendment(RequestSchema):
    """Other words, or null where none are to stand there."""

    text = Text(most=REMARK_MAX, lines=True, required=True, allow_none=True, metadata=doc(WORDS))


class ReportTextAnswer(Readable):
    """The words at a slot, whose they are and since when they stand there."""

    id = fields.String()
    version = fields.Integer(metadata=doc("版本 · grows with every change"))
    organization_id = fields.String()
    quarter = fields.String(metadata=doc(QUARTER))
    slot = fields.String(metadata=doc(SLOT))
    text = fields.String(allow_none=True)
    account_name = fields.String(metadata=doc("填写人 · who typed them"))
    recorded_at = Moment(metadata=doc("填写时间 · when they were typed"))
