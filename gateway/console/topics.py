"""The topics of an overview: which figures it shows of each unit, and how."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from gateway.console.figures import amount, share
from shared.struct_types import prepared


class TopicColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column of figures."""

    name: str
    code: str
    kind: str
    of: str = ""


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A topic with its columns."""

    name: str
    columns: tuple[TopicColumn, ...]

    @property
    def codes(self) -> list[str]:
        """The figures that it needs."""
        return [code for each in self.columns for code in (each.code, each.of) if code]


@cache
def topics() -> tuple[Topic, ...]:
    """Return the topics, the one shown first at the beginning."""
    content = Path(__file__).with_suffix(".yaml").read_bytes()
    return msgspec.yaml.decode(content, type=prepared(tuple[Topic, ...]))


def topic_named(name: str | None) -> Topic:
    """Return a topic by its name, else the first."""
    return next((each for each in topics() if each.name == name), topics()[0])


def values(column: TopicColumn, figures: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a column says of a unit: its number, what it is of, and the rate of the two in percent."""
    number, whole = amount(figures, column.code), amount(figures, column.of) if column.of else None
    return {"column": column, "number": number, "of": whole, "percent": share(number, whole)}
