"""Halls in every state, what is held in every way there is, votes with every outcome, campaigns and exemplars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.gateway.estates.days import YEAR
from tests.gateway.towns.activities import ITEMS

if TYPE_CHECKING:
    from tests.gateway.estate import Estate

MODES = ("fixed", "party_class", "themed", "interactive", "new_media", "mobile")
MEETINGS = ("group_meeting", "party_class", "life_meeting", "democratic_appraisal", "voluntary_service")
VOTES = {"subject": "发展党员", "entitled": 6, "abstained": 0}
PASSED = {"present": 5, "votes_for": 4, "votes_against": 1}
NOT_PASSED = {"present": 5, "votes_for": 3, "votes_against": 2}
NO_QUORUM = {"present": 2, "votes_for": 2, "votes_against": 0}


def winter(estate: Estate) -> None:
    """Plan halls with a deadline in spring, and hold what January asks for."""
    for unit in ("third", "first", "fourth"):
        estate.ids[f"hall_{unit}"] = estate.ask("community", "/lecture-halls", title="大讲堂", **estate.at(unit))["id"]
    for unit in ("first", "fourth"):
        estate.ask("community", f"/lecture-halls/{estate.ids[f'hall_{unit}']}/beginnings")
    hall = f"/lecture-halls/{estate.ids['hall_fourth']}"
    estate.ask("community", f"{hall}/checks", items=list(ITEMS))
    estate.ask("community", f"{hall}/establishments")
    deadline = {"year": YEAR, "deadline": f"{YEAR}-04-30", "basis": "要点"}
    estate.ask("district", "/lecture-halls/deadlines", **estate.at("district"), **deadline)
    _held(estate, "committee_meeting", held_on=f"{YEAR}-01-08")


def spring(estate: Estate) -> None:
    """Hold sessions and meetings, open campaigns and choose exemplars."""
    ids = estate.ids
    _held(estate, "theme_day", held_on=f"{YEAR}-03-10", attended=[ids["great"], ids["good"]], excused=[ids["fair"]])
    # February's came too late, by the days of grace that the rules give.
    _held(estate, "theme_day", held_on=f"{YEAR}-03-11", makes_up_for=f"{YEAR}-02")
    for mode in MODES:
        _held(estate, "session", mode=mode)
    for kind in MEETINGS:
        _held(estate, kind, attended=[ids["good"]])
    meeting = _held(estate, "members_meeting", attended=[ids["great"]])
    ids["meeting"] = meeting
    for votes in (PASSED, NOT_PASSED, NO_QUORUM):
        estate.ask("community", f"/activities/{meeting}/resolutions", **VOTES, **votes)
    _campaign(estate, "led", "first")
    _campaign(estate, "joined", "east")
    held = estate.ids["joined"]
    _held(estate, "theme_day", campaign_id=held)


def today(estate: Estate) -> None:
    """Excuse the community from what April asked."""
    wanted = {"kind": "theme_day", "year": YEAR} | estate.at()
    asked = estate.see("/obligations", limit=200, **wanted)["items"]
    april = next(one for one in asked if one["period"] == f"{YEAR}-04")
    estate.ids["excused"] = april["id"]
    estate.ask("street", f"/obligations/{april['id']}/excuses", reason="防汛")


def _held(estate: Estate, kind: str, **more: Any) -> str:
    asked = {"kind": kind, "title": estate.title("活动")} | estate.at() | more
    return str(estate.ask("community", "/activities", **asked)["id"])


def _campaign(estate: Estate, name: str, owner: str) -> None:
    asked = {"kind": "heritage", "title": estate.title("学习传承"), "basis": "年度计划"}
    campaign = estate.ask("street", "/campaigns", **estate.at(owner), **asked)["id"]
    estate.ids[name] = campaign
    estate.ask("street", f"/campaigns/{campaign}/units", **estate.at())
    estate.ask("street", f"/campaigns/{campaign}/exemplars", reason="成效明显", **estate.at())
