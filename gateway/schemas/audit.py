"""Schemas of the audit log."""

from marshmallow import fields

from gateway.schemas import Id, Moment, RequestSchema, ResponseSchema


class AuditFilter(RequestSchema):
    """Which step_labels."""

    organization_id = Id(metadata={"description": "只看该组织的记录 · only on this organization's records"})
    account_id = Id(metadata={"description": "只看该账号所为 · only by this account"})
    personal = fields.Boolean(metadata={"description": "只看（不看）读个人信息 · only reads of personal data, or none"})
    since = Moment(metadata={"description": "不早于 · not before"})
    until = Moment(metadata={"description": "早于 · before"})


class AuditAnswer(ResponseSchema):
    """One audited request: who did, or read, what, when and with what outcome."""

    id = fields.String()
    at = Moment()
    account_id = fields.String()
    account_name = fields.String()
    method = fields.String()
    route = fields.String()
    path = fields.String()
    organization_id = fields.String(allow_none=True)
    personal = fields.Boolean()
    status = fields.Integer()
    correlation_id = fields.String()
