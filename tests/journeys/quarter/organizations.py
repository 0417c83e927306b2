"""Six people take their places, and one of them the secretary's post."""

from typing import Any

from deploy.demo.client import Client
from tests.journeys.quarter import SINCE, Quarter

CELL, BAY = ("张建国", "李春梅", "王晓东", "赵文涛"), ("周玉兰", "吴子涵")


def people_take_their_places(quarter: Quarter) -> dict[str, str]:
    """Enter four members of a branch and two of another, and give their ids by name."""
    ids, members = quarter.ids, dict[str, str]()
    secretary, *others = CELL
    members[secretary] = _member(quarter, quarter.lake, "湖滨第一党支部", secretary)
    quarter.lake.post(
        f"/organizations/{ids['湖滨社区']}/posts", title="secretary", member_id=members[secretary], from_on=SINCE
    )
    members |= {name: _member(quarter, quarter.lake, "湖滨第一党支部", name) for name in others}
    members[BAY[0]] = _member(quarter, quarter.bay, "滨海党支部", BAY[0])
    members[BAY[1]] = _member(quarter, quarter.bay, "滨海党支部", BAY[1], status="probationary")
    quarter.cell.position = quarter.lake.position
    return members


def _member(quarter: Quarter, clerk: Client, where: str, name: str, **more: Any) -> str:
    asked = {"status": "full", "member_class": "ordinary", "born_on": "1980-05-04", "joined_on": "2005-07-01"}
    path = f"/organizations/{quarter.ids[where]}/members"
    return str(clerk.post(path, name=name, effective_on=SINCE, **asked | more)["id"])
