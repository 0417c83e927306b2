"""Bases of all schemas, and what any answer may carry: problems (RFC 9457) and reminders of the rule packs."""

from functools import cache
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, fields, pre_dump

from gateway.i18n import language


def doc(description: str, **more: Any) -> dict[str, Any]:
    """Return a field's metadata for the reference: its description in both languages, and further keywords."""
    return {"description": description, **more}


class RequestSchema(Schema):
    """Base of request schemas: an unknown field is refused, so that a misspelt one is never silently ignored."""

    class Meta:
        """Unknown fields are refused, in every location."""

        unknown: ClassVar[Any] = RAISE


class ResponseSchema(Schema):
    """An answer: only the fields named here leave the house."""

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """Read a field of a dict as its item only: one left out is not the dict's own method of that name."""
        return obj.get(attr, default) if isinstance(obj, dict) else super().get_attribute(obj, attr, default)


REDUCED = (
    "为真时只给出计入数字的字段和公开的办理过程 · true: only what is counted and the public way are here, the other "
    "fields are left out"
)


class Readable(ResponseSchema):
    """A record that is read whole or reduced: see `shared/reading.py` for who reads how much."""

    reduced = fields.Boolean(dump_default=False, metadata=doc(REDUCED))


class FieldProblem(ResponseSchema):
    """What is wrong with one field."""

    field = fields.String(required=True, metadata=doc("字段的路径，如 grants.0.role · the field's path"))
    code = fields.String(required=True, metadata=doc("稳定的代码 · a stable code"))
    detail = fields.String(required=True, metadata=doc("可直接显示的说明 · fit to be shown"))
    choices = fields.List(
        fields.String(), metadata=doc("可用的取值，如有 · the values that may be sent, where there are few")
    )


class ProblemAnswer(ResponseSchema):
    """RFC 9457 problem details."""

    class Meta:
        """The name of its schema in the reference."""

    type = fields.String(required=True, metadata=doc("urn:sanji:problem:<code>，稳定 · stable"))
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata=doc("可直接显示的说明 · fit to be shown"))
    instance = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldProblem), required=True)
    more_errors = fields.Integer(metadata=doc("未列出的错误数，如有 · how many errors are not listed, if any"))


WARNINGS = "提醒，不影响办理 · reminders only"
BELOW = "含全部下级 · with everything below"


class ReminderAnswer(ResponseSchema):
    """A reminder by a rule; it never blocks anything."""

    rule = fields.String(required=True, metadata=doc("规则编号 · the rule"))
    detail = fields.String(required=True, metadata=doc("提醒内容 · what is to be known"))
    citation = fields.String(metadata=doc("依据 · where it stands"))
    check = fields.Boolean(metadata=doc("依据尚待核对原文 · the source is still to be checked"))
    rules_version = fields.String(metadata=doc("规则包版本 · the version of the rule pack"))
    record_id = fields.String(metadata=doc("已有的记录 · the record that is there already, if it is about one"))
    href = fields.String(metadata=doc("该记录的地址 · where that record is read"))

    @pre_dump
    def in_one_language(self, reminder: dict[str, Any], **_options: Any) -> dict[str, Any]:
        return reminder | {"detail": reminder[language()]}


@cache
def warned(answer: type[ResponseSchema]) -> type[ResponseSchema]:
    """Return an answer with `warnings`: of a record that is on record already, among others."""
    warnings = fields.List(fields.Nested(ReminderAnswer), required=True, metadata=doc(WARNINGS))
    return type(f"Warned{answer.__name__}", (answer,), {"warnings": warnings, "__doc__": answer.__doc__})
