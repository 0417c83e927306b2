"""Schemas of the search."""

from marshmallow import fields

from gateway.schemas import RequestSchema, ResponseSchema, Text, doc


class SearchQuery(RequestSchema):
    """What to look for."""

    text = Text(most=50, required=True, data_key="q", metadata=doc("名称中的字 · part of a title"))


class SearchHit(ResponseSchema):
    """A record that was found."""

    record_type = fields.String(required=True)
    record_id = fields.String(required=True)
    title = fields.String(allow_none=True)
    organization_id = fields.String(required=True)
    organization = fields.String(required=True)
    status = fields.String(allow_none=True)
    href = fields.String(required=True)


class SearchGroup(ResponseSchema):
    """The records of one kind that were found: how many, and the first of them."""

    kind = fields.String(required=True)
    kind_name = fields.String(required=True)
    count = fields.Integer(required=True)
    items = fields.List(fields.Nested(SearchHit), required=True, metadata=doc("前8条 · the first eight"))


class SearchAnswer(ResponseSchema):
    """What was found, by kind."""

    text = fields.String(data_key="q")
    groups = fields.List(fields.Nested(SearchGroup))
