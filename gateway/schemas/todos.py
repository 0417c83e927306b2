"""Schemas of to-dos."""

from marshmallow import fields

from gateway.schemas import Day, RequestSchema, ResponseSchema
from gateway.schemas.organizations import said


class TodosQuery(RequestSchema):
    """Whose duties, and how far ahead."""

    below_too = fields.Boolean(
        load_default=False, metadata=said("含全部下级的待办 · with what everyone below has to do")
    )
    until = Day(metadata=said("截止日不晚于这一天，默认三个月内 · due by this day, within three months by default"))


class TodoAnswer(ResponseSchema):
    """One open duty; it is gone as soon as the record that ends it is made."""

    todo = fields.String(required=True, metadata=said("待办种类 · the kind of duty"))
    what = fields.String(required=True, metadata=said("要做什么 · what is to be done"))
    title = fields.String(allow_none=True, metadata=said("涉及的记录 · what it is about"))
    organization_id = fields.String(required=True, metadata=said("所涉组织 · the organization concerned"))
    organization = fields.String(required=True)
    due_on = Day(allow_none=True, metadata=said("截止日 · by which day, if there is one"))
    standing = fields.String(allow_none=True, metadata=said("进度状态，由日期得出 · derived from dates"))
    reason = fields.String(required=True, metadata=said("为什么 · why"))
    citation = fields.String(required=True, metadata=said("依据 · where it stands"))
    record_type = fields.String(required=True)
    record_id = fields.String(required=True)
    href = fields.String(required=True, metadata=said("在哪里办理 · the address that takes the record which ends it"))
    record_href = fields.String(required=True, metadata=said("在哪里查看 · where the record it is about is read"))
