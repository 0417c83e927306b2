"""Three rounds and a draft: visits that were held, scored and reviewed, and visits to come in every state of answer."""

from datetime import date
from typing import Any

from shared.rights import DISTRICT
from shared.working_days import is_working_day
from tests.gateway.full_district.scenario import SPRING, TODAY, YEAR, YEAR_END, FullDistrict
from tests.observation_visits import planner_part
from tests.scenarios.observation_visits import marks
from visit_solver.problem import Problem
from visit_solver.schedule import PlannedVisit

MARCH, JUNE = range(17, 32), range(11, 31)
ASSESSORS = 5
PROMISED = (("补牌", YEAR_END), ("补账", "2026-04-30"), ("补建阅览区", YEAR_END))


def hold_rounds(district: FullDistrict) -> None:
    """Hold a round of the street with its scores and a review, and publish one of the district."""
    visits = district.visits
    sent = ("second", "third", "first")
    one = _round(district, "internal", "east", day=SPRING, hosts=("first", "second"), sent=sent)
    held = _published(district, one)
    for visit in held.values():
        visits.do("east", "hold_visit", visit_id=visit)
    _scored(district, held["second"], settled=True)
    _scored(district, held["third"])
    found = {"strengths": [{"text": "台账齐全"}], "gaps": [{"text": "缺阅览区", "deadline": "2026-04-30"}]}
    promised = [{"text": text, "post": "书记", "due_on": due} for text, due in PROMISED]
    review = visits.do("east", "review_visit", visit_id=held["second"], commitments=promised, **found)
    visits.do("first", "keep_commitment", commitment_id=review["commitments"][0]["id"], outcome="已补")
    late = _round(district, "district", "district", day=SPRING, hosts=("first", "third"), sent=("fifth",), cap=3)
    district.ids["unanswered"] = _published(district, late)["fifth"]


def ask_for_visits(district: FullDistrict) -> None:
    """Settle a score, and ask the community to receive visits in June, and to make one."""
    do = district.visits.do
    do("east", "settle_sheet", sheet_id=district.ids["settles"], reason="逾期未签")
    sent = ("fourth", "fifth", "third", "second", "first")
    one = _round(district, "cross", "district", day=TODAY, hosts=("first", "fourth"), sent=sent)
    visits = _published(district, one)
    do("first", "confirm_visit", visit_id=visits["fifth"])
    do("first", "decline_visit", visit_id=visits["third"], reason="施工")
    do("east", "hold_visit", visit_id=visits["second"])
    district.ids.update({f"from_{unit}": visit for unit, visit in visits.items()})
    drafted = _round(district, "internal", "east", day=TODAY, hosts=("first", "third"), sent=("first",))
    district.ids["drafted"] = drafted["id"]


def _round(
    district: FullDistrict, kind: str, owner: str, *, day: date, hosts: tuple[str, ...], sent: tuple[str, ...],
    cap: int = 2,
) -> dict[str, Any]:  # fmt: skip
    month = [day.replace(day=number) for number in (MARCH if day == SPRING else JUNE)]
    one: dict[str, Any] = district.visits.drafted(
        owner, stops=False, who="district", kind=kind, period=f"{YEAR}Q{(day.month + 2) // 3}",
        days=[each for each in month if is_working_day(each)], settings={"host_cap": cap},
        hosts=[{"organization_id": unit, "stop_id": f"stop_{unit}"} for unit in hosts],
    )  # fmt: skip
    for unit in sent:
        delegation = district.visits.delegation(one, unit, who="district", people=8, vehicles=[])
        district.ids["delegation"] = delegation["id"]
    return one


def _published(district: FullDistrict, one: dict[str, Any]) -> dict[str, str]:
    """Return the visits of a round by who makes them: everyone visits the community, which visits the other host."""
    visits = district.visits
    visits.planned(one, "district")
    executor = district.executor("observation_visits")
    planner_part.finish(executor, lambda problem: _everyone_to(problem, district.ids["first"]))
    visits.do("district", "take_proposal", round_id=one["id"])
    # Some stops are open to nobody in this story.
    visits.do("district", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    listed = visits.ask("district", "visits", organization_id="district", round_id=one["id"])["items"]
    names = {organization_id: name for name, organization_id in district.ids.items()}
    return {names[visit["visiting_organization_id"]]: visit["id"] for visit in listed}


def _everyone_to(problem: Problem, popular: str) -> list[PlannedVisit]:
    chosen = []
    for number, delegation in enumerate(problem.delegations):
        at_home = delegation.organization_id == popular
        host = next(each for each in problem.hosts if (each.organization_id == popular) != at_home)
        first_of_day = dict(reversed(list(planner_part.moments(problem, delegation, host))))
        day, arrive = sorted(first_of_day.items())[number]
        chosen.append(planner_part.visit(delegation, host, day, arrive))
    return chosen


def _scored(district: FullDistrict, visit: str, *, settled: bool = False) -> None:
    visits = district.visits
    sheet = {"sheet_id": visits.do("east", "open_sheet", visit_id=visit)["id"]}
    for _ in range(ASSESSORS):
        district.people["assessor"] = district.person(DISTRICT)
        visits.do("assessor", "hand_in_points", organization_id="district", points=marks(), **sheet)
    del district.people["assessor"]
    visits.do("east", "complete_sheet", **sheet)
    if settled:
        district.ids["settles"] = sheet["sheet_id"]
        visits.do("first", "sign_sheet", side="host", **sheet)
