"""Request and response schemas: one base for all, and fields that accept only what can be stored."""

from gateway.schemas.base import Answer, Asked, Readable
from gateway.schemas.fields import Choice, Day, Id, Integer, Moment, Number, Text

__all__ = ["Answer", "Asked", "Choice", "Day", "Id", "Integer", "Moment", "Number", "Readable", "Text"]
