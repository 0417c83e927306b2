"""Every name on the platform's surface: of the API, its files, the events, the tables, logs, metrics and figures."""

import ast
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from prometheus_client import REGISTRY
from sqlalchemy import create_engine, inspect

from gateway import MIGRATIONS
from gateway.documents import RENDERERS
from gateway.projections.indicators import indicators
from gateway.projections.task_rules import task_rules
from gateway.table_files.exports import WRITERS
from services import migrations_of, service_names
from shared import databases
from shared.events import all_events
from shared.messaging import metrics
from tests.gateway.documented import document
from tests.tooling.trees import ROOT

SCHEMAS = "#/components/schemas/"
LOGGED = {"debug", "info", "warning", "error", "exception", "critical"}
DOCUMENTS = ("gateway/documents/notices.py", "gateway/documents/responsibility_letters.py")
EXPORTS = {
    **dict.fromkeys(WRITERS, ("gateway/table_files/exports.py",)),
    "text/calendar; charset=utf-8": ("shared/calendar_files.py",),
    **dict.fromkeys(RENDERERS, DOCUMENTS),
}
"""Files that the API answers with, by their media type, and where what stands in them is written."""
OF_THE_STANDARD = {"location"}
"""What RFC 5545 calls the place where an event is held: of a visit, never of a person."""


class Name(NamedTuple):
    """A name and where it stands; `near` are the names beside it: of one answer, one event, one table."""

    text: str
    place: str
    near: frozenset[str] = frozenset()


def api(doc: dict[str, Any] | None = None) -> Iterator[Name]:
    """Yield every path, parameter and field of the OpenAPI document."""
    doc = document() if doc is None else doc
    for path, item in doc["paths"].items():
        yield from (Name(part, path) for part in path.strip("/").split("/") if not part.startswith("{"))
        for method, operation in item.items():
            if isinstance(operation, dict):
                near = frozenset(answered(doc, operation))
                for parameter in operation.get("parameters", []):
                    yield Name(parameter.get("name", ""), f"{method.upper()} {path} ?", near)
    for schema, fields in doc["components"]["schemas"].items():
        near = frozenset(fields.get("properties", {}))
        yield from (Name(name, f"schema {schema}", near) for name in near)


def events() -> Iterator[Name]:
    """Yield every event and every field that it carries, those of its records among them."""
    for event in all_events():
        yield Name(event.name, event.source)
        yield from _fields_of(event, f"event {event.source}.{event.name}")


def tables() -> Iterator[Name]:
    """Yield every table and column of every database, as the migrations make them."""
    folders = {name: migrations_of(name) for name in service_names()} | {"gateway": MIGRATIONS}
    with TemporaryDirectory() as folder:
        for database, migrations in folders.items():
            engine = create_engine(f"sqlite:///{Path(folder)}/{database}.sqlite3")
            databases.migrate(engine, migrations)
            for table in inspect(engine).get_table_names():
                near = frozenset(column["name"] for column in inspect(engine).get_columns(table))
                yield Name(table, database)
                yield from (Name(name, f"table {database}.{table}", near) for name in near)
            engine.dispose()


def measured() -> Iterator[Name]:
    """Yield every metric and label, every indicator and every duty."""
    for family in vars(metrics).values():
        if isinstance(family, metrics.ServiceMetric):
            yield Name(family.noun, "metric")
            yield from (Name(label, f"label of {family.noun}") for label in family.names)
    for collector in {*REGISTRY._collector_to_names}:
        for label in getattr(collector, "_labelnames", ()):
            yield Name(label, f"label of {getattr(collector, '_name', '')}")
        yield Name(getattr(collector, "_name", ""), "metric")
    for indicator in indicators().by_code.values():
        yield Name(indicator.code, "indicator")
        yield from (Name(field, f"indicator {indicator.code}") for field in (*indicator.where, indicator.sum or ""))
    yield from (Name(duty, "duty") for duty in task_rules().by_code)


def exports(doc: dict[str, Any] | None = None) -> Iterator[Name]:
    """Yield what is written into files that the API answers with; KeyError for an unknown kind."""
    doc = document() if doc is None else doc
    answers = [
        media
        for item in doc["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict)
        for status, answer in operation["responses"].items()
        if status.startswith("2")
        for media in answer.get("content", {})
    ]
    for media in {*answers} - {"application/json"}:
        for path in EXPORTS[media]:
            for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
                word = node.value.lower() if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
                if word.isidentifier() and word not in OF_THE_STANDARD:
                    yield Name(word, f"file {media}")


def logs() -> Iterator[Name]:
    """Yield whatever a line of the logs carries beside its message."""
    for part in ("shared", "gateway", "services"):
        for path in sorted((ROOT / part).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOGGED:
                    yield from (Name(word.arg, f"log {path.name}") for word in node.keywords if word.arg)


def labels() -> Iterator[Name]:
    """Return the labels of metrics alone."""
    return (name for name in measured() if name.place.startswith("label of "))


def demanded(doc: dict[str, Any] | None = None) -> Iterator[Name]:
    """Yield what a request cannot do without: its required fields and parameters."""
    doc = document() if doc is None else doc
    for path, item in doc["paths"].items():
        for method, operation in item.items():
            if not isinstance(operation, dict):
                continue
            place = f"{method.upper()} {path}"
            yield from (Name(one["name"], place) for one in operation.get("parameters", []) if one.get("required"))
            for media in operation.get("requestBody", {}).get("content", {}).values():
                yield from (Name(name, place) for name in required(doc, media["schema"]))


def required(doc: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    """Yield the required fields of a schema and of what stands in it."""
    schema = resolved(doc, schema)
    yield from schema.get("required", [])
    for part in (*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])):
        yield from required(doc, part)


def answered(doc: dict[str, Any], operation: dict[str, Any]) -> Iterator[str]:
    """Yield the fields of what an operation answers with, those of its items among them."""
    for status, response in operation.get("responses", {}).items():
        if status.startswith("2"):
            for media in response.get("content", {}).values():
                yield from _properties(doc, media.get("schema", {}), set())


def resolved(doc: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference to a schema."""
    reference = schema.get("$ref", "")
    return dict(doc["components"]["schemas"][reference.removeprefix(SCHEMAS)]) if reference else schema


def _properties(doc: dict[str, Any], schema: dict[str, Any], seen: set[str]) -> Iterator[str]:
    reference = schema.get("$ref", "")
    if reference and reference in seen:
        return
    seen.add(reference)
    schema = resolved(doc, schema)
    yield from schema.get("properties", {})
    for part in (*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])):
        yield from _properties(doc, part, seen)


def _fields_of(struct: Any, place: str) -> Iterator[Name]:
    near = frozenset(struct.__struct_fields__)
    yield from (Name(name, place, near) for name in near)
    for annotation in struct.__annotations__.values():
        for part in (annotation, *getattr(annotation, "__args__", ())):
            if hasattr(part, "__struct_fields__"):
                yield from _fields_of(part, place)
