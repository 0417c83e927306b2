"""Schemas of trainings that posts ask for."""

from marshmallow import fields

from gateway.schemas import Choice, Day, Id, Integer, Readable, RequestSchema, ResponseSchema, Text, doc
from gateway.schemas.activities import GUEST, HOURS
from gateway.schemas.activities_halls import BELOW, EVIDENCE
from shared.enumerations import TRAINING_NEED_STANDINGS, TRAINING_NEED_STATUSES, TRAININGS
from shared.text_validation import EVIDENCE_MAX, TITLE_MAX

KIND = "哪一种培训 · which training"
STANDING = "办理情况，按日期与记录得出 · derived from days and records"
TITLE = "培训名称 · what the training was called"


class TrainingNeedFilter(RequestSchema):
    """Which needed trainings to list."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    standing = Choice(TRAINING_NEED_STANDINGS, metadata=doc(STANDING))


class TrainingRulesQuery(RequestSchema):
    """Whose rules."""

    organization_id = Id(required=True, metadata=doc("任一组织 · any organization"))


class TrainingRecord(RequestSchema):
    """A training that who took the post attended elsewhere."""

    title = Text(most=TITLE_MAX, required=True, metadata=doc(TITLE))
    hours = Integer(least=1, most=200, required=True, metadata=doc(HOURS))
    held_on = Day(metadata=doc("培训日期，不填为今天 · the day of the training, today unless named"))
    guest_speaker = Text(most=50, metadata=doc(GUEST))
    evidence = Text(most=EVIDENCE_MAX, metadata=doc(EVIDENCE))


class TrainingNeedAnswer(Readable):
    """What one post asks of who took it, with its standing today."""

    id = fields.String()
    version = fields.Integer()
    organization_id = fields.String(metadata=doc("任职组织 · the organization of the post"))
    post_id = fields.String()
    post = fields.String(metadata=doc("职务 · the post"))
    member_id = fields.String(metadata=doc("任职党员编号 · the member who took it"))
    training = Choice(TRAININGS, metadata=doc(KIND))
    hours = fields.Integer(metadata=doc("应参加的学时 · the hours asked for"))
    hours_attended = fields.Integer(metadata=doc("已参加的学时 · the hours attended"))
    from_on = fields.Date(metadata=doc("任职日期 · the day on which the post was taken"))
    due_on = fields.Date(metadata=doc("截止日 · the last day that is in time"))
    status = Choice(TRAINING_NEED_STATUSES)
    standing = Choice(TRAINING_NEED_STANDINGS, metadata=doc(STANDING))
    met_on = fields.Date(allow_none=True, metadata=doc("学时满足的日期 · the day on which the hours were complete"))
    ended_on = fields.Date(allow_none=True)
    rule_version = fields.String()


class TrainingRuleAnswer(ResponseSchema):
    """A rule: which posts need which training within how many months, with its citation."""

    rule = fields.String()
    zh = fields.String()
    en = fields.String()
    citation = fields.String()
    check = fields.Boolean(metadata=doc("依据尚待核对原文 · the source is still to be checked"))
    posts = fields.List(fields.String(), metadata=doc("适用职务 · the posts it applies to"))
    months = fields.Integer(metadata=doc("任职后几个月内 · within how many months"))
    hours = fields.Integer(metadata=doc("学时 · how many hours"))


class TrainingRulesAnswer(ResponseSchema):
    """The rules of trainings in force today."""

    version = fields.String()
    valid_from = fields.Date()
    items = fields.List(fields.Nested(TrainingRuleAnswer))
