"""A hall is established and sessions are held in it; of what this year asks, one meeting is missed and one excused."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from deploy.demo.client import Client, Refused
from deploy.demo.seed.activities import ITEMS
from tests.journeys.levels import until
from tests.journeys.quarter import Quarter

MONTHLY = ("committee_meeting", "group_meeting", "theme_day")
AT_YEARS_END = ("life_meeting", "democratic_appraisal")
MISSED, EXCUSED = "committee_meeting", "theme_day"
"""What 滨海党支部 did not hold in January: one of them the street excused."""


def halls_are_built_and_sessions_held(quarter: Quarter, members: dict[str, str]) -> None:
    """Take one hall its whole way and another half of it, and hold sessions in four modes."""
    ids, lake, bay = quarter.ids, quarter.lake, quarter.bay
    asked = {"organization_id": ids["湖滨社区"], "title": "湖滨大讲堂", "on": quarter.on(10, 8)}
    hall = f"/lecture-halls/{lake.post('/lecture-halls', **asked)['id']}"
    lake.post(f"{hall}/beginnings", on=quarter.on(10, 9))
    lake.post(f"{hall}/checks", items=ITEMS[:-1], on=quarter.on(10, 11))
    with pytest.raises(Refused, match="standard_not_met"):
        lake.post(f"{hall}/establishments", on=quarter.on(10, 12))
    lake.post(f"{hall}/checks", items=ITEMS[-1:], on=quarter.on(10, 12))
    assert lake.post(f"{hall}/establishments", on=quarter.on(10, 12))["status"] == "established"

    asked = {"organization_id": ids["滨海社区"], "title": "滨海大讲堂", "on": quarter.on(10, 10)}
    begun = bay.post("/lecture-halls", **asked)
    bay.post(f"/lecture-halls/{begun['id']}/beginnings", on=quarter.on(10, 20))

    zhang, li, wang, zhao, zhou, wu = members.values()
    held: dict[str, Any] = {"organization_id": ids["湖滨社区"]}
    session = held | {"kind": "session"}
    lake.post(
        "/activities", **session, mode="fixed", title="全会精神宣讲", held_on=quarter.on(10, 14),
        attended=[zhang, li, wang], excused=[zhao],
    )  # fmt: skip
    lake.post(
        "/activities", **session, mode="party_class", title="书记讲党课", held_on=quarter.on(11, 12),
        attended=[zhang, li, wang, zhao], speakers=[zhang],
    )  # fmt: skip
    lake.post("/activities", **session, mode="mobile", title="送学上门", held_on=quarter.on(12, 9), attended=[li, wang])
    lake.post(
        "/activities", **held, kind="voluntary_service", title="清洁家园", held_on=quarter.on(12, 5),
        attended=[zhang, li, zhao],
    )  # fmt: skip
    bay.post(
        "/activities", organization_id=ids["滨海社区"], kind="session", mode="new_media", title="云上讲堂",
        held_on=quarter.on(11, 18), attended=[zhou, wu],
    )  # fmt: skip


def a_branch_meets(quarter: Quarter, members: dict[str, str]) -> str:
    """Hold the branch's meeting of the quarter, at which all four are, and give its id."""
    cell = quarter.cell
    meeting = cell.post(
        "/activities", organization_id=quarter.ids["湖滨第一党支部"], kind="members_meeting", title="第四季度党员大会",
        held_on=quarter.on(11, 25), attended=list(members.values())[:4],
    )  # fmt: skip
    return str(meeting["id"])


def a_meeting_is_missed_and_one_excused(quarter: Quarter) -> None:
    """Hold what this year asked so far of two branches, but for two meetings of one's January.

    竹苑社区, which is a branch of its own, holds nothing at all.
    """
    held = list(_asked_so_far(quarter.today))
    january = date(quarter.today.year, 1, 1)
    left = [one for one in held if one not in {(MISSED, january), (EXCUSED, january)}]
    _record(quarter, quarter.cell, "湖滨第一党支部", held)
    _record(quarter, quarter.bay, "滨海党支部", left)
    wanted = {"organization_id": quarter.ids["滨海党支部"], "kind": EXCUSED, "year": january.year}
    asked = until(lambda: quarter.west.get("/obligations", **wanted)["items"], lambda items: len(items) == 12)
    theme_day = next(one for one in asked if one["period"] == f"{january:%Y-%m}")
    excused = quarter.west.post(f"/obligations/{theme_day['id']}/excuses", reason="寒潮预警，全员值守")
    assert (excused["standing"], excused["excuse"]) == ("excused", "寒潮预警，全员值守")


def _asked_so_far(today: date) -> Iterator[tuple[str, date]]:
    """Each meeting that this year has asked of a branch, on the first day of its period."""
    for month in range(1, today.month + 1):
        first = date(today.year, month, 1)
        yield from ((kind, first) for kind in MONTHLY)
        if month in {1, 4, 7, 10}:
            yield "members_meeting", first
        if month == 10:
            yield from ((kind, first) for kind in AT_YEARS_END)


def _record(quarter: Quarter, clerk: Client, where: str, meetings: list[tuple[str, date]]) -> None:
    entries = [{"kind": kind, "title": "组织生活", "held_on": day.isoformat()} for kind, day in meetings]
    clerk.post("/activities/batches", organization_id=quarter.ids[where], activities=entries)
