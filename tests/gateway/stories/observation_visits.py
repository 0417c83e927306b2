"""A round of visits from its draft to its closing, and the scores and the review of one visit."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from shared.rights import DISTRICT
from shared.unit_of_work import clock
from tests.expect import done
from tests.gateway.api_scenario import DAYS, LATER, PERIOD, TODAY, ApiScenario
from tests.scenarios.observation_visits import marks


def tell(api: ApiScenario) -> None:
    """Take a round its whole way, through every operation there is for it."""
    visits, one = api.visits, _prepared(api)
    visits.do("east", "publish_round", round_id=one)
    listed = visits.ask("east", "visits", organization_id="east", round_id=one)["items"]
    first, second = ({"visit_id": each["id"]} for each in sorted(listed, key=lambda each: _is_elsewhere(api, each)))
    visits.do("east", "confirm_visit", **first)
    visits.do("east", "decline_visit", reason="施工", **second)
    refusals = visits.ask("east", "refusals", round_id=one)["items"]
    assert [each["status"] for each in refusals] == ["standing"]
    visits.do("east", "take_refusal_back", reason="完工", **second)
    visits.do("east", "withdraw_visit", reason="改期", **second)
    visits.do("east", "hold_visit", held_on=TODAY, **first)
    assert _scored(api, first["visit_id"])["status"] == "settled"
    visits.do("east", "close_round", round_id=one)
    promised = [{"text": text, "post": "书记", "due_on": LATER} for text in ("补牌", "补账")]
    kept, dropped = visits.do("east", "review_visit", commitments=promised, **first)["commitments"]
    visits.do("east", "keep_commitment", commitment_id=kept["id"], outcome="已补")
    visits.do("east", "drop_commitment", commitment_id=dropped["id"], reason="合并办理")
    _template(api)


def _is_elsewhere(api: ApiScenario, visit: dict[str, Any]) -> bool:
    return bool(visit["organization_id"] != api.ids["organization_id"])


def _prepared(api: ApiScenario) -> str:
    visits, street = api.visits, api.people["street"]
    spare = visits.stop(who="east", name="旧阵地")
    done(street.patch(f"/visit-stops/{spare['id']}", {"visit_minutes": 45}, spare["version"]))
    visits.do("east", "retire_stop", stop_id=spare["id"], reason="装修")
    path = f"/visit-calendars/{api.east['street']}"
    seen = {"If-Match": f'"{done(street.get(path))["version"]}"'}
    asked = {"opens": ["sat_am"], "closes": [], "blackouts": [{"first": "2020-05-01", "last": "2020-05-05"}]}
    done(street.ask("PUT", path, seen, json=asked))
    called_off, _ = api.planned_round()
    visits.do("east", "cancel_round", round_id=called_off, reason="合并举办")
    one = visits.drafted(stops=False, title="观摩", period=PERIOD, days=DAYS)
    key, path = {"round_id": one["id"]}, f"/visit-rounds/{one['id']}"
    done(street.patch(path, {"title": "内部观摩"}, done(street.get(path))["version"]))
    sends = [visits.delegation(one, unit, who="east", people=8, vehicles=[]) for unit in ("first", "second", "first")]
    done(street.patch(f"/visit-delegations/{sends[0]['id']}", {"people": 9}, sends[0]["version"]))
    visits.do("east", "keep_delegation_home", delegation_id=sends[2]["id"], reason="另有任务")
    _ways(api, path)
    parts = visits.ask("east", "participants", **key)["items"]
    stops = {part["organization_id"]: part["stop_id"] for part in parts}
    pair = {"stop_id": stops[api.units["second"]], "delegation_id": sends[0]["id"]}
    for command in ("pin_visit", "release_pin"):
        visits.do("east", command, **key, **pair)
    visits.planned(one)
    visits.do("east", "cancel_planning", **key)
    visits.planned(one, seed=3)
    api.solve()
    visits.do("east", "take_proposal", **key)
    return str(one["id"])


def _ways(api: ApiScenario, path: str) -> None:
    street = api.people["street"]
    places = [place["id"] for place in done(street.get(f"{path}/travel-places"))["items"]]
    lines = [",".join(["", *places]), *(",".join([place, *("10" for _ in places)]) for place in places)]
    form = {"file": (BytesIO("\n".join(lines).encode()), "minutes.csv")}
    assert street.upload(f"{path}/travel-matrices", form).status_code == 201
    for roads in ([{"from_place_id": places[0], "to_place_id": places[1]}], []):
        done(street.post(f"{path}/closed-roads", {"roads": roads}))


def _scored(api: ApiScenario, visit_id: str) -> Any:
    visits, root = api.visits, api.east["district"]
    key = {"sheet_id": visits.do("east", "open_sheet", visit_id=visit_id)["id"]}
    for _ in range(5):
        api.people["assessor"] = api.person((DISTRICT, root), district_id=root)
        visits.do("assessor", "hand_in_points", organization_id="district", points=marks(), **key)
    asked = {"kind": "deduction", "points": "0.5", "reason": "迟报", "evidence": "台账"}
    out = visits.do("east", "adjust_score", **asked, **key)["id"]
    visits.do("east", "take_adjustment_out", adjustment_id=out, reason="核实无误", **key)
    visits.do("east", "complete_sheet", **key)
    visits.do("east", "object_to_score", reason="漏计一项", **key)
    visits.do("east", "answer_objection", decision="rejected", answer="已计入", **key)
    for side in ("host", "assessing"):
        visits.do("east", "sign_sheet", side=side, **key)
    executor = api.executor("observation_visits")
    usual, executor.clock = executor.clock, lambda: clock() + timedelta(days=30)
    try:
        return visits.do("east", "settle_sheet", **key)
    finally:
        executor.clock = usual


def _template(api: ApiScenario) -> None:
    visits = api.visits
    areas = visits.ask("district", "score_template", organization_id="district")["areas"]
    asked = {"organization_id": "district", "valid_from": LATER, "areas": areas, "basis": "评分办法"}
    assert visits.do("district", "set_template", **asked)["valid_from"] == LATER.isoformat()
