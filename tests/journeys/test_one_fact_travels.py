"""A fact entered at a community stands at its street and its district, and moves with the community."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, TypeVar

import pytest

from deploy.demo.client import Client
from shared.work import BEIJING
from tests.platforms import Platform

pytestmark = pytest.mark.slow
DISTRICT = """code,name,level,parent_code,lon_gcj02,lat_gcj02
990101,示范区,district,,118.08,24.44
990101001,东街道,street,990101,118.09,24.43
990101002,西街道,street,990101,118.07,24.45
990101001001,甲社区,community,990101001,,
990101001002,乙社区,community,990101001,,
990101002001,丙社区,community,990101002,,
"""
Answer = TypeVar("Answer")


def until(look: Callable[[], Answer], holds: Callable[[Answer], Any], seconds: float = 30) -> Answer:
    """This function will look again until what it sees holds, and fail with the last it saw."""
    end = time.monotonic() + seconds
    while not holds(seen := look()):
        assert time.monotonic() < end, seen
        time.sleep(0.05)
    return seen


def imported(operator: Client) -> dict[str, str]:
    """This function will import the district and give the ids by name."""
    job = operator.upload("/organizations/imports", "district.csv", DISTRICT.encode(), effective_on="2020-01-01")
    done = until(
        lambda: operator.get(f"/organizations/imports/{job['id']}"),
        lambda job: job["state"] not in {"waiting", "running"},
    )
    assert done["state"] == "done", done
    listed = until(lambda: operator.get("/organizations", limit=50)["items"], lambda items: len(items) == 6)
    return {item["name"]: item["id"] for item in listed}


def staff(operator: Client, platform: Platform, role: str, organization_id: str) -> Client:
    """This function will make an account for someone at an organization and sign it in."""
    username = f"{role}-{organization_id[:8]}"
    grants = [{"role": role, "organization_id": organization_id, "below": True}]
    made = operator.post("/accounts", username=username, name=role, organization_id=organization_id, grants=grants)
    client = Client(platform.address, Random(username))
    client.first_sign_in(username, made["initial_password"], f"自己的长口令-{organization_id}")
    return client


def total(client: Client, level: str, organization_id: str, indicator: str, **query: Any) -> int:
    """This function will read one figure of an overview and check that it is its own plus its children's."""
    overview = client.get(f"/levels/{level}/{organization_id}/overview", **query)
    figure = next(item for item in overview["figures"] if item["indicator"] == indicator)
    below = [item for child in overview["children"] for item in child["figures"] if item["indicator"] == indicator]
    assert figure["total"] == figure["own"] + sum(item["total"] for item in below)
    return int(figure["total"])


def test_a_fact_entered_at_a_community_stands_at_every_level_and_moves_with_it(platform: Platform) -> None:
    operator = platform.operator()
    ids = imported(operator)
    district = staff(operator, platform, "district_staff", ids["示范区"])
    street = staff(operator, platform, "street_staff", ids["东街道"])
    community = staff(operator, platform, "community_staff", ids["甲社区"])
    today = datetime.now(BEIJING).date()

    project = community.post(
        "/projects", organization_id=ids["甲社区"], kind="secretary_project", category="brand_building",
        year=today.year, title="邻里节", lead_post="社区书记",
    )  # fmt: skip
    step = f"/projects/{project['id']}"
    street.post(f"{step}/reviews", decision="pass", opinion="同意上报")
    district.post(f"{step}/approvals", decision="pass", opinion="同意立项")
    community.post(f"{step}/starts", on=today.isoformat())
    report = community.post(
        f"{step}/progress", reported_on=today.isoformat(), percent=40, text="已走访三个小区", people_served=120
    )

    levels = [(community, "community", "甲社区"), (street, "street", "东街道"), (district, "district", "示范区")]
    for client, level, name in levels:
        served = partial(total, client, level, ids[name], "people_served", period=today.year)
        until(served, lambda seen: seen == 120)
        records = client.get(f"/levels/{level}/{ids[name]}/figures/people_served/records", period=today.year)["items"]
        assert [(record["record_id"], record["value"]) for record in records] == [(report["id"], 120)]
        assert client.follow(records[0]["href"])["title"] == "邻里节"

    district.post(f"/organizations/{ids['甲社区']}/moves", parent_id=ids["西街道"], effective_on=today.isoformat())
    until(
        lambda: total(district, "street", ids["西街道"], "people_served", period=today.year), lambda seen: seen == 120
    )
    assert total(district, "street", ids["东街道"], "people_served", period=today.year) == 0
    assert total(district, "district", ids["示范区"], "people_served", period=today.year) == 120

    before = (today - timedelta(days=1)).isoformat()
    assert total(district, "street", ids["东街道"], "people_served", period=today.year, as_of=before) == 120
    assert total(district, "street", ids["西街道"], "people_served", period=today.year, as_of=before) == 0
