"""Lists come in pages whose cursors nobody makes up, and with the fields that were asked for."""

import base64
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.expect import done
from tests.gateway.api_scenario import ApiScenario
from tests.gateway.app_harness import Person
from tests.gateway.operations import Operation, operations

LISTS = [
    each
    for each in operations()
    if each.method == "GET"
    and not each.policy.public
    and any(one["name"] == "cursor" for one in each.documented.get("parameters", []))
]
ONE_BY_ONE = "/organizations?limit=1"


def pages_of(person: Person, path: str) -> list[list[dict[str, Any]]]:
    """Read every page of a list, following `next`."""
    pages = []
    following: str | None = path
    while following is not None:
        answer = done(person.get(following.removeprefix("/api/v1")))
        assert answer["self"] == (following if following.startswith("/api") else f"/api/v1{following}")
        pages.append(answer["items"])
        following = answer["next"]
    return pages


def cursor_of(person: Person, path: str) -> str:
    """Return the cursor of a list's second page."""
    return parse_qs(urlsplit(done(person.get(path))["next"]).query)["cursor"][0]


def refused(person: Person, path: str) -> list[str]:
    """Return the fields that a request was refused for."""
    answer = person.get(path)
    assert answer.status_code == 422, answer.text
    return [f"{each['field']} {each['code']}" for each in answer.json["errors"]]


def test_pages_have_every_item_once_and_in_one_order(api: ApiScenario) -> None:
    district = api.people["district"]
    whole = done(district.get("/organizations"))
    assert whole["next"] is None
    for size in (1, 2, 3):
        pages = pages_of(district, f"/organizations?limit={size}")
        assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)
        assert [item for page in pages for item in page] == whole["items"]


@pytest.mark.parametrize("operation", LISTS, ids=str)
def test_every_list_takes_pages(api: ApiScenario, operation: Operation) -> None:
    keeps_running = "job_id" in operation.parameters or operation.rule.endswith("/parked-events")
    person = api.operator if keeps_running else api.people["district"]
    query = operation.query(api.ids, full=False)
    pages = []
    answer = person.get(operation.path(api.ids), query_string=query | {"limit": 1})
    while True:
        assert answer.status_code == 200, answer.text
        assert len(answer.json["items"]) <= 1
        pages.append(answer.json["items"])
        if answer.json["next"] is None or len(pages) == 4:
            break
        answer = person.get(answer.json["next"].removeprefix("/api/v1"))
    shown = [str(item) for page in pages for item in page]
    assert len(set(shown)) == len(shown)
    assert refused(person, f"{operation.path(api.ids)}?{_joined(query)}cursor=abc") == ["cursor cursor_invalid"]


def _joined(query: dict[str, Any]) -> str:
    return "".join(f"{name}={value}&" for name, value in query.items())


def test_a_cursor_is_good_for_its_own_list_alone(api: ApiScenario) -> None:
    district, ids = api.people["district"], api.ids
    cursor = cursor_of(district, ONE_BY_ONE)
    assert district.get(f"{ONE_BY_ONE}&cursor={cursor}").status_code == 200
    assert district.get(f"/organizations?limit=2&fields=name&cursor={cursor}").status_code == 200
    elsewhere = (
        f"/organizations?limit=1&level=community&cursor={cursor}",
        f"/organizations?limit=1&within={api.east['street']}&cursor={cursor}",
        f"/organizations/{api.east['street']}/children?cursor={cursor}",
        f"/projects?organization_id={ids['organization_id']}&cursor={cursor}",
    )
    for path in elsewhere:
        assert refused(district, path) == ["cursor cursor_invalid"]


def test_a_cursor_with_another_position_in_it_is_refused(api: ApiScenario) -> None:
    district = api.people["district"]
    cursor = cursor_of(district, ONE_BY_ONE)
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert api.east["district"].encode() in raw, "the position is no secret; that it is signed is what counts"
    forged = {
        "another position": raw[:16] + raw[16:].replace(b"350203", b"000000"),
        "another seal": bytes(16) + raw[16:],
        "the seal alone": raw[:16],
        "nothing": b"",
        "no text": raw[:16] + b"\xff",
        "more": raw + b" ",
    }
    for how, content in forged.items():
        made_up = base64.urlsafe_b64encode(content).decode().rstrip("=") or "A"
        assert made_up != cursor, how
        assert refused(district, f"{ONE_BY_ONE}&cursor={made_up}") == ["cursor cursor_invalid"], how


@pytest.mark.parametrize("cursor", ["a", "%00", "=", "é", "a" * 1001, "..%2F", "AAAA%20AAAA", "𠮷"])
def test_what_is_no_cursor_at_all_is_refused(api: ApiScenario, cursor: str) -> None:
    assert refused(api.people["district"], f"{ONE_BY_ONE}&cursor={cursor}")[0].startswith("cursor ")


@pytest.mark.parametrize("limit", ["0", "-1", "201", "a", "1.5", "1e2", "", "9" * 50])
def test_a_page_has_one_to_two_hundred_items(api: ApiScenario, limit: str) -> None:
    assert refused(api.people["district"], f"/organizations?limit={limit}")[0].startswith("limit ")


def test_a_reader_names_the_fields_and_those_always_there_stay(api: ApiScenario) -> None:
    district = api.people["district"]
    page = done(district.get("/organizations?fields=division_code"))
    assert {tuple(item) for item in page["items"]} == {("id", "name", "level", "kind", "division_code")}
    one = done(district.get(f"/projects/{api.ids['project_id']}?fields=title,percent"))
    assert one == {"title": "楼道亮灯", "percent": 50}


def test_a_page_goes_on_with_the_same_fields(api: ApiScenario) -> None:
    pages = pages_of(api.people["district"], "/organizations?limit=2&fields=parent_id")
    assert len(pages) > 1
    assert {tuple(sorted(item)) for page in pages for item in page} == {("id", "kind", "level", "name", "parent_id")}


@pytest.mark.parametrize("fields", ["nothing", "name,", "name,secret_key", "name%00", "items", "__class__"])
def test_a_field_that_is_not_offered_is_refused(api: ApiScenario, fields: str) -> None:
    found = refused(api.people["district"], f"/organizations?fields={fields}")
    assert {each.split(".")[0].split()[0] for each in found} == {"fields"}


def test_fields_left_out_do_not_change_the_version(api: ApiScenario) -> None:
    path = f"/projects/{api.ids['project_id']}"
    district = api.people["district"]
    assert district.get(f"{path}?fields=title").headers["ETag"] == district.get(path).headers["ETag"]
