"""Schemas of problem+json (RFC 9457)."""

from marshmallow import fields

from gateway.schemas.base import ResponseSchema


class FieldProblem(ResponseSchema):
    """What is wrong with one field."""

    field = fields.String(required=True, metadata={"description": "字段的路径，如 grants.0.role · the field's path"})
    code = fields.String(required=True, metadata={"description": "稳定的代码 · a stable code"})
    detail = fields.String(required=True, metadata={"description": "可直接显示的说明 · fit to be shown"})
    choices = fields.List(
        fields.String(), metadata={"description": "可用的取值，如有 · the values that may be sent, where there are few"}
    )


class ProblemAnswer(ResponseSchema):
    """RFC 9457 problem details."""

    class Meta:
        """The name of its schema in the reference."""

    type = fields.String(required=True, metadata={"description": "urn:sanji:problem:<code>，稳定 · stable"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "可直接显示的说明 · fit to be shown"})
    instance = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldProblem), required=True)
