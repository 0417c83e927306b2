"""Schemas of quarterly meetings: opened, reported to, held, deciding, followed up; and of honours."""

from marshmallow import fields, validate

from gateway.schemas import Choice, Day, Id, Integer, Readable, RequestSchema, Text, doc
from gateway.schemas.base import BELOW
from gateway.schemas.projects import TAKEN_ON, YEAR, StepAnswer
from shared.enumerations import (
    HONOUR_KINDS,
    HONOUR_LEVELS,
    HONOUR_STATUSES,
    MEETING_DECISION_STATUSES,
    MEETING_STATUSES,
    REPORT_BACK_FORMS,
    REPORT_BACK_STATUSES,
)
from shared.text_validation import BASIS_MAX, DECISION_MAX, POST_MAX, REMARK_MAX, REPORT_BACK_MAX, TITLE_MAX

QUARTER = "季度，如 2026Q3 · the quarter"
HOLDER = "召开例会的区、街道或社区 · who holds the meeting"
RESPONSIBLE = "责任单位 · the responsible organization"
HISTORY = "办理经过 · the steps, the first one first"
MOST_UNITS = 500


class MeetingReason(RequestSchema):
    """Why something is cancelled or withdrawn."""

    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))


class MeetingFilter(RequestSchema):
    """Whose meetings of which quarter."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    quarter = Text(most=6, metadata=doc(QUARTER))
    status = Choice(MEETING_STATUSES)


class MeetingOpening(RequestSchema):
    """A meeting as it is opened, with the units that are to report to it."""

    organization_id = Id(required=True, metadata=doc(HOLDER))
    quarter = Text(most=6, required=True, metadata=doc(QUARTER))
    meet_on = Day(required=True, metadata=doc("会议日期 · the day of the meeting"))
    place = Text(most=TITLE_MAX, required=True, metadata=doc("地点 · where"))
    convener = Text(most=TITLE_MAX, required=True, metadata=doc("召集人 · who invites"))
    units = fields.List(
        Id(), validate=validate.Length(max=MOST_UNITS), metadata=doc("汇报单位 · the units below that are to report")
    )


class MeetingAmendment(RequestSchema):
    """What may be changed before a meeting is held; what is not named stays."""

    meet_on = Day(metadata=doc("会议日期 · the day of the meeting"))
    place = Text(most=TITLE_MAX, metadata=doc("地点 · where"))
    convener = Text(most=TITLE_MAX, metadata=doc("召集人 · who invites"))


class MeetingHolding(RequestSchema):
    """When a meeting took place and who spoke at it."""

    on = Day(metadata=doc(TAKEN_ON))
    spoke = fields.List(
        Id(), validate=validate.Length(max=MOST_UNITS), metadata=doc("发言的汇报单位 · which of the units spoke")
    )


class MeetingFollowUp(RequestSchema):
    """The day on which nothing was left to be carried out."""

    on = Day(metadata=doc(TAKEN_ON))


class MeetingsRecordAnswer(Readable):
    """What every record of the meetings service has."""

    id = fields.String()
    version = fields.Integer(metadata=doc("版本，随每件事实增加 · grows with every fact"))
    organization_id = fields.String()
    status = fields.String(metadata=doc("办理状态 · how far on its way"))


class MeetingAnswer(MeetingsRecordAnswer):
    """A meeting of an organization for a quarter."""

    status = Choice(MEETING_STATUSES)
    year = fields.Integer(metadata=doc(YEAR))
    quarter = fields.String(metadata=doc(QUARTER))
    meet_on = fields.Date(metadata=doc("会议日期 · the day for which it was announced"))
    place = fields.String()
    convener = fields.String()
    units = fields.Integer(metadata=doc("汇报单位数 · how many units are asked"))
    decisions = fields.Integer(metadata=doc("会议决定数 · how many decisions were made"))
    held_on = fields.Date(allow_none=True, metadata=doc("召开日期 · the day it was held"))
    followed_up_on = fields.Date(allow_none=True)


class MeetingDetailAnswer(MeetingAnswer):
    """A meeting with its history; reports and decisions are lists of their own."""

    way = fields.List(fields.Nested(StepAnswer), metadata=doc(HISTORY))


class ReportBackHandIn(RequestSchema):
    """What a unit reports in its own words."""

    organization_id = Id(required=True, metadata=doc("汇报单位 · the unit"))
    text = Text(most=REPORT_BACK_MAX, lines=True, required=True, metadata=doc("本单位的话，至多 300 字 · own words"))


class ReportBackAnswer(MeetingsRecordAnswer):
    """What a unit reports: the prefilled text, its own words, and whether it spoke."""

    status = Choice(REPORT_BACK_STATUSES)
    meeting_id = fields.String()
    year = fields.Integer(metadata=doc(YEAR))
    quarter = fields.String(metadata=doc(QUARTER))
    due_on = fields.Date(metadata=doc("会议日期，此前提交 · until the meeting's day"))
    standing = fields.String(metadata=doc("现状 · how it stands today"))
    prefilled = fields.String(allow_none=True, metadata=doc("按数字预填的文字 · filled in from the unit's figures"))
    text = fields.String(allow_none=True, metadata=doc("本单位的话 · in the unit's own words"))
    handed_in_on = fields.Date(allow_none=True)
    handed_in_by = fields.String(allow_none=True, metadata=doc("提交人 · who handed it in"))
    held_on = fields.Date(allow_none=True)
    form = Choice(REPORT_BACK_FORMS, allow_none=True, metadata=doc("汇报发言或书面汇报 · spoken or written"))


class ReportBackDetailAnswer(ReportBackAnswer):
    """What a unit reports, with its history."""

    way = fields.List(fields.Nested(StepAnswer), metadata=doc(HISTORY))


class DecisionMaking(RequestSchema):
    """What a meeting decided: the matter, who is responsible, by when."""

    text = Text(most=DECISION_MAX, required=True, metadata=doc("决定事项 · what was decided"))
    responsible_organization_id = Id(required=True, metadata=doc(RESPONSIBLE))
    post = Text(most=POST_MAX, required=True, metadata=doc("责任职务 · the responsible post"))
    deadline = Day(required=True, metadata=doc("期限，在会议日期之后 · the deadline, after the meeting's day"))
    on = Day(metadata=doc("作出决定的日期，不填为会议日期 · the meeting's day unless named"))


class DecisionFilter(RequestSchema):
    """Whose meetings' decisions of which year."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    year = Integer(least=2000, most=2999, metadata=doc(YEAR))
    status = Choice(MEETING_DECISION_STATUSES)


class DecisionAnswer(MeetingsRecordAnswer):
    """A decision, and how far the project that carries it out has come."""

    status = Choice(MEETING_DECISION_STATUSES)
    meeting_id = fields.String()
    year = fields.Integer(metadata=doc(YEAR))
    quarter = fields.String(metadata=doc(QUARTER))
    number = fields.Integer(metadata=doc("该次会议第几项 · which of the meeting's decisions"))
    text = fields.String()
    responsible_organization_id = fields.String(metadata=doc(RESPONSIBLE))
    post = fields.String(metadata=doc("责任职务 · the responsible post"))
    made_on = fields.Date()
    deadline = fields.Date()
    due_on = fields.Date(metadata=doc("遇非工作日顺延后的期限 · the deadline, moved to a working day"))
    overdue_from = fields.Date()
    settled_on = fields.Date(allow_none=True, metadata=doc("办结、撤回或终止的日期 · when it was done or ended"))
    project_id = fields.String(metadata=doc("落实该决定的项目 · the project that carries it out"))
    standing = fields.String(metadata=doc("现状 · how it stands today"))


class DecisionDetailAnswer(DecisionAnswer):
    """A decision with its history."""

    way = fields.List(fields.Nested(StepAnswer), metadata=doc(HISTORY))


class HonourFilter(RequestSchema):
    """Whose honours of which year and kind."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    year = Integer(least=2000, most=2999, metadata=doc(YEAR))
    kind = Choice(HONOUR_KINDS)
    status = Choice(HONOUR_STATUSES)


class HonourRecording(RequestSchema):
    """An honour of an organization, with who gave it and its document."""

    organization_id = Id(required=True, metadata=doc("受表彰或试点的组织 · the organization"))
    kind = Choice(HONOUR_KINDS, required=True, metadata=doc("表彰或试点 · a commendation or a pilot"))
    title = Text(most=TITLE_MAX, required=True, metadata=doc("名称 · what it is called"))
    giver = Text(most=TITLE_MAX, required=True, metadata=doc("授予单位 · who gave it"))
    giver_level = Choice(HONOUR_LEVELS, required=True, metadata=doc("授予单位的级别 · the giver's level"))
    document_number = Text(most=BASIS_MAX, required=True, metadata=doc("文号 · the number of its document"))
    given_on = Day(required=True, metadata=doc("授予日期 · the day it was given"))


class HonourAnswer(MeetingsRecordAnswer):
    """An honour; it stands in reports and never in a score."""

    status = Choice(HONOUR_STATUSES)
    year = fields.Integer(metadata=doc(YEAR))
    kind = Choice(HONOUR_KINDS)
    title = fields.String()
    giver = fields.String(metadata=doc("授予单位 · who gave it"))
    giver_level = Choice(HONOUR_LEVELS, metadata=doc("授予单位的级别 · the giver's level"))
    document_number = fields.String(metadata=doc("文号 · the number of its document"))
    given_on = fields.Date()


class HonourDetailAnswer(HonourAnswer):
    """An honour with its history."""

    way = fields.List(fields.Nested(StepAnswer), metadata=doc(HISTORY))
