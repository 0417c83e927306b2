"""Schemas of mentor units."""

from marshmallow import fields

from gateway.schemas import Choice, Day, Id, Moment, Readable, RequestSchema, Text, doc
from gateway.schemas.base import BELOW
from shared.enumerations import MENTORSHIP_STANDINGS
from shared.text_validation import REMARK_MAX

MENTOR = "帮联单位 · the organization that helps"


class MentorFilter(RequestSchema):
    """Whose mentor units."""

    below = fields.Boolean(load_default=False, metadata=doc(BELOW))


class MentorAssignment(RequestSchema):
    """Which organization helps, from when on and by which decision."""

    mentor_id = Id(required=True, metadata=doc(MENTOR))
    basis = Text(most=200, required=True, metadata=doc("依据 · the decision it stands on"))
    from_on = Day(metadata=doc("起始日，不填为今天 · its first day, today unless named"))
    plan = Text(most=REMARK_MAX, lines=True, metadata=doc("帮联计划 · what is to be done"))


class MentorHelpRecord(RequestSchema):
    """What was done."""

    text = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("做了什么 · what was done"))
    done_on = Day(metadata=doc("日期，不填为今天 · the day, today unless named"))


class MentorshipEnd(RequestSchema):
    """What came of it, and its last day."""

    outcome = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("成效 · what came of it"))
    until_on = Day(metadata=doc("最后一天，不填为今天 · the last day, today unless named"))


class MentorshipAnswer(Readable):
    """A mentorship with whether it runs today."""

    id = fields.String(required=True)
    version = fields.Integer()
    organization_id = fields.String(required=True, metadata=doc("被帮联的组织 · the organization that is helped"))
    mentor_id = fields.String(metadata=doc(MENTOR))
    from_on = fields.Date(metadata=doc("起始日 · the first day"))
    until_on = fields.Date(allow_none=True, metadata=doc("最后一天 · the last day"))
    standing = Choice(MENTORSHIP_STANDINGS)
    basis = fields.String()
    plan = fields.String(allow_none=True)
    outcome = fields.String(allow_none=True)
    helped = fields.Integer(metadata=doc("帮联次数 · how often it helped"))


class MentorHelpAnswer(Readable):
    """What was done on a day."""

    id = fields.String(required=True)
    done_on = fields.Date()
    text = fields.String()
    account_name = fields.String(metadata=doc("录入人 · who entered it"))
    recorded_at = Moment()


class MentorshipDetailAnswer(MentorshipAnswer):
    """A mentorship with what was done."""

    helps = fields.List(fields.Nested(MentorHelpAnswer))
