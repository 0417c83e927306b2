"""Halls in every state, what is held in every way there is, votes with every outcome, campaigns and exemplars."""

from typing import Any

from tests.gateway.full_district.scenario import YEAR, FullDistrict

MODES = ("fixed", "party_class", "themed", "interactive", "new_media", "mobile")
MEETINGS = ("group_meeting", "party_class", "life_meeting", "democratic_appraisal", "voluntary_service")
VOTES = {"subject": "发展党员", "entitled": 6, "abstained": 0}
OUTCOMES = (
    {"present": 5, "votes_for": 4, "votes_against": 1},
    {"present": 5, "votes_for": 3, "votes_against": 2},
    {"present": 2, "votes_for": 2, "votes_against": 0},
)
"""Passed, not passed, and no quorum."""


def winter(district: FullDistrict) -> None:
    """Plan halls with a deadline in spring, and hold what January asks for."""
    activities, ids = district.activities, district.ids
    ids["hall_third"] = activities.planned("third")["id"]
    ids["hall_first"] = activities.planned("first")["id"]
    activities.do("first", "begin_hall", hall_id=ids["hall_first"])
    ids["hall_fourth"] = activities.established("fourth")["id"]
    deadline = {"year": YEAR, "deadline": f"{YEAR}-04-30", "basis": "要点"}
    activities.do("district", "set_hall_deadline", organization_id="district", **deadline)
    _held(district, "committee_meeting", held_on=f"{YEAR}-01-08")


def spring(district: FullDistrict) -> None:
    """Hold sessions and meetings, open campaigns and choose exemplars."""
    ids = district.ids
    _held(district, "theme_day", held_on=f"{YEAR}-03-10", attended=[ids["great"], ids["good"]], excused=[ids["fair"]])
    # February's came too late, by the days of grace that the rules give.
    _held(district, "theme_day", held_on=f"{YEAR}-03-11", makes_up_for=f"{YEAR}-02")
    for mode in MODES:
        _held(district, "session", mode=mode)
    for kind in MEETINGS:
        _held(district, kind, attended=[ids["good"]])
    ids["meeting"] = _held(district, "members_meeting", attended=[ids["great"]])
    for votes in OUTCOMES:
        district.activities.do("first", "record_resolution", activity_id=ids["meeting"], **VOTES, **votes)
    for name, owner in (("led", "first"), ("joined", "east")):
        ids[name] = district.activities.campaign(owner, "first", title=district.title("学习传承"))["id"]
        chosen = {"campaign_id": ids[name], "organization_id": "first", "reason": "成效明显"}
        district.activities.do("east", "choose_exemplar", **chosen)
    _held(district, "theme_day", campaign_id=ids["joined"])


def today(district: FullDistrict) -> None:
    """Excuse the community from what April asked."""
    asked = district.get("/obligations", limit=200, kind="theme_day", year=YEAR, **district.at())["items"]
    april = district.ids["excused"] = next(one["id"] for one in asked if one["period"] == f"{YEAR}-04")
    district.activities.do("east", "excuse_obligation", obligation_id=april, reason="防汛")


def _held(district: FullDistrict, kind: str, **more: Any) -> str:
    return str(district.activities.held(kind, title=district.title("活动"), **more)["id"])
