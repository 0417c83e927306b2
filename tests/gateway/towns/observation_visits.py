"""What is planned, held, scored and reviewed in the town's street, and once through every operation of visits."""

from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from shared.rights import DISTRICT
from shared.unit_of_work import BEIJING, clock
from shared.working_days import is_working_day
from tests.observation_visits import planner_part
from tests.scenarios.observation_visits import marks

if TYPE_CHECKING:
    from tests.gateway.town import Town

TODAY = clock().astimezone(BEIJING).date()
PERIOD = f"{TODAY.year}Q{(TODAY.month + 2) // 3}"
FIRST = date(TODAY.year, 3 * ((TODAY.month - 1) // 3) + 1, 1)
DAYS = [day.isoformat() for day in (FIRST + timedelta(days=number) for number in range(90)) if is_working_day(day)]
SPOT = {"name": "街道办", "longitude": 118.11, "latitude": 24.41}
FACTS = {"longitude": 118.1, "latitude": 24.4, "visit_minutes": 60, "group_capacity": 40}
LATER = (TODAY + timedelta(days=60)).isoformat()


def fill(town: "Town") -> None:
    """Put a record of every kind of visits into the town, and keep their ids."""
    ids, street = town.ids, town.people["street"]
    units = [ids["organization_id"], town.east["other"]]
    for unit in units:
        asked = FACTS | {"organization_id": unit, "name": f"阵地{unit[:4]}"}
        ids["stop_id"] = done(street.post("/visit-stops", asked))["id"]
    held, _ = _planned(town, units)
    done(street.post(f"/visit-rounds/{held}/publications"))
    received = done(street.get(f"/visits?organization_id={units[0]}&round_id={held}"))["items"]
    ids["visit_id"], ids["burden_period"] = received[0]["id"], PERIOD
    visit = f"/visits/{ids['visit_id']}"
    done(street.post(f"{visit}/holdings", {}))
    found = {"strengths": [{"text": "台账齐全"}], "gaps": [{"text": "缺阅览区", "deadline": LATER}]}
    promised = {"commitments": [{"text": "补建阅览区", "post": "书记", "due_on": LATER}]}
    ids["commitment_id"] = done(street.post(f"{visit}/reviews", found | promised))["commitments"][0]["id"]
    ids["sheet_id"] = done(street.post(f"{visit}/score-sheets"))["id"]
    asked = {"kind": "addition", "points": "1.5", "reason": "获表彰", "evidence": "通报"}
    ids["adjustment_id"] = done(street.post(f"/visit-score-sheets/{ids['sheet_id']}/adjustments", asked))["id"]
    ids["round_id"], ids["planning_id"] = _planned(town, units)
    done(street.post(f"/visit-rounds/{ids['round_id']}/proposals"))
    listed = done(street.get(f"/visit-delegations?round_id={ids['round_id']}"))["items"]
    ids["delegation_id"] = listed[0]["id"]
    ids["from_place_id"] = ids["to_place_id"] = ids["stop_id"]


def _planned(town: "Town", units: list[str]) -> tuple[str, str]:
    """Return a round of the street in which two communities visit one another, and the job that scheduled it."""
    street = town.people["street"]
    asked = {"kind": "internal", "title": "内部观摩", "period": PERIOD, "days": DAYS, "basis": "工作要点"}
    hosts = [{"organization_id": unit} for unit in units]
    path = "/visit-rounds"
    one = str(done(street.post(path, asked | {"organization_id": town.east["street"], "hosts": hosts}))["id"])
    for unit in units:
        _delegation(town, one, unit)
    job_id = done(street.post(f"{path}/{one}/plannings", {"seconds": 5}))["id"]
    planner_part.finish(town.house.host.hosted["observation_visits"].executor, planner_part.one_after_another)
    return one, job_id


def _delegation(town: "Town", round_id: str, unit: str) -> Any:
    asked = {"round_id": round_id, "organization_id": unit, "name": "观摩团", "people": 8, "start": SPOT, "end": SPOT}
    return done(town.people["street"].post("/visit-delegations", asked))


def tell_story(town: "Town") -> None:
    """Take a round its whole way, through every operation there is for it."""
    community, other = town.ids["organization_id"], town.east["other"]
    one = _prepared(town, [community, other])
    street, path = town.people["street"], f"/visit-rounds/{one}"
    done(street.post(f"{path}/publications"))
    listed = done(street.get(f"/visits?organization_id={town.east['street']}&round_id={one}"))["items"]
    first, second = sorted(listed, key=lambda each: each["organization_id"] != community)
    done(street.post(f"/visits/{first['id']}/confirmations", {}))
    done(street.post(f"/visits/{second['id']}/declines", {"reason": "施工"}))
    assert [each["status"] for each in done(street.get(f"{path}/refusals"))["items"]] == ["standing"]
    done(street.post(f"/visits/{second['id']}/declines/withdrawals", {"reason": "完工"}))
    done(street.post(f"/visits/{second['id']}/withdrawals", {"reason": "改期"}))
    done(street.post(f"/visits/{first['id']}/holdings", {"held_on": TODAY.isoformat()}))
    sheet = _scored(town, first["id"])
    assert sheet["status"] == "settled"
    done(street.post(f"{path}/closures"))
    review = {"commitments": [{"text": text, "post": "书记", "due_on": LATER} for text in ("补牌", "补账")]}
    kept, dropped = done(street.post(f"/visits/{first['id']}/reviews", review))["commitments"]
    done(street.post(f"/visit-commitments/{kept['id']}/completions", {"outcome": "已补"}))
    done(street.post(f"/visit-commitments/{dropped['id']}/drops", {"reason": "合并办理"}))
    _template(town)


def _prepared(town: "Town", units: list[str]) -> str:
    street = town.people["street"]
    spare = _named(town, units[0])
    done(street.post(f"/visit-stops/{spare['id']}/retirements", {"reason": "装修"}))
    path = f"/visit-calendars/{town.east['street']}"
    seen = {"If-Match": f'"{done(street.get(path))["version"]}"'}
    asked = {"opens": ["sat_am"], "closes": [], "blackouts": [{"first": "2020-05-01", "last": "2020-05-05"}]}
    done(street.ask("PUT", path, seen, json=asked))
    called_off, _ = _planned(town, units)
    done(street.post(f"/visit-rounds/{called_off}/cancellations", {"reason": "合并举办"}))
    asked = {"kind": "internal", "title": "观摩", "period": PERIOD, "days": DAYS, "basis": "要点"}
    hosts = [{"organization_id": unit} for unit in units]
    one = done(street.post("/visit-rounds", asked | {"organization_id": town.east["street"], "hosts": hosts}))
    path = f"/visit-rounds/{one['id']}"
    done(street.patch(path, {"title": "内部观摩"}, done(street.get(path))["version"]))
    sends = [_delegation(town, one["id"], unit) for unit in (*units, units[0])]
    done(street.patch(f"/visit-delegations/{sends[0]['id']}", {"people": 9}, sends[0]["version"]))
    done(street.post(f"/visit-delegations/{sends[2]['id']}/cancellations", {"reason": "另有任务"}))
    _ways(town, path)
    stops = {part["organization_id"]: part["stop_id"] for part in done(street.get(f"{path}/participants"))["items"]}
    pair = {"stop_id": stops[units[1]], "delegation_id": sends[0]["id"]}
    done(street.post(f"{path}/pins", pair))
    done(street.post(f"{path}/pins/releases", pair))
    done(street.post(f"{path}/plannings", {}))
    done(street.post(f"{path}/plannings/cancellations"))
    done(street.post(f"{path}/plannings", {"seed": 3}))
    planner_part.finish(town.house.host.hosted["observation_visits"].executor, planner_part.one_after_another)
    done(street.post(f"{path}/proposals"))
    return str(one["id"])


def _named(town: "Town", unit: str) -> Any:
    street = town.people["street"]
    stop = done(street.post("/visit-stops", FACTS | {"organization_id": unit, "name": "旧阵地"}))
    return done(street.patch(f"/visit-stops/{stop['id']}", {"visit_minutes": 45}, stop["version"]))


def _ways(town: "Town", path: str) -> None:
    street = town.people["street"]
    places = [place["id"] for place in done(street.get(f"{path}/travel-places"))["items"]]
    lines = [",".join(["", *places]), *(",".join([place, *("10" for _ in places)]) for place in places)]
    form = {"file": (BytesIO("\n".join(lines).encode()), "minutes.csv")}
    assert street.upload(f"{path}/travel-matrices", form).status_code == 201
    road = {"from_place_id": places[0], "to_place_id": places[1]}
    done(street.post(f"{path}/closed-roads", {"roads": [road]}))
    done(street.post(f"{path}/closed-roads", {"roads": []}))


def _scored(town: "Town", visit_id: str) -> Any:
    street, root = town.people["street"], town.east["district"]
    sheet = done(street.post(f"/visits/{visit_id}/score-sheets"))
    path = f"/visit-score-sheets/{sheet['id']}"
    for _ in range(5):
        assessor = town.person((DISTRICT, root), district_id=root)
        assessor.headers = dict(street.headers)
        done(assessor.post(f"{path}/assessments", {"organization_id": root, "points": marks()}))
        street.headers = dict(assessor.headers)
    asked = {"kind": "deduction", "points": "0.5", "reason": "迟报", "evidence": "台账"}
    taken_out = done(street.post(f"{path}/adjustments", asked))
    done(street.post(f"{path}/adjustments/{taken_out['id']}/removals", {"reason": "核实无误"}))
    done(street.post(f"{path}/completions"))
    done(street.post(f"{path}/objections", {"reason": "漏计一项"}))
    done(street.post(f"{path}/objections/answers", {"decision": "rejected", "answer": "已计入"}))
    done(street.post(f"{path}/signatures", {"side": "host"}))
    done(street.post(f"{path}/signatures", {"side": "assessing"}))
    executor = town.house.host.hosted["observation_visits"].executor
    usual, executor.clock = executor.clock, lambda: clock() + timedelta(days=30)
    try:
        return done(street.post(f"{path}/settlements", {}))
    finally:
        executor.clock = usual


def _template(town: "Town") -> None:
    district, root = town.people["district"], town.east["district"]
    areas = done(district.get(f"/visit-score-templates?organization_id={root}"))["areas"]
    asked = {"organization_id": root, "valid_from": LATER, "areas": areas, "basis": "评分办法"}
    assert done(district.post("/visit-score-templates", asked))["valid_from"] == LATER


def done(answer: Any) -> Any:
    """Return what a request answered, which must have been done."""
    assert answer.status_code in {200, 201, 202}, answer.text
    return answer.json
