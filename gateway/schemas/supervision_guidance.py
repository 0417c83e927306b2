"""Schemas of contact points and guidance visits."""

from marshmallow import fields, validate

from gateway.schemas import Choice, Day, Id, RequestSchema, Text, doc
from gateway.schemas.projects import StepAnswer
from gateway.schemas.supervision import SupervisionDay, SupervisionRecordAnswer
from shared.enumerations import CONTACT_POINT_STATUSES, GUIDANCE_VISIT_STATUSES
from shared.text_validation import BASIS_MAX, CONTENT_MAX, POST_MAX, REMARK_MAX

UNIT = "联系的单位 · the unit"
ISSUER = "派出的组织 · the level above whose post it is"
POST = "联系人职务 · the post that is assigned"
BELOW = "其及下级的 · those of an organization and everyone below it"


class ContactPointFilter(RequestSchema):
    """Which contact points to list."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    issuer_id = Id(metadata=doc(ISSUER))
    status = Choice(CONTACT_POINT_STATUSES)


class ContactPointAssignment(SupervisionDay):
    """Which post of the level above is assigned to which unit."""

    organization_id = Id(required=True, metadata=doc(UNIT))
    issuer_id = Id(required=True, metadata=doc(ISSUER))
    post = Text(most=POST_MAX, required=True, metadata=doc(POST))
    person_name = Text(most=POST_MAX, metadata=doc("联系人姓名 · who holds it"))
    basis = Text(most=BASIS_MAX, required=True, metadata=doc("依据 · the decision it stands on"))


class ContactPointEnd(SupervisionDay):
    """Why a contact point ends."""

    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))


class GuidanceFinding(RequestSchema):
    """What is to be put right by a day."""

    text = Text(most=CONTENT_MAX, lines=True, required=True, metadata=doc("问题 · what was found"))
    deadline = Day(required=True, metadata=doc("整改期限 · by which day it is to be put right"))
    clause = Text(most=BASIS_MAX, metadata=doc("条款，可不填 · the clause, optional"))


class GuidanceVisitRecord(SupervisionDay):
    """What was seen and advised on a visit, and what is to be put right."""

    text = Text(most=CONTENT_MAX, lines=True, required=True, metadata=doc("督导情况 · what was seen and advised"))
    findings = fields.List(
        fields.Nested(GuidanceFinding), validate=validate.Length(max=50), metadata=doc("须整改的问题 · findings")
    )


class GuidanceVisitFilter(RequestSchema):
    """Which guidance visits to list."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    contact_point_id = Id(metadata=doc("联系点 · of which contact point"))
    status = Choice(GUIDANCE_VISIT_STATUSES)


class GuidanceVisitWithdrawal(RequestSchema):
    """Why a visit is withdrawn."""

    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))


class ContactPointAnswer(SupervisionRecordAnswer):
    """A contact point with who is assigned to it."""

    status = Choice(CONTACT_POINT_STATUSES)
    issuer_id = fields.String(metadata=doc(ISSUER))
    post = fields.String(metadata=doc(POST))
    person_name = fields.String(allow_none=True)
    basis = fields.String()
    from_on = fields.Date(metadata=doc("起始日 · the first day"))
    until_on = fields.Date(allow_none=True, metadata=doc("最后一天 · the last day"))


class ContactPointDetailAnswer(ContactPointAnswer):
    """A contact point with its way."""

    way = fields.List(fields.Nested(StepAnswer))


class GuidanceVisitAnswer(SupervisionRecordAnswer):
    """A guidance visit; what is to be put right are rectification items of the same unit."""

    status = Choice(GUIDANCE_VISIT_STATUSES)
    issuer_id = fields.String(metadata=doc(ISSUER))
    contact_point_id = fields.String()
    post = fields.String(metadata=doc(POST))
    visited_on = fields.Date(metadata=doc("督导日期 · the day of the visit"))
    text = fields.String(metadata=doc("督导情况 · what was seen and advised"))
    findings = fields.Integer(metadata=doc("须整改的问题数 · how many findings"))


class GuidanceVisitDetailAnswer(GuidanceVisitAnswer):
    """A guidance visit with its way."""

    way = fields.List(fields.Nested(StepAnswer))
