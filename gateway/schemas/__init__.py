"""What requests and answers look like: one base for all schemas, and fields that let in only what can be kept."""

from gateway.schemas.base import Answer, Asked, Readable
from gateway.schemas.fields import Choice, Day, Id, Integer, Moment, Number, Text

__all__ = ["Answer", "Asked", "Choice", "Day", "Id", "Integer", "Moment", "Number", "Readable", "Text"]
