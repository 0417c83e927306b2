"""How those who do the work are helped: trainings, contact points, mentor units and the halls' menus of classes.

The first street does all of it; the second began this summer and owes what it promised; the others have not begun.
"""

from datetime import date, timedelta
from typing import Any

from deploy.demo.client import Client
from deploy.demo.progress import shown
from deploy.demo.seed.units import Unit

ALL, BEGUN = 0, 1
"""The number of the street that does everything, and of the one that has begun."""


def help_units(units: list[Unit], today: date) -> None:
    """Enter a year of help, street by street."""
    streets = list({unit.street_id: unit.street for unit in units}.items())[: BEGUN + 1]
    days = [max(date(today.year, 1, 6), today - timedelta(days=ago)) for ago in (150, 100, 20)]
    for number, (street_id, street) in enumerate(shown(streets, "培训和帮联 help")):
        own = [unit for unit in units if unit.street_id == street_id]
        if number == ALL:
            _train(street, street_id, own, days[1])
            _mentor(own, days)
        _contact(street_id, own[0], days if number == ALL else days[:1])
        _classes(street, own, days, is_held=number == ALL)


def _train(street: Client, street_id: str, units: list[Unit], held_on: date) -> None:
    """Record the training of the street's secretaries."""
    posts = [street.get(f"/organizations/{unit.id}/posts")["items"] for unit in units]
    attended = [each["member_id"] for own in posts for each in own if each["title"] == "secretary"]
    asked = {"kind": "training", "training": "new_secretary", "hours": 24, "title": "社区书记任职培训"}
    street.post("/activities", organization_id=street_id, held_on=held_on.isoformat(), attended=attended, **asked)


def _mentor(units: list[Unit], days: list[date]) -> None:
    """Let the street's first community help its last one."""
    if len(units) > 1:
        asked = {"mentor_id": units[0].id, "basis": "街道党工委会议纪要", "plan": "共建台账，互派骨干"}
        path = f"/organizations/{units[-1].id}/mentorships"
        mentorship = units[0].street.post(path, from_on=days[0].isoformat(), **asked)
        for day in days[1:]:
            helps = {"done_on": day.isoformat(), "text": "现场指导组织生活记录"}
            units[0].street.post(f"/mentorships/{mentorship['id']}/helps", **helps)


def _contact(street_id: str, unit: Unit, days: list[date]) -> None:
    """Assign a post of the street to a community, and record the visits paid after the first day."""
    asked = {"issuer_id": street_id, "post": "党工委副书记", "basis": "党员领导干部基层联系点安排"}
    point = unit.street.post("/contact-points", organization_id=unit.id, on=days[0].isoformat(), **asked)
    for day in days[1:]:
        found = [
            {
                "clause": "三会一课",
                "text": "会议记录不完整",
                "deadline": (day + timedelta(days=30)).isoformat(),
            }
        ]
        said = {"on": day.isoformat(), "text": "走访党员，查看活动记录", "findings": found if day == days[1] else []}
        unit.street.post(f"/contact-points/{point['id']}/guidance-visits", **said)


def _classes(street: Client, units: list[Unit], days: list[date], *, is_held: bool) -> None:
    """Put a class on the menu of the street's first hall, and let other communities ask for it."""
    halls: list[dict[str, Any]] = []
    for unit in units:
        halls += street.get("/lecture-halls", organization_id=unit.id, limit=1)["items"]
    there = [hall for hall in halls if hall["status"] == "established"]
    if not there:
        return
    named = {"hall_id": there[0]["id"], "on": max(days[0].isoformat(), there[0]["established_on"])}
    lecturer = street.post("/lecturers", name="林思远", unit="区委党校", subject="基层治理", **named)
    offered = street.post("/classes", title="社区治理实务", lecturer_id=lecturer["id"], material="课件和案例", **named)
    for number, unit in enumerate(unit for unit in units if unit.id != there[0]["organization_id"]):
        asked = street.post("/class-requests", organization_id=unit.id, hall_class_id=offered["id"])
        if is_held and number == 0:
            held = {"mode": "mobile", "held_on": days[2].isoformat(), "guest_speaker": "林思远"}
            street.post(f"/class-requests/{asked['id']}/holdings", **held)
