"""The API's own description: which operations it has, what each takes, and how its fields are said."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.console.api import PREFIX, Client

BETWEEN = " · "
"""What stands between the Chinese and the English of a description."""
FILES = "multipart/form-data"
METHODS = frozenset({"get", "post", "put", "patch", "delete"})


@dataclass(frozen=True)
class Operation:
    """One operation: what it is for, its parameters, its body, whether that holds a file, and a version is compared."""

    summary: str
    parameters: Mapping[str, dict[str, Any]]
    body: dict[str, Any] | None
    takes_version: bool
    takes_file: bool


class Description:
    """The OpenAPI document, read once in each process: it is the same for everybody."""

    def __init__(self) -> None:
        self._document: dict[str, Any] | None = None
        self._reading = threading.Lock()

    def operation(self, client: Client, method: str, path: str) -> Operation | None:
        """Return an operation by its method and path below /api/v1, or None where the API has none."""
        document = self._read(client)
        found = document["paths"].get(f"{PREFIX}{path}", {}).get(method.lower())
        return None if found is None else self._operation(found)

    def resolved(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return a schema with what it refers to in the place of the reference."""
        found = dict(schema)
        for part in found.pop("allOf", []):
            found = self.resolved(part) | found
        reference = found.pop("$ref", None)
        if reference is None:
            return found
        named = (self._document or {})["components"]["schemas"][reference.rpartition("/")[2]]
        return self.resolved(named) | found

    def _operation(self, found: Mapping[str, Any]) -> Operation:
        listed = [each for each in found.get("parameters", []) if "name" in each]
        content = found.get("requestBody", {}).get("content", {})
        schema = next((each["schema"] for each in content.values()), None)
        return Operation(
            found.get("summary", ""),
            {each["name"]: each for each in listed if each["in"] == "query"},
            None if schema is None else self.resolved(schema),
            any(each["name"] == "If-Match" for each in listed),
            FILES in content,
        )

    def _read(self, client: Client) -> dict[str, Any]:
        if self._document is None:
            with self._reading:
                if self._document is None:
                    self._document = client.get("/openapi.json")
        return self._document


DESCRIPTION = Description()


def said(text: str | None, language: str) -> str:
    """Return the part of a description in one language; one without both is left out."""
    chinese, between, english = (text or "").partition(BETWEEN)
    return "" if not between else (chinese if language == "zh" else english)
