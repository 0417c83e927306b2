"""Two documents of the API are alike where only ids of operations, names of schemas and descriptions differ."""

from copy import deepcopy
from typing import Any

from tools.compare_openapi import differences


def document(name: str, operation_id: str) -> dict[str, Any]:
    """Make a document of one operation whose body refers to a schema that refers to itself."""
    reference = {"$ref": f"#/components/schemas/{name}"}
    body = {"content": {"application/json": {"schema": reference}}}
    properties = {"description": {"type": "string"}, "parts": {"type": "array", "items": reference}}
    return {
        "paths": {
            "/projects": {"post": {"operationId": operation_id, "description": operation_id, "requestBody": body}}
        },
        "components": {"schemas": {name: {"type": "object", "properties": properties}}},
    }


OLD = document("Start", "start")


def changed(*place: str, value: Any) -> dict[str, Any]:
    """Return the document with another value at a place."""
    new = deepcopy(OLD)
    part = new
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    return new


def test_other_names_and_descriptions_are_no_difference() -> None:
    assert differences(OLD, document("ProjectStart", "projects_start")) == []


def test_a_limit_is_reported_where_it_is_used() -> None:
    new = changed("components", "schemas", "Start", "properties", "description", "maxLength", value=10)
    found = differences(OLD, new)
    assert found[0].startswith("paths > /projects > post > requestBody > content")
    assert found[0].endswith('description > maxLength: "(absent)" -> 10')


def test_a_path_that_is_gone_and_a_truth_that_became_a_number_are_reported() -> None:
    assert differences(OLD, changed("paths", value={}))[0].startswith("paths > /projects: ")
    before, after = (changed("paths", "/projects", "post", "deprecated", value=value) for value in (True, 1))
    assert differences(before, after) == ["paths > /projects > post > deprecated: true -> 1"]


def test_an_enumeration_is_compared_as_a_set() -> None:
    place = ("components", "schemas", "Start", "properties", "description", "enum")
    old, reordered, less = (changed(*place, value=values) for values in (["a", "b"], ["b", "a"], ["b"]))
    assert differences(old, reordered) == []
    assert differences(old, less) != []
