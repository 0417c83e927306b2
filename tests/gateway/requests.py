"""Requests to every operation as its document wants them, and texts that no field should break on."""

from io import BytesIO
from typing import Any

from werkzeug.test import TestResponse

from gateway.request_headers import IfMatch
from gateway.request_policy import FILES
from tests.gateway.api_scenario import FILE, ApiScenario
from tests.gateway.api_scenario import FILES as FILES_OF
from tests.gateway.app_harness import Person
from tests.gateway.operations import Operation

RARE = "𠮷野家 𨋢 👩‍👩‍👧 é"
HIDDEN = {
    "NUL": "楼道\x00亮灯",
    "escape": "楼道\x1b[31m亮灯",
    "line break": "楼道\n亮灯",
    "next line": "楼道\x85亮灯",
    "line separator": "楼道\u2028亮灯",
}


def send(
    api: ApiScenario, person: Person, operation: Operation, *, full: bool = True, changed: dict[str, Any] | None = None
) -> TestResponse:
    """Send a request about the east as its document wants it, but for fields that are changed."""
    headers = {} if operation.policy.if_match is IfMatch.IGNORED else {"If-Match": '"1"'}
    body = operation.body(api.ids)
    body = body if body is None else body | (changed or {})
    options: dict[str, Any] = {"query_string": operation.query(api.ids, full=full)}
    if operation.policy.media == FILES:
        content = FILES_OF.get(operation.rule, FILE).encode()
        return person.upload(operation.path(api.ids), body | {"file": (BytesIO(content), "east.csv")})
    if operation.method == "POST":
        return person.post(operation.path(api.ids), body, headers=headers, **options)
    return person.ask(operation.method, operation.path(api.ids), headers, json=body, **options)
