"""Days and numbers are read as people write them, not as a programming language would, in every field there is."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from marshmallow import ValidationError, fields

import gateway.schemas
from gateway.schemas.base import RequestSchema
from gateway.schemas.fields import Choice, Day, Id, Integer, Moment, Number, Text

STRICT = (Choice, Day, Id, Integer, Moment, Number, Text, fields.Boolean, fields.Nested)
FILES, ASSIGNED = "Raw", {"Place"}
LATER_CHECKED = {
    ("AccountCreation", "username"),
    ("ServiceAccountCreation", "username"),
    ("*", "division_code"),
    ("*", "records"),
}
"""Texts that a pattern or the service holds to more than a text is held to."""


def requests() -> Iterator[type[RequestSchema]]:
    """Every schema of a request."""
    for module in pkgutil.iter_modules(gateway.schemas.__path__):
        importlib.import_module(f"gateway.schemas.{module.name}")
    waiting = RequestSchema.__subclasses__()
    while waiting:
        schema = waiting.pop()
        yield schema
        waiting += schema.__subclasses__()


def innermost(field: fields.Field[Any]) -> Iterator[fields.Field[Any]]:
    if isinstance(field, fields.List):
        yield from innermost(field.inner)
    elif isinstance(field, fields.Dict):
        for part in (field.key_field, field.value_field):
            yield from innermost(part) if part is not None else ()
    else:
        yield field


def test_every_field_of_every_request_is_of_a_kind_that_is_held_to_this() -> None:
    loose = {
        (schema.__name__, name, type(part).__name__)
        for schema in requests()
        for name, field in schema().fields.items()
        for part in innermost(field)
        if not isinstance(part, STRICT) and type(part).__name__ not in {FILES, *ASSIGNED}
        if not {(schema.__name__, name), ("*", name)} & LATER_CHECKED
    }
    assert loose == set()


WEEKS = ("2026-W45-1", "20261102", "2026-307", "2026-11-2", "2026/11/02")
ODD = ("２０２６-11-02", "2026-11-02T00:00", "46328", " 2026-11-02", 20261102)


@pytest.mark.parametrize("text", WEEKS + ODD)
def test_a_day_of_the_api_is_written_in_one_way(text: Any) -> None:
    assert Day().deserialize("2026-11-02") == date(2026, 11, 2)
    with pytest.raises(ValidationError, match=r"Not a valid date"):
        Day().deserialize(text)


@pytest.mark.parametrize("text", ["1_0", "٣", "１", "1e1", "0x1", "1.", ""])
@pytest.mark.parametrize("kind", [Integer, Number])
def test_a_number_of_the_api_is_written_in_decimal_digits(kind: type[Any], text: str) -> None:
    assert kind().deserialize("12") == 12
    with pytest.raises(ValidationError, match=r"Not a valid"):
        kind().deserialize(text)


NO_MOMENT_IN_UTC = ("0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00")
ODD_MOMENTS = ("2026-W45-1T01:00:00Z", "20261102T010000Z", "2026-11-02 01:00:00Z", "2026-11-02")


@pytest.mark.parametrize("text", ODD_MOMENTS + NO_MOMENT_IN_UTC)
def test_a_moment_of_the_api_is_written_in_one_way(text: str) -> None:
    assert Moment().deserialize("2026-11-02T01:00:00+08:00").hour == 1
    with pytest.raises(ValidationError, match=r"Not a valid"):
        Moment().deserialize(text)
