"""Schemas of responsibility letters: drafted from assigned duties, signed by both sides."""

from marshmallow import fields, validate

from gateway.schemas import Choice, Id, Integer, Readable, RequestSchema, Text, doc
from gateway.schemas.projects import YEAR, StepAnswer
from gateway.schemas.supervision import BASIS, BELOW, SupervisionDay, SupervisionRecordAnswer, YearFilter
from shared.enumerations import DUTY_KINDS, LETTER_SIDES
from shared.text_validation import BASIS_MAX, POST_MAX

LETTER_STATUSES = ("drafted", "signed", "superseded", "withdrawn", "ended")


class ResponsibilityLetterFilter(YearFilter):
    """Whose letters of which year."""

    status = Choice(LETTER_STATUSES)


class ResponsibilityLetterDraft(RequestSchema):
    """A unit's letter of a year towards the organization directly above it."""

    organization_id = Id(required=True, metadata=doc("承诺方 · the unit that answers for the duties"))
    year = Integer(least=2000, most=2999, required=True, metadata=doc(YEAR))
    basis = Text(most=BASIS_MAX, required=True, metadata=doc(BASIS))
    issuer_post = Text(most=POST_MAX, required=True, metadata=doc("签发方职务 · the post that signs for the issuer"))
    unit_post = Text(most=POST_MAX, required=True, metadata=doc("承诺方职务 · the post that signs for the unit"))
    duties = fields.List(
        Text(most=150),
        validate=validate.Length(min=1, max=1000),
        metadata=doc("既定任务，不填为全部 · duties assigned already, all unless named"),
    )


class ResponsibilityLetterSignature(SupervisionDay):
    """Which side signs; the post is the letter's unless another one signs."""

    side = Choice(LETTER_SIDES, required=True, metadata=doc("签发方或承诺方 · the issuer or the unit"))
    post = Text(most=POST_MAX, metadata=doc("签字职务 · the post that signs"))


class DutyFilter(RequestSchema):
    """Whose duties of which year."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    year = Integer(least=2000, most=2999, required=True, metadata=doc(YEAR))


class DutyAnswer(Readable):
    """An assigned duty with today's status by the rule of its source service."""

    id = fields.String()
    organization_id = fields.String(metadata=doc("责任单位 · who answers for it"))
    kind = Choice(DUTY_KINDS, metadata=doc("节点、实事任务、组织生活、整改 · where it comes from"))
    year = fields.Integer(metadata=doc(YEAR))
    title = fields.String()
    due_on = fields.Date(allow_none=True)
    standing = fields.String(metadata=doc("现状 · how it stands today"))


class ResponsibilityLetterAnswer(SupervisionRecordAnswer):
    """A letter; the duties that it names are a list of their own."""

    issuer_id = fields.String(metadata=doc("签发方 · the organization directly above"))
    parent_letter_id = fields.String(allow_none=True, metadata=doc("上级责任书 · the issuer's own letter"))
    year = fields.Integer(metadata=doc(YEAR))
    number = fields.Integer(metadata=doc("该单位当年第几份 · which of the unit's letters of the year"))
    basis = fields.String(metadata=doc(BASIS))
    issuer_post = fields.String()
    unit_post = fields.String()
    duties = fields.Integer(metadata=doc("任务数 · how many duties"))
    issuer_signed_on = fields.Date(allow_none=True)
    unit_signed_on = fields.Date(allow_none=True)
    superseded_by = fields.String(allow_none=True, metadata=doc("被哪份替换 · the letter that took its place"))


class ResponsibilityLetterDetailAnswer(ResponsibilityLetterAnswer):
    """A letter with its history."""

    way = fields.List(fields.Nested(StepAnswer), metadata=doc("办理经过 · the steps, the first one first"))
