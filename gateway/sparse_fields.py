"""Sparse fieldsets: `fields=` names the fields of the answer, besides those that a record always has."""

from typing import Any

from flask import g
from webargs.fields import DelimitedList

from gateway.schemas import Choice, RequestSchema, ResponseSchema


class FieldNames(DelimitedList):
    """Field of comma-separated field names; those that every answer must have cannot be left out."""

    def __init__(self, answer: type[ResponseSchema]) -> None:
        names = answer().dump_fields
        self.always = [name for name, field in names.items() if field.required]
        said = "必有字段之外只要这些，逗号分隔 · besides those always there only these, separated by commas"
        super().__init__(Choice(sorted(names)), metadata={"description": said})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> list[Any]:
        return [*self.always, *super()._deserialize(value, attr, data, **options)]  # type: ignore[no-untyped-call]


def query_of(answer: type[ResponseSchema] | None, *parts: type[RequestSchema] | None) -> type[RequestSchema]:
    """Merge a route's query schemas into one, with `fields` for what it answers."""
    bases = tuple(part for part in parts if part is not None)
    offered: dict[str, Any] = {}
    if answer is not None:
        offered["fields"] = FieldNames(answer)
    return type(f"{''.join(base.__name__ for base in bases)}Query", bases or (RequestSchema,), offered)


def selected(content: Any) -> Any:
    """Drop the fields that were not selected, from a record or from every item of a page."""
    names = g.get("selected_fields")
    if names is None or not isinstance(content, dict):
        return content
    if {"items", "self", "next"} <= set(content):
        return content | {"items": [_only(item, names) for item in content["items"]]}
    return _only(content, names)


def _only(record: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    # What was left out may be what was asked for, so a record that is reduced says so whatever is asked.
    return {name: value for name, value in record.items() if name in names or (name == "reduced" and value)}
