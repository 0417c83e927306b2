"""Three rounds and a draft: visits that were held, scored and reviewed, and visits to come in every state of answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.rights import DISTRICT
from shared.working_days import is_working_day
from tests.gateway.estates.days import SPRING, TODAY, YEAR, YEAR_END
from tests.gateway.towns.observation_visits import FACTS, SPOT
from tests.observation_visits import planner_part
from tests.scenarios.observation_visits import marks
from visit_solver.schedule import PlannedVisit

if TYPE_CHECKING:
    from datetime import date

    from tests.gateway.estate import Estate
    from visit_solver.problem import Problem

MARCH, JUNE = range(17, 32), range(11, 31)
ASSESSORS = 5


def winter(estate: Estate) -> None:
    """Let communities say where they can be visited."""
    for unit in ("first", "second", "third", "fourth"):
        asked = FACTS | estate.at(unit) | {"name": estate.title("阵地")}
        estate.ids[f"stop_{unit}"] = estate.ask("street", "/visit-stops", **asked)["id"]
    path = f"/visit-calendars/{estate.ids['first']}"
    hours = {"opens": ["sat_am"], "closes": [], "blackouts": []}
    version = estate.see(path)["version"]
    answer = estate.people["street"].ask("PUT", path, {"If-Match": f'"{version}"'}, json=hours)
    assert answer.status_code == 200, answer.text


def spring(estate: Estate) -> None:
    """Hold a round of the street with its scores and a review, and publish one of the district."""
    one = _round(estate, "internal", "east", day=SPRING, hosts=("first", "second"), sent=("second", "third", "first"))
    held = _published(estate, one)
    for visit in held.values():
        estate.ask("street", f"/visits/{visit}/holdings")
    _scored(estate, held["second"], settled=True)
    _scored(estate, held["third"])
    found = {"strengths": [{"text": "台账齐全"}], "gaps": [{"text": "缺阅览区", "deadline": "2026-04-30"}]}
    promised = [{"text": text, "post": "书记", "due_on": due} for text, due in _promises()]
    path = f"/visits/{held['second']}/reviews"
    kept = estate.ask("street", path, commitments=promised, **found)["commitments"][0]
    estate.ask("community", f"/visit-commitments/{kept['id']}/completions", outcome="已补")
    late = _round(estate, "district", "district", day=SPRING, hosts=("first", "third"), sent=("fifth",), cap=3)
    estate.ids["unanswered"] = _published(estate, late)["fifth"]


def today(estate: Estate) -> None:
    """Settle a score, and ask the community to receive visits in June, and to make one."""
    estate.ask("street", f"/visit-score-sheets/{estate.ids['settles']}/settlements", reason="逾期未签")
    sent = ("fourth", "fifth", "third", "second", "first")
    one = _round(estate, "cross", "district", day=TODAY, hosts=("first", "fourth"), sent=sent)
    visits = _published(estate, one)
    estate.ask("community", f"/visits/{visits['fifth']}/confirmations")
    estate.ask("community", f"/visits/{visits['third']}/declines", reason="施工")
    estate.ask("street", f"/visits/{visits['second']}/holdings")
    estate.ids |= {f"from_{unit}": visit for unit, visit in visits.items()}
    estate.ids["drafted"] = _round(estate, "internal", "east", day=TODAY, hosts=("first", "third"), sent=("first",))


def _promises() -> tuple[tuple[str, str], ...]:
    return ("补牌", YEAR_END), ("补账", "2026-04-30"), ("补建阅览区", YEAR_END)


def _round(
    estate: Estate, kind: str, owner: str, *, day: date, hosts: tuple[str, ...], sent: tuple[str, ...], cap: int = 2
) -> str:
    month = [day.replace(day=number) for number in (MARCH if day == SPRING else JUNE)]
    asked = {
        "kind": kind, "title": estate.title("观摩"), "period": f"{YEAR}Q{(day.month + 2) // 3}", "basis": "工作要点",
        "days": [each.isoformat() for each in month if is_working_day(each)],
        "hosts": [estate.at(unit) | {"stop_id": estate.ids[f"stop_{unit}"]} for unit in hosts],
        "settings": {"host_cap": cap},
    }  # fmt: skip
    one = str(estate.ask("district", "/visit-rounds", **estate.at(owner), **asked)["id"])
    for unit in sent:
        delegation: dict[str, Any] = {"round_id": one, "name": "观摩团", "people": 8, "start": SPOT, "end": SPOT}
        estate.ids["delegation"] = estate.ask("district", "/visit-delegations", **estate.at(unit), **delegation)["id"]
    return one


def _published(estate: Estate, one: str) -> dict[str, str]:
    """Return the visits of a round by who makes them: everyone visits the community, which visits the other host."""
    estate.ask("district", f"/visit-rounds/{one}/plannings")
    executor = estate.house.host.hosted["observation_visits"].executor
    planner_part.finish(executor, lambda problem: _everyone_to(problem, estate.ids["first"]))
    estate.ask("district", f"/visit-rounds/{one}/proposals")
    # Some stops are open to nobody in this story.
    estate.ask("district", f"/visit-rounds/{one}/publications", acknowledge_left_out=True)
    listed = estate.see("/visits", round_id=one, **estate.at("district"))["items"]
    names = {organization_id: name for name, organization_id in estate.ids.items()}
    return {names[visit["visiting_organization_id"]]: visit["id"] for visit in listed}


def _everyone_to(problem: Problem, popular: str) -> list[PlannedVisit]:
    chosen = []
    for number, delegation in enumerate(problem.delegations):
        at_home = delegation.organization_id == popular
        host = next(each for each in problem.hosts if (each.organization_id == popular) != at_home)
        first_of_day = dict(reversed(list(planner_part.moments(problem, delegation, host))))
        day, arrive = sorted(first_of_day.items())[number]
        chosen.append(
            PlannedVisit(
                day=day, begin=arrive, delegation_id=delegation.id, host_id=host.id, arrive=arrive,
                end=arrive + host.visit_minutes, travel_minutes=20, people=delegation.people,
            )
        )  # fmt: skip
    return chosen


def _scored(estate: Estate, visit: str, *, settled: bool = False) -> None:
    sheet = estate.ask("street", f"/visits/{visit}/score-sheets")["id"]
    path = f"/visit-score-sheets/{sheet}"
    for _ in range(ASSESSORS):
        given = {"points": marks()} | estate.at("district")
        assert estate.person(DISTRICT).post(f"{path}/assessments", given).status_code == 201
    estate.ask("street", f"{path}/completions")
    if settled:
        estate.ids["settles"] = sheet
        estate.ask("community", f"{path}/signatures", side="host")
