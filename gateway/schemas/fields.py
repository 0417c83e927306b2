"""Fields that accept only what every database, queue and page behind them can store."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from marshmallow import ValidationError, fields, validate

from gateway.validation_messages import LocalizedMessage
from shared.text_validation import UNDECODED, clean

ID_PATTERN = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
MOMENT = DAY + r"T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
LARGEST = 2**31 - 1
"""The largest number a column of integers holds on PostgreSQL."""
LINES = frozenset("\n\r\t")
SLACK = 3
"""A text may be so many times longer than its limit before it is cleaned."""
BREAKS = frozenset("\u2028\u2029")
"""Separators that break a line unseen."""


class Text(fields.String):
    """A text as people write it, rare and private-use characters included; control characters and halves are refused.

    It is cleaned as every text that gets in is (`shared.text_validation.clean`); `lines=True` allows line breaks.
    """

    def __init__(self, *, most: int = 200, least: int = 1, lines: bool = False, **options: Any) -> None:
        options.setdefault("validate", validate.Length(min=least or None, max=most))
        super().__init__(**options)
        self.lines = lines
        self.least = least

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        given = str(super()._deserialize(value, attr, data, **options))
        for validator in self.validators:
            # What is far too long is refused as that, before anything looks at each of its characters.
            if isinstance(validator, validate.Length) and len(given) > SLACK * (validator.max or len(given)) + 100:
                validator(given)
        text = clean(given, lines=self.lines)
        if UNDECODED in text:
            raise ValidationError(LocalizedMessage("text_lost"))
        characters = set(text).difference(LINES if self.lines else ())
        if characters & BREAKS or any(unicodedata.category(character) in {"Cc", "Cs"} for character in characters):
            raise ValidationError(LocalizedMessage("text_unstorable"))
        if self.least and not text:
            raise ValidationError(LocalizedMessage("text_empty"))
        return text


class Id(fields.String):
    """An id as this platform gives them."""

    pattern = ID_PATTERN

    def __init__(self, **options: Any) -> None:
        options.setdefault("metadata", {}).setdefault("pattern", f"^{self.pattern}$")
        super().__init__(**options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **options))
        if not re.fullmatch(self.pattern, text):
            raise ValidationError(LocalizedMessage("id_malformed"))
        return text


class Integer(fields.Integer):
    """A whole number between two bounds, at most what a column holds; 33.0 is one, 33.9 is refused and never cut."""

    def __init__(self, *, least: int = 0, most: int = LARGEST, **options: Any) -> None:
        super().__init__(validate=validate.Range(min=least, max=most), **options)

    def _validated(self, value: Any) -> int:
        if isinstance(value, float) and not value.is_integer():
            raise ValidationError(LocalizedMessage("whole_number_needed", given=value))
        if isinstance(value, str) and not re.fullmatch(r"[+-]?[0-9]+", value.strip()):
            raise self.make_error("invalid")
        return super()._validated(value)


class Number(fields.Float):
    """A number as JSON writes it, or its text in a query."""

    def _validated(self, value: Any) -> float:
        if isinstance(value, str) and not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", value.strip()):
            raise self.make_error("invalid")
        return super()._validated(value)


class Choice(fields.String):
    """One of a few words."""

    def __init__(self, choices: Iterable[str], **options: Any) -> None:
        super().__init__(validate=validate.OneOf(list(choices)), **options)


class Day(fields.Date):
    """A day of China Standard Time, as 2026-03-01 and in no other format of ISO 8601."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if not (isinstance(value, str) and re.fullmatch(DAY, value)):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return super()._deserialize(value, attr, data, **options)


class Moment(fields.AwareDateTime):
    """A moment in UTC, as 2026-03-01T01:00:00+00:00 (RFC 3339)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if not (isinstance(value, str) and re.fullmatch(MOMENT, value)):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        moment = super()._deserialize(value, attr, data, **options)
        try:
            moment.astimezone(UTC)
        except OverflowError as error:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from error
        return moment
