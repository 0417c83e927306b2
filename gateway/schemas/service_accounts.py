"""Schemas of service accounts and their keys."""

from marshmallow import fields, validate

from gateway.key_scopes import AREAS
from gateway.schemas import Choice, Integer, Moment, RequestSchema, ResponseSchema, Text, doc
from shared.text_validation import TITLE_MAX

LONGEST_DAYS, LONGEST_HOURS = 366, 720
DAYS = "有效天数 · days for which the key is good"


class ApiKeyCreation(RequestSchema):
    """A new key: what it is for, within what its account is granted, and for how long."""

    name = Text(most=TITLE_MAX, required=True)
    areas = fields.List(Choice(AREAS), required=True, validate=validate.Length(min=1, max=len(AREAS)))
    read_only = fields.Boolean(load_default=True)
    personal = fields.Boolean(load_default=False, metadata=doc("含个人信息 · with personal data"))
    valid_days = Integer(least=1, most=LONGEST_DAYS, load_default=180, metadata=doc(DAYS))


class ApiKeyRotation(RequestSchema):
    """For how long the key before stays good beside the next, and for how long that one is."""

    overlap_hours = Integer(
        least=0,
        most=LONGEST_HOURS,
        load_default=24,
        metadata=doc("旧密钥续用小时数 · hours for which both are good"),
    )
    valid_days = Integer(least=1, most=LONGEST_DAYS, load_default=180, metadata=doc(DAYS))


class ApiKeyAnswer(ResponseSchema):
    """A key without its secret."""

    id = fields.String()
    name = fields.String()
    areas = fields.List(Choice(AREAS))
    read_only = fields.Boolean()
    personal = fields.Boolean()
    created_by = fields.String()
    created_at = Moment()
    expires_at = Moment()
    last_used_at = Moment(allow_none=True, metadata=doc("精确到分钟 · to the minute"))
    revoked_by = fields.String(allow_none=True)
    revoked_at = Moment(allow_none=True)


class NewApiKeyAnswer(ApiKeyAnswer):
    """A key with its secret, which is shown once."""

    key = fields.String(metadata=doc("Authorization: Bearer …"))
