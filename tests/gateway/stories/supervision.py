"""What is inspected, noticed, promised, asked for and suggested in the community."""

from datetime import timedelta
from typing import Any

from services.supervision.service import SupervisionService
from shared import databases
from shared.events.observation_visits import GapRecorded
from shared.messaging.events import envelope
from shared.messaging.reactions import reactions_of
from shared.unit_of_work import clock
from tests.expect import done
from tests.gateway.api_scenario import LAST, TODAY, YEAR, ApiScenario

LONG_AGO = TODAY - timedelta(days=60)


def tell(api: ApiScenario) -> None:
    """Have every operation of supervision done once, by whoever does it."""
    _inspect(api)
    _put_right(api)
    _write_letters(api)
    _ask_once(api)
    _suggest(api)


def record_gap(api: ApiScenario) -> str:
    """Deliver to supervision a gap at the community that was to be put right by last month."""
    hosted, unit = api.harness.host.hosted["supervision"], api.ids["organization_id"]
    gap = GapRecorded(
        district_id=api.east["district"], organization_id=unit, visit_id="visit-1", gap_id="gap-1", text="缺公示栏",
        clause=None, recorded_on=LONG_AGO, deadline=TODAY - timedelta(days=30),
    )  # fmt: skip
    with databases.transaction(hosted.executor.engine) as session:
        work = hosted.executor.react(session)
        for name in reactions_of(SupervisionService)[GapRecorded]:
            getattr(hosted.service, name)(work, gap)
        hosted.executor.append_events(work, envelope(gap, id="gap-1", time=clock(), number=1))
    asked = {"organization_id": "first", "origin": "observation_visit"}
    listed = api.supervision.ask("district", "items", **asked)["items"]
    return next(str(item["id"]) for item in listed if item["visit_id"] == gap.visit_id)


def _inspect(api: ApiScenario) -> None:
    supervision, district = api.supervision, api.people["district"]
    plan = done(district.get(f"/inspection-plans/{api.ids['plan_id']}"))
    done(district.patch(f"/inspection-plans/{plan['id']}", {"quota": 95, "reason": "增加抽查"}, plan["version"]))
    off = {"inspection_id": supervision.announced()["id"], "reason": "并入年底检查"}
    supervision.do("district", "cancel_inspection", **off)
    inspection = supervision.ask("district", "inspection", inspection_id=api.ids["inspection_id"])
    drawn = supervision.ask("district", "draw", inspection_id=inspection["id"])
    assert set(drawn["sample"]) <= set(drawn["population"])
    finding = {"inspection_id": inspection["id"], "finding_id": supervision.found(inspection)["id"]}
    supervision.do("district", "withdraw_finding", reason="记错", **finding)


def _noticed_long_ago(api: ApiScenario) -> dict[str, Any]:
    supervision, on = api.supervision, {"on": LONG_AGO}
    if LONG_AGO.year < YEAR:
        supervision.plan(year=LAST)
    inspection = supervision.announced("district", "first", inspect_on=LONG_AGO)
    key = {"inspection_id": inspection["id"], **on}
    supervision.do("district", "hold_inspection", **key)
    supervision.found(inspection, **on)
    notice: dict[str, Any] = supervision.do("district", "issue_notice", organization_id="first", **key)
    return notice


def _put_right(api: ApiScenario) -> None:
    supervision = api.supervision
    first, second = supervision.issued(general=2), supervision.issued()
    supervision.do("first", "acknowledge_notice", notice_id=first["id"])
    item = supervision.items(first)[0]["id"]
    supervision.do("first", "answer_item", item_id=item, text="已补记录")
    supervision.do("district", "verify_item", item_id=item, decision="pass")
    assert supervision.closed(first)["status"] == "closed"
    supervision.do("district", "withdraw_notice", notice_id=second["id"], reason="认定有误")
    late = _noticed_long_ago(api)
    climbed = supervision.do("district", "escalate_notice", notice_id=late["id"], text="限期")
    assert (climbed["kind"], climbed["climbed_from"]) == ("circular_of_criticism", late["id"])
    assert supervision.ask("district", "notices", organization_id="first", kind="circular_of_criticism")["items"]
    escalated = supervision.do("district", "escalate_item", item_id=record_gap(api))
    assert escalated["kind"] == "rectification_notice"


def _write_letters(api: ApiScenario) -> None:
    supervision = api.supervision
    duty = supervision.ask("east", "letter_duties", letter_id=api.ids["letter_id"])["items"][0]
    spare = supervision.drafted("east", "first", duties=[duty["id"]])
    supervision.do("east", "withdraw_letter", letter_id=spare["id"], reason="并入年度责任书")
    assert supervision.sign(api.ids["letter_id"], "east", "first")["status"] == "signed"


def _ask_once(api: ApiScenario) -> None:
    supervision = api.supervision
    asked = {"units": ["first"], "due_on": TODAY + timedelta(days=30), "period": str(YEAR)}
    request = supervision.asked(**asked, data_fields=[{"name": "活动室面积", "unit": "平方米"}])
    again = supervision.asked("活动室面积(平方米)", "党员总数", **asked)
    members = "/api/v1/levels/{level}/{organization_id}/overview#members"
    stands_at = [(field["outcome"], field["pointer"]) for field in again["data_fields"]]
    assert stands_at == [("repeated", f"/api/v1/data-requests/{request['id']}"), ("held", members)]
    asked |= {"owner_post": "组织科长", "title": "摸底", "basis": "通知〔1〕号", "organization_id": "district"}
    near = api.send("district", "supervision", "request_data", data_fields=[{"name": "女党员人数"}], **asked)
    assert f"“党员”（{members}）" in near.json["detail"]
    (secretary,) = supervision.ask("district", "held_facts", name="书记姓名")["items"]
    assert secretary["where"] == "/api/v1/organizations/{organization_id}/posts"
    values = {"request_id": request["id"], "organization_id": "first", "values": {"1": "120.5"}}
    assert supervision.do("first", "answer_request", **values)["standing"] == "answered_on_time"
    supervision.do("district", "withdraw_request", request_id=api.ids["request_id"], reason="不再需要")


def _suggest(api: ApiScenario) -> None:
    supervision, suggestion = api.supervision, {"suggestion_id": api.ids["suggestion_id"]}
    answered = supervision.do("east", "answer_suggestion", answer="已合并报表", **suggestion)
    assert answered["standing"] == "answered_on_time"
    assert supervision.ask("first", "own_suggestions")["items"][0]["answer"] == "已合并报表"
