"""A fact entered at a community is decided on once, stands at its street and its district, and moves with it."""

import json
import re
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import requests

from deploy.demo.client import Client, Refused
from shared.unit_of_work import BEIJING
from tests.journeys.levels import imported, staff, total, until
from tools.platforms import Platform

pytestmark = pytest.mark.slow
Reviewer = tuple[Client, dict[str, Any]]
SHOWN = ("event", "route", "method", "status", "outcome", "account_id")


def lines_of(platform: Platform) -> list[dict[str, Any]]:
    """Return everything that the processes logged; a line that is no JSON fails."""
    return [json.loads(line) for path in platform.folder.glob("*.log") for line in path.read_text().splitlines()]


def test_a_request_leaves_one_line_in_the_gateway_and_one_in_the_service(platform: Platform) -> None:
    operator = platform.operator()
    operator.http.headers["X-Correlation-ID"] = "one-request"
    operator.get("/organizations", limit=1)
    me = operator.get("/accounts/me")["id"]
    with pytest.raises(Refused):
        operator.get("/projects/no-such-project")
    lines = until(
        lambda: [line for line in lines_of(platform) if line.get("correlation_id") == "one-request"],
        lambda seen: len(seen) >= 5,
    )
    told = [tuple(str(line.get(name, "")) for name in SHOWN) for line in lines]
    assert sorted(told) == sorted(
        [
            ("request answered", "/api/v1/organizations", "GET", "200", "", me),
            ("request handled", "", "organizations", "", "answered", me),
            ("request answered", "/api/v1/accounts/me", "GET", "200", "", me),
            ("request answered", "/api/v1/projects/<id:project_id>", "GET", "404", "", me),
            ("request handled", "", "project", "", "refused", me),
        ]
    )
    assert all(line["seconds"] >= 0 for line in lines)
    page = requests.get(f"{platform.metrics}/metrics", timeout=10).text
    assert re.search(r"^gateway_audit_rows [1-9]", page, re.MULTILINE)
    assert re.search(r"^gateway_audit_bytes [1-9]", page, re.MULTILINE)
    assert requests.get(f"{platform.address}/metrics", timeout=10).status_code == 404
    assert re.search(
        r'^gateway_requests_total\{method="GET",route="/api/v1/organizations",status="200"\} [1-9]', page, re.MULTILINE
    )


def test_a_fact_entered_at_a_community_is_decided_once_stands_at_every_level_and_moves_with_it(
    platform: Platform,
) -> None:
    operator = platform.operator()
    ids = imported(operator)
    district = staff(operator, platform, "district_staff", ids["示范区"])
    street = staff(operator, platform, "street_staff", ids["东街道"])
    colleague = staff(operator, platform, "street_staff", ids["西街道"], ids["东街道"])
    community = staff(operator, platform, "community_staff", ids["甲社区"])
    today = datetime.now(BEIJING).date()
    before = (today - timedelta(days=1)).isoformat()

    project = community.post(
        "/projects", organization_id=ids["甲社区"], kind="secretary_project", category="brand_building",
        year=today.year, title="邻里节", lead_post="社区书记", on=before,
    )  # fmt: skip
    step = f"/projects/{project['id']}"
    a_review_is_of_what_was_read_and_of_several_at_once_one_is_done(step, community, [street, colleague], before)
    district.post(f"{step}/approvals", decision="pass", opinion="同意立项", on=before)
    community.post(f"{step}/starts", on=before)
    report = community.post(
        f"{step}/progress", reported_on=before, percent=40, text="已走访三个小区", people_served=120
    )

    levels = [(community, "community", "甲社区"), (street, "street", "东街道"), (district, "district", "示范区")]
    for client, level, name in levels:
        served = partial(total, client, level, ids[name], "people_served", period=today.year)
        until(served, lambda seen: seen == 120)
        records = client.get(f"/levels/{level}/{ids[name]}/figures/people_served/records", period=today.year)["items"]
        assert [(record["record_id"], record["value"]) for record in records] == [(report["id"], 120)]
        shown = client.follow(records[0]["href"])
        assert (shown["people_served"], shown["project_id"]) == (120, records[0]["state"]["project_id"])

    district.post(f"/organizations/{ids['甲社区']}/moves", parent_id=ids["西街道"], effective_on=today.isoformat())
    until(
        lambda: total(district, "street", ids["西街道"], "people_served", period=today.year), lambda seen: seen == 120
    )
    assert total(district, "street", ids["东街道"], "people_served", period=today.year) == 0
    assert total(district, "district", ids["示范区"], "people_served", period=today.year) == 120

    assert total(district, "street", ids["东街道"], "people_served", period=today.year, as_of=before) == 120
    assert total(district, "street", ids["西街道"], "people_served", period=today.year, as_of=before) == 0


def a_review_is_of_what_was_read_and_of_several_at_once_one_is_done(
    path: str, community: Client, streets: list[Client], on: str
) -> None:
    """Assert that a stale reading is refused, and that of two concurrent reviews one is done, each sent twice."""
    several = [(who, {"decision": "pass", "opinion": "同意上报", "on": on}) for who in (*streets, *streets)]
    before, _ = read(streets[0], path)
    tag = amended(community, path, before, content="经费100万元")
    late = decided(path, "reviews", before, several)
    assert {(answer.status_code, answer.json()["type"]) for answer in late} == {
        (412, "urn:sanji:problem:changed_meanwhile")
    }
    assert read(streets[0], path)[1]["status"] == "declared"
    answers = decided(path, "reviews", tag, several)
    assert sorted(answer.status_code for answer in answers) == [201, 412, 412, 412], [each.text for each in answers]
    (done,) = [answer for answer in answers if answer.status_code == 201]
    stands, project = read(streets[1], path)
    assert (stands, project["status"]) == (done.headers["ETag"], "reviewed")


def read(who: Client, path: str) -> tuple[str, Any]:
    """Read a record and its tag."""
    answer = who.http.get(address(who, path), timeout=30)
    return answer.headers["ETag"], answer.json()


def amended(who: Client, path: str, tag: str, **changes: Any) -> str:
    """Change a record that stands at a tag, and give the tag it has then."""
    answer = who.http.patch(address(who, path), json=changes, headers={"If-Match": tag}, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.headers["ETag"]


def decided(path: str, step: str, tag: str, reviewers: Sequence[Reviewer]) -> list[requests.Response]:
    """Let everybody decide at once on what stands at a tag, each on a connection of their own."""

    def decide(reviewer: Reviewer) -> requests.Response:
        who, body = reviewer
        headers = {"Authorization": str(who.http.headers["Authorization"]), "If-Match": tag}
        headers |= {"Idempotency-Key": uuid.uuid4().hex}
        return requests.post(f"{address(who, path)}/{step}", json=body, headers=headers, timeout=30)

    with ThreadPoolExecutor(len(reviewers)) as threads:
        return list(threads.map(decide, reviewers))


def address(who: Client, path: str) -> str:
    """Give the whole address of a path."""
    return f"{who.address}/api/v1{path}"
