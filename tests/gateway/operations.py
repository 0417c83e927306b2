"""Every operation of the application, from its own map of addresses, with a request to each made from its document."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any, cast

from werkzeug.test import TestResponse

from gateway.request_headers import IfMatch
from gateway.request_policy import FILES, RoutePolicy, policy_of
from gateway.schemas.fields import ID_PATTERN
from tests.gateway.api_scenario import FILE, YEAR, ApiScenario
from tests.gateway.api_scenario import FILES as FILES_OF
from tests.gateway.app_harness import Person
from tests.gateway.documented import application, document, templated

VALUES: dict[str, Any] = {
    "username": "zhangsan",
    "period": "2024",
    "quarter": "2024Q1",
    "year": YEAR,
    "level": "branch",
    "values": {"1": "3"},
    "second_factor_required": False,
    "parts": [{"name": "甲社区"}, {"name": "乙社区"}],
}
"""What a field of this name takes, where its schema alone does not say so."""
RARE = "𠮷野家 𨋢 👩‍👩‍👧 é"
HIDDEN = {
    "NUL": "楼道\x00亮灯",
    "escape": "楼道\x1b[31m亮灯",
    "line break": "楼道\n亮灯",
    "next line": "楼道\x85亮灯",
    "line separator": "楼道\u2028亮灯",
}
"""Texts that no field should break on."""


@dataclass(frozen=True)
class Operation:
    """A method on an address, and how its route is guarded."""

    method: str
    rule: str
    parameters: tuple[str, ...]
    policy: RoutePolicy

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"

    @property
    def template(self) -> str:
        """The address as the document has it."""
        return templated(self.rule, self.parameters)

    @property
    def documented(self) -> dict[str, Any]:
        """What the document says of it; an operation that it does not have fails the test."""
        return cast("dict[str, Any]", document()["paths"][self.template][self.method.lower()])

    def address(self, ids: dict[str, str]) -> str:
        """Return the whole path, with an event of the catalogue where it names one."""
        return self.template.format_map(
            {"service": "projects", "event": "project_declared", "quarter": VALUES["quarter"]} | ids
        )

    def path(self, ids: dict[str, str]) -> str:
        """Return the path below /api/v1 with ids that `tests/gateway/api_scenario.py` must know."""
        return self.address(ids).removeprefix("/api/v1")

    def query(self, ids: dict[str, str], *, full: bool) -> dict[str, Any]:
        """Return a query with what is needed, or with everything that names a record as well."""
        offered = [each for each in self.documented.get("parameters", []) if each["in"] == "query"]
        wanted = [each for each in offered if each["required"] or (full and _is_id(each["schema"]))]
        return {each["name"]: example(each["schema"], each["name"], ids) for each in wanted}

    def body(self, ids: dict[str, str]) -> Any:
        """Return a body with what is needed and everything that names a record, or None."""
        if self.policy.media is None:
            return None
        return example(self.documented["requestBody"]["content"][self.policy.media]["schema"], "", ids)


def operations() -> list[Operation]:
    app = application()
    return [
        Operation(method, rule.rule, tuple(sorted(rule.arguments)), policy_of(app.view_functions[rule.endpoint]))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def send(
    api: ApiScenario,
    person: Person,
    operation: Operation,
    *,
    full: bool = True,
    changed: dict[str, Any] | None = None,
    tag: str = '"1"',
) -> TestResponse:
    """Send a request about the east as its document wants it, but for fields that are changed."""
    headers = {} if operation.policy.if_match is IfMatch.IGNORED else {"If-Match": tag}
    body = operation.body(api.ids)
    body = body if body is None else body | (changed or {})
    options: dict[str, Any] = {"query_string": operation.query(api.ids, full=full)}
    if operation.policy.media == FILES:
        content = FILES_OF.get(operation.rule, FILE).encode()
        return person.upload(operation.path(api.ids), body | {"file": (BytesIO(content), "east.csv")})
    if operation.method == "POST":
        return person.post(operation.path(api.ids), body, headers=headers, **options)
    return person.ask(operation.method, operation.path(api.ids), headers, json=body, **options)


def example(schema: dict[str, Any], name: str, ids: dict[str, str]) -> Any:
    schema = _resolved(schema)
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if name in VALUES:
        return VALUES[name]
    if kind == "object":
        return _object(schema, ids)
    if kind == "array":
        return [example(schema["items"], name, ids)]
    if kind == "string":
        return _text(schema, name, ids)
    return {"integer": schema.get("minimum", 0), "number": 0.5, "boolean": False}[kind]


def _object(schema: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    needed = schema.get("required", [])
    properties = schema.get("properties", {})
    return {
        name: example(each, name, ids) for name, each in properties.items() if name in needed or _is_id(_resolved(each))
    }


def _text(schema: dict[str, Any], name: str, ids: dict[str, str]) -> str:
    if "enum" in schema:
        return str(schema["enum"][0])
    formats = {"date": "2024-03-01", "date-time": "2024-03-01T00:00:00+00:00", "binary": "file"}
    if "format" in schema:
        return formats.get(schema["format"], "text")
    return ids.get(name, ids["organization_id"]) if _is_id(schema) else "文字"


def _is_id(schema: dict[str, Any]) -> bool:
    return ID_PATTERN in schema.get("pattern", "") or _is_id_list(schema)


def _is_id_list(schema: dict[str, Any]) -> bool:
    return "items" in schema and ID_PATTERN in schema["items"].get("pattern", "")


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    for part in schema.get("allOf", []):
        schema = schema | part
    if "$ref" in schema:
        found: dict[str, Any] = document()
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return _resolved(found)
    return schema
