"""Schemas of reviews of visits: strengths, gaps and commitments."""

from marshmallow import fields, validate

from gateway.schemas import Choice, Day, Id, Moment, Readable, RequestSchema, Text, doc
from gateway.schemas.observation_visits import BELOW, VERSION
from gateway.schemas.observation_visits_visits import STANDINGS, TAKEN_ON
from shared.enumerations import COMMITMENT_STATUSES, REVIEW_FINDINGS
from shared.text_validation import BASIS_MAX, POST_MAX, REMARK_MAX


class VisitStrength(RequestSchema):
    """A strength that was found."""

    text = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("亮点 · the strength"))
    clause = Text(most=BASIS_MAX, metadata=doc("对应条款 · the clause"))


class VisitGap(RequestSchema):
    """A gap that was found."""

    text = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("差距 · the gap"))
    clause = Text(most=BASIS_MAX, metadata=doc("对应条款 · the clause"))
    deadline = Day(required=True, metadata=doc("整改期限 · the day by which it is put right"))


class VisitCommitment(RequestSchema):
    """What the host promises."""

    text = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("承诺 · the promise"))
    post = Text(most=POST_MAX, required=True, metadata=doc("责任职务 · the responsible post"))
    due_on = Day(required=True, metadata=doc("期限 · the day by which it is kept"))


class VisitReview(RequestSchema):
    """The review of a held visit."""

    reviewed_on = Day(metadata=doc(TAKEN_ON))
    summary = Text(most=REMARK_MAX, lines=True, metadata=doc("总评 · a summary"))
    strengths = fields.List(fields.Nested(VisitStrength), validate=validate.Length(max=50), metadata=doc("亮点"))
    gaps = fields.List(fields.Nested(VisitGap), validate=validate.Length(max=50), metadata=doc("差距"))
    commitments = fields.List(fields.Nested(VisitCommitment), validate=validate.Length(max=50), metadata=doc("承诺"))


class VisitFindingAnswer(Readable):
    """A strength or a gap."""

    id = fields.String(required=True)
    kind = Choice(REVIEW_FINDINGS)
    text = fields.String()
    clause = fields.String(allow_none=True)
    recorded_on = fields.Date()
    deadline = fields.Date(allow_none=True)


class VisitCommitmentFilter(RequestSchema):
    """Which promises to list."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    standing = Choice(STANDINGS, metadata=doc("按日期得出 · derived from dates"))


class VisitCommitmentAnswer(Readable):
    """What a host promised, and what came of it."""

    id = fields.String(required=True)
    version = fields.Integer(metadata=doc(VERSION))
    visit_id = fields.String()
    organization_id = fields.String()
    text = fields.String()
    post = fields.String()
    made_on = fields.Date(metadata=doc("作出日期 · the day it was made"))
    due_on = fields.Date()
    status = Choice(COMMITMENT_STATUSES)
    standing = Choice(STANDINGS, metadata=doc("按日期得出 · derived from dates"))
    done_on = fields.Date(allow_none=True)
    outcome = fields.String(allow_none=True, metadata=doc("做了什么，或为何撤销 · what was done, or why not"))
    evidence = fields.String(allow_none=True)


class VisitCommitmentCompletion(RequestSchema):
    """The fulfilment of a commitment."""

    outcome = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("做了什么 · what was done"))
    evidence = Text(most=REMARK_MAX, lines=True, metadata=doc("凭据，可不填 · what shows it, optional"))
    on = Day(metadata=doc(TAKEN_ON))


class VisitReviewAnswer(Readable):
    """A review with its strengths, gaps and commitments."""

    visit_id = fields.String(required=True)
    organization_id = fields.String()
    reviewed_on = fields.Date()
    summary = fields.String(allow_none=True)
    findings = fields.List(fields.Nested(VisitFindingAnswer))
    commitments = fields.List(fields.Nested(VisitCommitmentAnswer))
    account_id = fields.String()
    account_name = fields.String()
    recorded_at = Moment()
