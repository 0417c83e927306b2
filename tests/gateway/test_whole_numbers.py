"""A fraction is refused where a whole number belongs: in every field of every body and query, and by every service."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from shared.errors import Refusal, unwrap_response
from shared.rights import ROLES, Actor, Grant
from shared.whole_numbers import FRACTIONS
from tests.gateway.api_scenario import YEAR, ApiScenario
from tests.gateway.documented import document
from tests.gateway.operations import Operation, _resolved, operations

Path = tuple[str | int, ...]
WRITTEN = [each for each in operations() if each.policy.media and each.template in document()["paths"]]


def numbers(schema: dict[str, Any], kind: str, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give the path and the schema of every number of a kind in a body."""
    schema = _resolved(schema)
    if kind in (schema["type"] if isinstance(schema.get("type"), list) else [schema.get("type")]):
        yield path, schema
    for name, inner in schema.get("properties", {}).items():
        yield from numbers(inner, kind, (*path, name))
    if isinstance(schema.get("items"), dict):
        yield from numbers(schema["items"], kind, (*path, 0))
    if isinstance(schema.get("additionalProperties"), dict):
        yield from numbers(schema["additionalProperties"], kind, (*path, "1"))


def at(path: Path, value: Any) -> Any:
    """Build a body that has nothing but a value at a path."""
    for step in reversed(path):
        value = [value] if step == 0 else {step: value}
    return value


def body_of(operation: Operation) -> dict[str, Any]:
    """Give the schema of an operation's body."""
    return dict(operation.documented["requestBody"]["content"][operation.policy.media or ""]["schema"])


WHOLE = [(each, *found) for each in WRITTEN for found in numbers(body_of(each), "integer")]


def said(api: ApiScenario, operation: Operation, path: Path, value: float) -> set[str]:
    """Ask with a number in one field as somebody who may do nothing here, and give what is said of that field."""
    headers = {"Idempotency-Key": "whole", "If-Match": '"987654"'}
    answer = api.people["stranger"].ask(operation.method, operation.path(api.ids), headers, json=at(path, value))
    assert answer.status_code >= 400 or operation.policy.private, answer.text
    named = ".".join(map(str, path))
    return {
        error["code"]
        for error in answer.json.get("errors", ())
        if error["field"] == named and answer.status_code == 422
    }


def test_a_fraction_is_refused_in_every_whole_number_of_every_body(api: ApiScenario) -> None:
    assert len(WHOLE) > 50
    for operation, path, schema in WHOLE:
        least = schema.get("minimum", 0)
        assert said(api, operation, path, least + 0.5) == {"whole_number_needed"}, (str(operation), path)
        assert not said(api, operation, path, least + 0.0) & {"whole_number_needed", "integer_invalid"}, path


def test_a_fraction_is_refused_in_every_whole_number_of_every_query(api: ApiScenario) -> None:
    for operation in operations():
        documented = document()["paths"].get(operation.template, {}).get(operation.method.lower(), {})
        for each in documented.get("parameters", []):
            if each["in"] == "query" and next(numbers(each["schema"], "integer"), None) and not operation.policy.public:
                asked = operation.query(api.ids, full=True) | {each["name"]: "1.5"}
                headers = {"Idempotency-Key": "whole", "If-Match": '"1"'}
                path = operation.path(api.ids)
                answer = api.people["district"].ask(operation.method, path, headers, query_string=asked)
                assert answer.status_code == 422, (str(operation), each["name"])
                assert each["name"] in {error["field"] for error in answer.json["errors"]}


def test_the_fields_that_take_a_fraction_are_those_of_the_document() -> None:
    found = {path[-1] for each in WRITTEN for path, _ in numbers(body_of(each), "number")}
    assert found == FRACTIONS


VEHICLES = [{"name": "车", "seats": 40}, {"name": "车", "seats": 12.9}]


@pytest.mark.parametrize(
    ("service", "method", "field", "asked"),
    [
        ("projects", "report_progress", "percent", {"project_id": "x", "text": "进展", "percent": 33.9}),
        ("projects", "projects", "year", {"organization_id": "x", "year": 2026.7}),
        ("observation_visits", "add_delegation", "people", {"round_id": "x", "people": 12.9}),
        ("observation_visits", "add_delegation", "vehicles.1.seats", {"round_id": "x", "vehicles": VEHICLES}),
        ("demonstration_points", "declare_point", "year", {"organization_id": "x", "year": 2026.7}),
        ("demonstration_points", "amend_host_facts", "facts.group_capacity", {"facts": {"group_capacity": 0.5}}),
        ("supervision", "announce_inspection", "sample_size", {"organization_id": "x", "sample_size": 2.5}),
        ("activities", "record_resolution", "present", {"activity_id": "x", "present": 10.7}),
        ("member_points", "declare_points", "times", {"organization_id": "x", "times": 1.5}),
        ("organizations", "split_organization", "heir", {"organization_id": "x", "heir": 0.5}),
        ("organizations", "organizations", "limit", {"limit": float("nan")}),
    ],
)
def test_a_service_that_is_asked_directly_cuts_no_fraction(
    api: ApiScenario, service: str, method: str, field: str, asked: dict[str, Any]
) -> None:
    acting = Actor("somebody", "somebody", tuple(Grant(role, api.east["district"]) for role in ROLES))
    call = {
        "acting": acting.sign(api.harness.settings.secret_key, service, method),
        "idempotency_key": f"{method} {field}",
    }
    with pytest.raises(Refusal, match="whole_number_needed") as refused:
        unwrap_response(api.harness.host.call(service, method, call=call, **asked))
    assert refused.value.field == field


def test_a_whole_number_may_end_in_a_point_and_a_nought_and_coordinates_have_fractions(
    api: ApiScenario,
) -> None:
    community = api.people["community"]
    asked = {"year": float(YEAR), "category": "work_innovation", "title": "楼道亮灯", "lead_post": "书记"}
    made = community.post("/projects", asked | {"organization_id": api.ids["organization_id"]})
    assert (made.status_code, made.json["year"]) == (201, date(YEAR, 1, 1).year)
    facts = {"lon_gcj02": 118.123456, "lat_gcj02": 24.5, "group_capacity": 30.0}
    path = f"/demonstration-points/{api.ids['point_id']}/host-facts"
    kept = community.patch(path, facts, community.get(path).json["version"])
    assert (kept.status_code, kept.json["group_capacity"], kept.json["lon_gcj02"]) == (200, 30, 118.123456)
