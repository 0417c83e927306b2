"""Reminders of the rule packs, in the language of the request."""

from functools import cache
from typing import Any

from marshmallow import fields, pre_dump

from gateway.i18n import language
from gateway.schemas import ResponseSchema
from gateway.schemas.organizations import said

WARNINGS = "提醒，不影响办理 · reminders only"
BELOW = "含全部下级 · with everything below"


class ReminderAnswer(ResponseSchema):
    """A reminder by a rule; it never blocks anything."""

    rule = fields.String(required=True, metadata=said("规则编号 · the rule"))
    detail = fields.String(required=True, metadata=said("提醒内容 · what is to be known"))
    citation = fields.String(metadata=said("依据 · where it stands"))
    check = fields.Boolean(metadata=said("依据尚待核对原文 · the source is still to be checked"))
    rules_version = fields.String(metadata=said("规则包版本 · the version of the rule pack"))
    record_id = fields.String(metadata=said("已有的记录 · the record that is there already, if it is about one"))
    href = fields.String(metadata=said("该记录的地址 · where that record is read"))

    @pre_dump
    def in_one_language(self, reminder: dict[str, Any], **_options: Any) -> dict[str, Any]:
        return reminder | {"detail": reminder[language()]}


@cache
def warned(answer: type[ResponseSchema]) -> type[ResponseSchema]:
    """Return an answer with `warnings`: of a record that is on record already, among others."""
    warnings = fields.List(fields.Nested(ReminderAnswer), required=True, metadata=said(WARNINGS))
    return type(f"Warned{answer.__name__}", (answer,), {"warnings": warnings, "__doc__": answer.__doc__})
