"""Schemas of drafts."""

from marshmallow import fields

from gateway.schemas import Moment, RequestSchema, ResponseSchema, Text, doc


class DraftContent(RequestSchema):
    """What was typed into a form: its fields with their values, as JSON of at most 64 KB."""

    content = fields.Dict(keys=Text(most=100), required=True, metadata=doc("表单内容 · the fields of the form"))


class DraftListed(ResponseSchema):
    """A draft without its content."""

    form = fields.String(required=True, metadata=doc("哪个表单 · which form"))
    saved_at = Moment(allow_none=True)
    expires_at = Moment(allow_none=True, metadata=doc("到期自动删除 · it is deleted then"))


class DraftAnswer(DraftListed):
    """A draft; its content is null where there is none."""

    content = fields.Dict(keys=fields.String(), allow_none=True, required=True)
