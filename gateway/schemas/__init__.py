"""Request and response schemas: one base for all, and fields that accept only what can be stored."""

from gateway.schemas.base import Readable, RequestSchema, ResponseSchema, doc
from gateway.schemas.fields import Choice, Day, Id, Integer, Moment, Number, Text

__all__ = [
    "Choice", "Day", "Id", "Integer", "Moment", "Number", "Readable", "RequestSchema", "ResponseSchema", "Text", "doc",
]  # fmt: skip
