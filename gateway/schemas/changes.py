"""Schemas of what changed."""

from marshmallow import fields

from gateway.schemas import Integer, Moment, RequestSchema, ResponseSchema, doc


class ChangesQuery(RequestSchema):
    """After which change."""

    since = Integer(metadata=doc("只要编号在此之后的 · only those after this number"))


class NotificationsQuery(RequestSchema):
    """All of them, or those that are unread."""

    unread = fields.Boolean(load_default=False, metadata=doc("只要未读的 · only what is unread"))


class ChangeAnswer(ResponseSchema):
    """A change that concerns the caller."""

    number = fields.Integer(required=True)
    at = Moment(required=True)
    event = fields.String(required=True, metadata=doc("事件名 · the event"))
    what = fields.String(required=True, metadata=doc("发生了什么 · what happened"))
    kind_name = fields.String(required=True, metadata=doc("哪类记录 · what kind of record"))
    title = fields.String(allow_none=True)
    organization_id = fields.String(required=True)
    organization = fields.String(required=True)
    record_type = fields.String(required=True)
    record_id = fields.String(required=True)
    href = fields.String(required=True)
    unread = fields.Boolean(required=True)


class ReadingCursorChange(RequestSchema):
    """Up to which change one has read."""

    number = Integer(required=True)


class ReadingCursorAnswer(ResponseSchema):
    """How far one has read; nobody else is told."""

    number = fields.Integer(required=True)
    newest = fields.Integer(required=True)
    unread = fields.Integer(required=True, metadata=doc("未读条数，最多数到100 · a hundred at most"))
