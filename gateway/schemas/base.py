"""The two bases: what is asked refuses unknown fields, what is answered leaves out what the schema does not name."""

from typing import Any, ClassVar

from marshmallow import RAISE, Schema


class Asked(Schema):
    """A request: a field it does not know is refused, so that a misspelt one is never silently ignored."""

    class Meta:
        """Unknown fields are refused, in every location."""

        unknown: ClassVar[Any] = RAISE


class Answer(Schema):
    """An answer: only the fields named here leave the house."""
