"""The two bases: requests refuse unknown fields, responses leave out what the schema does not name."""

from typing import Any, ClassVar

from marshmallow import RAISE, Schema, fields


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

    reduced = fields.Boolean(dump_default=False, metadata={"description": REDUCED})
