"""What every journey needs: a district, people who are signed in, a look that is repeated, figures that add up."""

import time
from collections.abc import Callable
from itertools import count
from random import Random
from typing import Any, TypeVar

from deploy.demo.client import Client
from tools.platforms import Platform

DISTRICT = """code,name,level,parent_code,lon_gcj02,lat_gcj02
{0},示范区,district,,118.08,24.44
{0}001,东街道,street,{0},118.09,24.43
{0}002,西街道,street,{0},118.07,24.45
{0}001001,甲社区,community,{0}001,,
{0}001002,乙社区,community,{0}001,,
{0}002001,丙社区,community,{0}002,,
"""
CODES = count(990101)
"""The code of the next district: several may be on one platform."""
Answer = TypeVar("Answer")


def until(look: Callable[[], Answer], holds: Callable[[Answer], Any], seconds: float = 30) -> Answer:
    """Look again until what it sees holds, and fail with the last it saw."""
    end = time.monotonic() + seconds
    while not holds(seen := look()):
        assert time.monotonic() < end, seen
        time.sleep(0.05)
    return seen


def imported(operator: Client) -> dict[str, str]:
    """Import a district and give the ids by name."""
    code = str(next(CODES))
    file = DISTRICT.format(code).encode()
    job = operator.upload("/organizations/imports", "district.csv", file, effective_on="2020-01-01")
    done = until(
        lambda: operator.get(f"/organizations/imports/{job['id']}"),
        lambda job: job["state"] not in {"waiting", "running"},
    )
    assert done["state"] == "done", done
    return until(
        lambda: {
            item["name"]: item["id"]
            for item in operator.get("/organizations", limit=200)["items"]
            if (item["division_code"] or "").startswith(code)
        },
        lambda ids: len(ids) == 6,
    )


def staff(operator: Client, platform: Platform, role: str, organization_id: str, *others: str) -> Client:
    """Make an account for who acts for an organization, or for several, and sign it in.

    It reads on from what the operator wrote.
    """
    username = f"{role}-{organization_id[:8]}"
    grants = [{"role": role, "organization_id": each, "below": True} for each in (organization_id, *others)]
    made = platform.account(operator, username=username, name=role, organization_id=organization_id, grants=grants)
    client = Client(platform.address, Random(username))
    client.first_sign_in(username, made["initial_password"], f"自己的长口令-{organization_id}")
    client.position = operator.position
    return client


def adding_up(overview: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the figures of an overview by indicator: each is its own plus its children's."""
    below = [item for child in overview["children"] for item in child["figures"]]
    for figure in overview["figures"]:
        if figure["total"] is not None:
            parts = [item["total"] for item in below if item["indicator"] == figure["indicator"]]
            assert figure["total"] == figure["own"] + sum(parts), (overview["organization"]["name"], figure, parts)
    return {figure["indicator"]: figure for figure in overview["figures"]}


def total(client: Client, level: str, organization_id: str, indicator: str, **query: Any) -> int:
    """Read one figure of an overview and check that it is its own plus its children's."""
    return int(adding_up(client.get(f"/levels/{level}/{organization_id}/overview", **query))[indicator]["total"])
