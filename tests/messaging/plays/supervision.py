"""Notices at communities that end and a duty that is met."""

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.messaging.test_every_reaction import Play


def supervise(play: "Play", ids: dict[str, str]) -> None:
    """Have notices stand at units that are to end and a duty met."""
    district, units = ids["示范区"], [ids[f"社区{number}"] for number in (2, 3, 4)]
    year, day = 2026, date(2026, 3, 2)
    play.do("d", "supervision", "set_plan", organization_id=district, year=year, basis="计划", quota=9)
    asked = {"kind": "regular", "title": "检查", "inspect_on": day, "units": units}
    inspection = play.do("d", "supervision", "announce_inspection", organization_id=district, **asked)["id"]
    play.do("d", "supervision", "hold_inspection", inspection_id=inspection, on=day)
    for unit in units:
        key = {"inspection_id": inspection, "organization_id": unit, "on": day}
        found = {"severity": "general", "clause": "三会一课", "text": "记录不全"}
        play.do("d", "supervision", "record_finding", **key, **found)
        play.do("d", "supervision", "issue_notice", **key)
    here = {"organization_id": units[0]}
    play.do("c", "activities", "record_activity", kind="members_meeting", title="党员大会", **here)
