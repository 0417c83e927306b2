"""The shape of a form: its fields as the API's description states them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.console.openapi import DESCRIPTION

LONG = 200
"""Characters from which a text gets several lines."""
FORMATS = {"date": "day", "date-time": "moment", "password": "password", "binary": "file"}
SIMPLE = {"boolean": "flag", "integer": "number", "number": "number"}


@dataclass(frozen=True)
class Field:
    """One field: `name` is its path in the body with dots, `key` that path without the numbers of rows.

    `each_key` is the schema of each value of a field that holds values by keys; `label` is a name of its own.
    """

    name: str
    kind: str
    required: bool = False
    nullable: bool = False
    codes: tuple[str, ...] = ()
    most: int | None = None
    default: Any = None
    description: str = ""
    label: str = ""
    each_key: Mapping[str, Any] = field(default_factory=dict)
    inner: tuple["Field", ...] = ()

    @property
    def last(self) -> str:
        """The name without what it stands in."""
        return self.name.rpartition(".")[2]

    @property
    def key(self) -> str:
        """The path without numbers, under which words are looked up."""
        return ".".join(part for part in self.name.split(".") if not part.isdigit())

    @property
    def html_id(self) -> str:
        """The id of its control."""
        return f"f-{self.name.replace('.', '-')}"

    def at(self, place: str) -> "Field":
        """Return the field below another, such as a row."""
        name = f"{place}.{self.last}" if place else self.last
        return replace(self, name=name, inner=tuple(each.at(name) for each in self.inner))


def fields_of(schema: Mapping[str, Any], wanted: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """Return the fields of a schema, all or those wanted in their order."""
    properties, required = schema.get("properties", {}), set(schema.get("required", ()))
    names = wanted or tuple(name for name, inner in properties.items() if not inner.get("readOnly"))
    return tuple(_field(name, properties[name], required=name in required) for name in names if name in properties)


def all_fields(fields: tuple[Field, ...]) -> Iterator[Field]:
    """Yield fields with all that stand in them."""
    for each in fields:
        yield each
        yield from all_fields(each.inner)


def _field(name: str, stated: Mapping[str, Any], *, required: bool) -> Field:
    schema = DESCRIPTION.resolved(_without_null(stated))
    types = schema.get("type")
    nullable = "null" in types if isinstance(types, list) else stated is not schema and "anyOf" in stated
    found = Field(
        name, _kind(schema), required=required, nullable=nullable, most=schema.get("maxLength"),
        codes=_codes(schema), description=schema.get("description", ""), default=schema.get("default"),
        label=schema.get("title", ""), each_key=_schema_of_each(schema),
    )  # fmt: skip
    return replace(found, inner=tuple(each.at(name) for each in _inner(schema, found.kind)))


def _without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    either = [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
    rest = {name: said for name, said in schema.items() if name != "anyOf"}
    return {**either[0], **rest} if either else dict(schema)


def _kind(schema: Mapping[str, Any]) -> str:
    types = schema.get("type")
    kind = next((each for each in types if each != "null"), "string") if isinstance(types, list) else types
    if kind == "array":
        return _kind_of_list(DESCRIPTION.resolved(schema.get("items", {})))
    if kind == "object":
        return "group"
    if "enum" in schema:
        return "choice"
    text = FORMATS.get(schema.get("format", ""), "long" if schema.get("maxLength", 0) > LONG else "text")
    return SIMPLE.get(kind or "", text)


def _kind_of_list(items: Mapping[str, Any]) -> str:
    if items.get("type") == "object" or "properties" in items:
        return "rows"
    return "choices" if "enum" in items else "lines"


def _codes(schema: Mapping[str, Any]) -> tuple[str, ...]:
    items = DESCRIPTION.resolved(schema.get("items", {})) if "items" in schema else schema
    return tuple(str(each) for each in items.get("enum", ()) if each is not None)


def _schema_of_each(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    stated = schema.get("additionalProperties")
    return stated if isinstance(stated, dict) else {}


def by_keys(each: Field, options: Iterable[tuple[str, str]]) -> Field:
    """Return a field that holds values by keys as a group with a field for each key, called as the key is."""
    inner = [replace(_field(key, each.each_key, required=False), label=label) for key, label in options]
    return replace(each, inner=tuple(one.at(each.name) for one in inner))


def _inner(schema: Mapping[str, Any], kind: str) -> tuple[Field, ...]:
    if kind == "rows":
        return fields_of(DESCRIPTION.resolved(schema["items"]))
    return fields_of(schema) if kind == "group" else ()
