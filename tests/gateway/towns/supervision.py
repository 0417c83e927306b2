"""What is inspected, noticed, promised, asked for and suggested in the town's community."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from services.supervision import reactions
from shared import databases
from shared.events.observation_visits import GapRecorded
from shared.messaging.events import envelope
from shared.unit_of_work import BEIJING, clock

if TYPE_CHECKING:
    from tests.gateway.house import Person
    from tests.gateway.town import Town

TODAY = clock().astimezone(BEIJING).date()
YEAR = TODAY.year
LONG_AGO = TODAY - timedelta(days=60)
INSPECTION = {"kind": "regular", "title": "组织生活检查", "inspect_on": TODAY.isoformat()}
FINDING = {"severity": "general", "clause": "三会一课", "text": "记录不全"}
REQUEST = {
    "owner_post": "组织科长", "title": "摸底", "basis": "通知〔1〕号", "period": str(YEAR),
    "due_on": (TODAY + timedelta(days=30)).isoformat(),
}  # fmt: skip
LETTER = {"year": YEAR, "basis": "工作要点", "issuer_post": "书记", "unit_post": "书记"}
SUGGESTION = {"about": "burden", "title": "报表偏多", "text": "同一数据报了三次"}


def fill(town: "Town") -> None:
    """Put a record of every kind of supervision into the town, and keep their ids."""
    district, ids, here = town.people["district"], town.ids, {"organization_id": town.ids["organization_id"]}
    root = {"organization_id": town.east["district"]}
    ids["plan_id"] = done(district.post("/inspection-plans", root | {"year": YEAR, "basis": "计划", "quota": 90}))["id"]
    drawn = INSPECTION | root | {"kind": "spot_check", "sample_size": 2, "levels": ["community"]}
    ids["inspection_id"] = done(district.post("/inspections", drawn))["id"]
    path = f"/inspections/{ids['inspection_id']}"
    done(district.post(f"{path}/completions", {}))
    asked = {"inspection_id": ids["inspection_id"]} | here
    done(district.post(f"{path}/findings", FINDING | here))
    notice = done(district.post("/notices", asked))
    ids["notice_id"] = notice["id"]
    ids["item_id"] = done(district.get(f"/notices/{notice['id']}"))["asked"][0]["id"]
    ids["finding_id"] = done(district.post(f"{path}/findings", FINDING | here))["id"]
    ids["issuer_id"] = town.east["district"]
    _promise(town)
    request = REQUEST | root | {"units": [here["organization_id"]], "data_fields": [{"name": "志愿服务队队旗"}]}
    ids["request_id"] = done(district.post("/data-requests", request))["id"]
    sent = SUGGESTION | here | {"to_organization_id": town.east["street"]}
    community = town.people["community"]
    ids["suggestion_id"] = done(community.post("/suggestions", sent))["id"]
    ids["to_organization_id"] = town.east["street"]


def hear_of_gap(town: "Town") -> str:
    """Have supervision hear of a gap at the community that was to be put right by last month."""
    hosted, unit = town.house.host.hosted["supervision"], town.ids["organization_id"]
    gap = GapRecorded(
        district_id=town.east["district"], organization_id=unit, visit_id="visit-1", gap_id="gap-1", text="缺公示栏",
        clause=None, recorded_on=LONG_AGO, deadline=TODAY - timedelta(days=30),
    )  # fmt: skip
    with databases.transaction(hosted.executor.engine) as session:
        work = hosted.executor.react(session)
        reactions.open_rectification_on_gap_recorded(work, gap)
        hosted.executor.append_events(work, envelope(gap, id="gap-1", time=clock(), number=1))
    listed = town.people["district"].get(f"/rectification-items?organization_id={unit}&origin=observation_visit")
    return next(str(item["id"]) for item in done(listed)["items"] if item["visit_id"] == gap.visit_id)


def _promise(town: "Town") -> None:
    district, street, ids = town.people["district"], town.people["street"], town.ids
    letter = done(district.post("/responsibility-letters", LETTER | {"organization_id": town.east["street"]}))
    sign(letter["id"], district, street)
    below = {"organization_id": ids["organization_id"]}
    ids["letter_id"] = done(street.post("/responsibility-letters", LETTER | below))["id"]


def sign(letter_id: str, issuer: "Person", unit: "Person") -> Any:
    """Have both sides sign a letter."""
    path = f"/responsibility-letters/{letter_id}/signatures"
    done(issuer.post(path, {"side": "issuer"}))
    unit.headers = dict(issuer.headers)
    return done(unit.post(path, {"side": "unit"}))


def done(answer: Any) -> Any:
    """Return what a request answered, which must have been done."""
    assert answer.status_code in {200, 201}, answer.text
    return answer.json


def tell_story(town: "Town") -> None:
    """Have every operation of supervision done once, by whoever does it."""
    district = town.people["district"]
    _inspect(town, district)
    _put_right(town, district)
    _write_letters(town)
    _ask_once(town, district)
    _suggest(town)


def _inspect(town: "Town", district: "Person") -> None:
    root, here = {"organization_id": town.east["district"]}, {"organization_id": town.ids["organization_id"]}
    plan = done(district.get(f"/inspection-plans/{town.ids['plan_id']}"))
    done(district.patch(f"/inspection-plans/{plan['id']}", {"quota": 95, "reason": "增加抽查"}, plan["version"]))
    asked = INSPECTION | root | {"units": [here["organization_id"]]}
    off = done(district.post("/inspections", asked))
    done(district.post(f"/inspections/{off['id']}/cancellations", {"reason": "并入年底检查"}))
    drawn = done(district.get(f"/inspections/{town.ids['inspection_id']}/draws"))
    assert set(drawn["sample"]) <= set(drawn["population"])
    path = f"/inspections/{town.ids['inspection_id']}/findings"
    finding = done(district.post(path, FINDING | here))
    done(district.post(f"{path}/{finding['id']}/withdrawals", {"reason": "记错"}))


def _noticed(town: "Town", district: "Person", findings: int = 1, **more: Any) -> dict[str, Any]:
    """Hold an inspection and issue the notice that follows, some time ago where `on` says so."""
    here = {"organization_id": town.ids["organization_id"]}
    on = {"on": more["on"]} if "on" in more else {}
    asked = INSPECTION | {"inspect_on": more.get("on", INSPECTION["inspect_on"]), "units": [here["organization_id"]]}
    inspection = done(district.post("/inspections", asked | {"organization_id": town.east["district"]}))
    path = f"/inspections/{inspection['id']}"
    done(district.post(f"{path}/completions", on))
    for _ in range(findings):
        done(district.post(f"{path}/findings", FINDING | here | on))
    notice: dict[str, Any] = done(district.post("/notices", here | on | {"inspection_id": inspection["id"]}))
    return notice


def _put_right(town: "Town", district: "Person") -> None:
    community, here = town.people["community"], town.ids["organization_id"]
    first, second = _noticed(town, district, findings=2), _noticed(town, district)
    community.headers = dict(district.headers)
    path = f"/notices/{first['id']}"
    done(community.post(f"{path}/acknowledgements", {}))
    items = done(community.get(path))["asked"]
    done(community.post(f"/rectification-items/{items[0]['id']}/answers", {"text": "已补记录"}))
    done(district.post(f"/rectification-items/{items[0]['id']}/verifications", {"decision": "pass"}))
    done(community.post(f"{path}/answers", {"text": "均已补齐"}))
    assert done(district.post(f"{path}/verifications", {"decision": "pass"}))["status"] == "closed"
    done(district.post(f"/notices/{second['id']}/withdrawals", {"reason": "认定有误"}))
    if LONG_AGO.year < YEAR:
        last_year = {"organization_id": town.east["district"], "basis": "计划", "quota": 9, "year": LONG_AGO.year}
        done(district.post("/inspection-plans", last_year))
    late = _noticed(town, district, on=LONG_AGO.isoformat())
    climbed = done(district.post(f"/notices/{late['id']}/escalations", {"text": "限期"}))
    assert (climbed["kind"], climbed["climbed_from"]) == ("circular_of_criticism", late["id"])
    assert done(district.get(f"/notices?organization_id={here}&kind=circular_of_criticism"))["items"]
    item = hear_of_gap(town)
    assert done(district.post(f"/rectification-items/{item}/escalations", {}))["kind"] == "rectification_notice"


def _write_letters(town: "Town") -> None:
    street, community = town.people["street"], town.people["community"]
    below = {"organization_id": town.ids["organization_id"]}
    first = done(street.get(f"/responsibility-letters/{town.ids['letter_id']}/duties"))["items"][0]
    asked = LETTER | below | {"duties": [first["id"]]}
    spare = done(street.post("/responsibility-letters", asked))
    done(street.post(f"/responsibility-letters/{spare['id']}/withdrawals", {"reason": "并入年度责任书"}))
    assert sign(town.ids["letter_id"], street, community)["status"] == "signed"


def _ask_once(town: "Town", district: "Person") -> None:
    unit, root = town.ids["organization_id"], {"organization_id": town.east["district"]}
    asked = REQUEST | root | {"units": [unit], "data_fields": [{"name": "活动室面积", "unit": "平方米"}]}
    request = done(district.post("/data-requests", asked))
    again = done(
        district.post("/data-requests", asked | {"data_fields": [{"name": "活动室面积(平方米)"}, {"name": "党员总数"}]})
    )
    members = "/api/v1/levels/{level}/{organization_id}/overview#members"
    stands_at = [(field["outcome"], field["pointer"]) for field in again["data_fields"]]
    assert stands_at == [("repeated", f"/api/v1/data-requests/{request['id']}"), ("held", members)]
    near = district.post("/data-requests", asked | {"data_fields": [{"name": "女党员人数"}]})
    assert f"“党员”（{members}）" in near.json["detail"]
    (secretary,) = done(district.get("/data-requests/held-facts", query_string={"name": "书记姓名"}))["items"]
    assert secretary["where"] == "/api/v1/organizations/{organization_id}/posts"
    community = town.people["community"]
    community.headers = dict(district.headers)
    values = {"organization_id": unit, "values": {"1": "120.5"}}
    assert done(community.post(f"/data-requests/{request['id']}/answers", values))["standing"] == "answered_on_time"
    done(district.post(f"/data-requests/{town.ids['request_id']}/withdrawals", {"reason": "不再需要"}))


def _suggest(town: "Town") -> None:
    street, path = town.people["street"], f"/suggestions/{town.ids['suggestion_id']}"
    assert done(street.post(f"{path}/answers", {"answer": "已合并报表"}))["standing"] == "answered_on_time"
    assert done(town.people["community"].get("/suggestions/own"))["items"][0]["answer"] == "已合并报表"
