"""Every operation does once what it is for, and says so as it is documented; what no test has seen work is named.

The story of a district: its tree is changed, its people come and go, its projects go their whole way.
"""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pyotp
import pytest

from services import service_names
from shared.events.observation_visits import StrengthRecorded
from shared.messaging.events import envelope
from shared.rights import COMMUNITY, Grant
from shared.unit_of_work import clock
from tests.expect import done
from tests.gateway import documented
from tests.gateway.api_scenario import FILE, YEAR, ApiScenario, build
from tests.gateway.app_harness import PASSWORD, PASSWORD_HASH, anybody, app_harness
from tests.gateway.conftest import PLENTY
from tests.gateway.operations import operations

pytestmark = pytest.mark.slow

PROJECT = {"year": YEAR, "category": "work_innovation", "title": "门前三包", "lead_post": "书记"}
PASS, RETURN = {"decision": "pass", "opinion": "同意"}, {"decision": "return", "opinion": "请补充"}
SINCE = {"effective_on": "2024-01-01"}
AT_A_PROVIDER = {
    ("POST", "/api/v1/auth/openid/attempts"),
    ("POST", "/api/v1/auth/openid/completions"),
    ("POST", "/api/v1/accounts/me/identities"),
    ("POST", "/api/v1/accounts/me/identities/attempts"),
    ("POST", "/api/v1/accounts/{account_id}/identities"),
    ("DELETE", "/api/v1/accounts/me/identities/{identity_id}"),
    ("DELETE", "/api/v1/accounts/{account_id}/identities/{identity_id}"),
}
"""What needs an OpenID Connect provider beside it: done in `test_openid.py`."""
OF_PARKED = {("POST", "/api/v1/parked-events/replays"), ("POST", "/api/v1/parked-events/discards")}
"""What needs an event that was parked: done in `test_parked_events.py`."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiScenario]:
    """Yield a scenario of this module's own, from whose opening on everything that worked is noted."""
    documented.DONE.clear()
    with app_harness(tmp_path_factory.mktemp("story"), *service_names(), **PLENTY) as opened:
        api = build(opened)
        api.share_positions()
        yield api


def test_somebody_signs_in_stays_and_goes(story: ApiScenario) -> None:
    story.person((COMMUNITY, story.ids["organization_id"]), username="lisi", password_hash=PASSWORD_HASH)
    app = story.harness.app
    tokens = done(anybody(app, "POST", "/auth/token", {"username": "lisi", "password": PASSWORD}))
    tokens = done(anybody(app, "POST", "/auth/refresh", {"refresh_token": tokens["refresh_token"]}))
    changed = {"current_password": PASSWORD, "new_password": "five other words, quite new"}
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert anybody(app, "PUT", "/accounts/me/password", changed, bearer).status_code == 204
    gone = anybody(app, "POST", "/auth/revocations", {"refresh_token": tokens["refresh_token"]})
    assert gone.status_code == 204


def test_a_forgotten_password_is_reset(story: ApiScenario) -> None:
    app, account_id = story.harness.app, story.ids["account_id"]
    username = done(story.operator.get(f"/accounts/{account_id}"))["username"]
    shown = done(anybody(app, "POST", "/auth/password-resets", {"username": username}))
    done(story.operator.post(f"/accounts/{account_id}/password-resets", {"number": shown["number"]}))
    body = {"code": shown["code"], "new_password": "yet another few words"}
    assert anybody(app, "POST", "/auth/password-resets/completions", body).status_code == 204


def test_a_second_factor_is_enrolled_and_removed(story: ApiScenario) -> None:
    district = story.east["district"]
    plain = {"username": "totp", "password_hash": PASSWORD_HASH, "organization_id": district}
    person = story.harness.person(Grant(COMMUNITY, district), district_id=district, **plain)
    path, proof = "/accounts/me/second-factor", {"current_password": PASSWORD}
    otp = pyotp.TOTP(done(person.post(path, proof))["secret"])
    now = story.harness.clock()
    codes = done(person.post(f"{path}/confirmations", {"code": otp.at(now)}))["recovery_codes"]
    codes = done(person.post(f"{path}/recovery-codes", proof | {"code": codes[0]}))["recovery_codes"]
    assert person.post(f"{path}/removals", proof | {"code": codes[0]}).status_code == 204
    done(story.operator.post(f"/accounts/{person.account_id}/second-factor-removals"))


def test_sessions_are_listed_and_ended_and_a_district_sets_what_it_demands(story: ApiScenario) -> None:
    person = story.harness.person(Grant(COMMUNITY, "c"))
    session = done(person.get("/accounts/me/sessions"))["items"][0]
    assert person.ask("DELETE", f"/accounts/me/sessions/{session['id']}").status_code == 204
    path = f"/accounts/policies/{story.east['district']}"
    version = done(story.operator.get(path))["version"]
    done(story.people["security"].patch(path, {"second_factor_required": False}, version))


def test_accounts_are_kept_by_whom_they_belong_to(story: ApiScenario) -> None:
    keeper, path = story.operator, f"/accounts/{story.ids['account_id']}"
    account = done(keeper.get(path))
    done(keeper.patch(path, {"name": "赵六"}, account["version"]))
    security, district = story.people["security"], story.people["district"]
    grant = {"role": "personal_data_reader", "organization_id": story.ids["organization_id"]}
    asked = done(security.post(f"{path}/grants", grant))["pending_grants"][-1]
    assert [each["record_id"] for each in done(district.get("/accounts/me/approvals"))["items"]] == [asked["id"]]
    given = done(district.post(f"{path}/grants/{asked['id']}/approvals"))["grants"][-1]
    assert security.ask("DELETE", f"{path}/grants/{given['id']}").status_code == 204
    assert done(keeper.get("/accounts/persons?same_name=true"))["items"]


def test_a_system_has_an_account_and_keys(story: ApiScenario) -> None:
    body = {"username": "platform", "name": "数据平台", "organization_id": story.east["district"]}
    account = done(story.operator.post("/accounts/service-accounts", body))
    path = f"/accounts/{account['id']}/keys"
    security = story.people["security"]
    first = done(security.post(path, {"name": "首个", "areas": ["projects"]}))
    done(security.post(f"{path}/{first['id']}/rotations", {}))
    assert security.ask("DELETE", f"{path}/{first['id']}").status_code == 204
    assert done(anybody(story.harness.app, "GET", "/auth/openid/providers"))["items"] == []


def test_what_was_typed_is_kept_until_it_is_dropped(story: ApiScenario) -> None:
    person, path = story.people["district"], f"/drafts/{story.ids['form']}"
    done(person.ask("PUT", path, json={"content": {"title": "门前三包"}}))
    assert person.ask("DELETE", path).status_code == 204
    done(person.ask("PUT", "/notifications/cursor", json={"number": 1}))


def test_the_tree_is_changed(story: ApiScenario) -> None:
    district, street = story.people["district"], story.east["street"]

    def opened(name: str, level: str = "community", parent_id: str = street) -> str:
        asked = {"name": name, "level": level, "parent_id": parent_id, "effective_on": "2020-01-01"}
        return str(done(district.post("/organizations", asked))["id"])

    other = opened("南街道", "street", story.east["district"])
    first, second, third, last = (opened(f"{number}号社区") for number in range(4))
    version = done(district.get(f"/organizations/{first}"))["version"]
    done(district.patch(f"/organizations/{first}", SINCE | {"lon_gcj02": 118.1, "lat_gcj02": 24.4}, version))
    done(district.post(f"/organizations/{first}/renames", SINCE | {"name": "一号社区"}))
    done(district.post(f"/organizations/{first}/moves", SINCE | {"parent_id": other}))
    done(district.post(f"/organizations/{second}/merges", SINCE | {"sources": [third]}))
    parts = [{"name": "二甲社区"}, {"name": "二乙社区"}]
    done(district.post(f"/organizations/{second}/splits", {"effective_on": "2025-01-01", "parts": parts}))
    done(district.post(f"/organizations/{last}/closures", SINCE))
    moved = done(district.get(f"/organizations/{first}?as_of=2024-06-01"))
    assert (moved["name"], moved["parent_id"], moved["lon_gcj02"]) == ("一号社区", other, 118.1)
    form = {"file": (BytesIO(FILE.encode()), "east.csv"), "dry_run": "true"} | SINCE
    assert district.upload("/organizations/imports", form).status_code == 202


def test_members_come_and_go(story: ApiScenario) -> None:
    community, ids = story.people["community"], story.ids
    place, transfer = f"/organizations/{ids['organization_id']}", f"/transfers/{ids['transfer_id']}"
    member = done(community.get(f"/members/{ids['member_id']}"))
    done(community.patch(f"/members/{ids['member_id']}", {"phone": None}, member["version"]))
    done(community.post(f"{transfer}/withdrawals"))
    receiving = story.person((COMMUNITY, story.east["other"]), district_id=story.east["district"])
    for end, asked in (("refusals", {"reason": "名额已满"}), ("confirmations", {})):
        wanted = {"to_organization_id": story.east["other"]}
        again = done(community.post(f"/members/{ids['member_id']}/transfers", wanted))
        done(receiving.post(f"/transfers/{again['id']}/{end}", asked))
    done(receiving.post(f"/members/{ids['member_id']}/departures", {"reason": "transferred_outside"}))
    done(community.post(f"/posts/{ids['post_id']}/ends"))
    asked = {"due_on": "2028-06-30", "basis": "批复〔2026〕1号"}
    done(story.people["street"].post(f"/terms/{ids['term_id']}/shifts", asked))
    tier = {"period": "2024", "tier": "advanced", "reason": "整改到位", "basis": "会议纪要"}
    decision = done(story.people["street"].post(f"{place}/tiers", tier))
    helped = f"/mentorships/{ids['mentorship_id']}"
    done(community.post(f"{helped}/helps", {"text": "送学上门"}))
    done(story.people["street"].post(f"{helped}/ends", {"outcome": "已达标"}))
    done(story.people["street"].post(f"{place}/tiers/{decision['id']}/withdrawals", {"reason": "误录"}))


def test_a_year_of_activities_is_recorded(story: ApiScenario) -> None:
    story.play("activities")


def test_a_project_goes_its_whole_way(story: ApiScenario) -> None:
    community, street, district = (story.people[name] for name in ("community", "street", "district"))
    here = {"organization_id": story.ids["organization_id"]}
    project = done(community.post("/projects", PROJECT | here))
    path = f"/projects/{project['id']}"
    done(street.post(f"{path}/reviews", RETURN))
    done(community.patch(path, {"title": "门前四包"}, project["version"] + 1))
    done(community.post(f"{path}/declarations", {"opinion": "已改"}))
    milestone = {"title": "签约", "deadline": f"{YEAR}-12-31", "post": "书记"} | here
    kept, dropped = (done(community.post(f"{path}/milestones", milestone)) for _ in range(2))
    one = f"{path}/milestones/{kept['id']}"
    done(community.patch(one, {"title": "全部签约"}, done(community.get(one))["version"]))
    done(community.post(f"{path}/milestones/{dropped['id']}/drops", {"reason": "重复"}))
    done(street.post(f"{path}/reviews", PASS))
    done(district.post(f"{path}/approvals", PASS))
    done(community.post(f"{path}/starts"))
    report = {"text": "全部完成", "percent": 100, "milestones_reached": [kept["id"]]}
    done(community.post(f"{path}/progress", report))
    done(district.post(f"{path}/acceptances", {"opinion": "属实"}))
    rated = done(district.post(f"{path}/ratings", {"rating": "good", "reason": "现场核实"}))
    assert (rated["status"], rated["rating"]) == ("rated", "good")
    given_up = done(community.post("/projects", PROJECT | here))
    done(community.post(f"/projects/{given_up['id']}/withdrawals", {"reason": "条件不备"}))


def test_a_year_s_matters_are_published(story: ApiScenario) -> None:
    district, here = story.people["district"], {"organization_id": story.east["district"], "year": YEAR}
    drafts = [done(district.post("/practical-matters", here | _matter(number)))["id"] for number in range(9)]
    published = done(district.post("/practical-matters/publications", here))
    assert set(published["projects"]) == {story.ids["matter_id"], *drafts}
    path = f"/projects/{drafts[0]}/assignments"
    unit = story.ids["organization_id"]
    done(district.post(path, {"organization_id": unit, "post": "书记", "duty": "入户"}))
    done(district.post(f"{path}/{unit}/releases", {"reason": "调整"}))
    done(district.post("/milestones/renewals", {"organization_id": story.east["district"]}))


def test_a_demonstration_point_goes_its_whole_way(story: ApiScenario) -> None:
    community, street, district = (story.people[name] for name in ("community", "street", "district"))
    scheme = f"/demonstration-schemes/{story.ids['scheme_id']}"
    done(district.patch(scheme, {"quota": 10}, done(district.get(scheme))["version"]))
    declared = {"year": YEAR, "name": "邻里客厅", "organization_id": story.ids["organization_id"]}
    point = done(community.post("/demonstration-points", declared))
    path = f"/demonstration-points/{point['id']}"
    done(street.post(f"{path}/vettings", RETURN))
    done(community.patch(path, {"features": "百家宴"}, point["version"] + 1))
    done(community.post(f"{path}/declarations", {"opinion": "已改"}))
    done(street.post(f"{path}/vettings", PASS))
    done(district.post(f"{path}/confirmations", {"scheme_id": story.ids["scheme_id"]}))
    _build(story, path)
    met = [item["id"] for item in done(district.get(path))["checklist"]]
    done(district.post(f"{path}/acceptances", {"opinion": "属实", "met": met}))
    done(district.post(f"{path}/activations", {"until": f"{YEAR + 1}-12-31"}))
    version = done(community.get(f"{path}/host-facts"))["version"]
    facts = {"group_capacity": 40, "bookable": ["tue_am"], "lon_gcj02": 118.1, "lat_gcj02": 24.4}
    shown = done(community.patch(f"{path}/host-facts", facts, version))
    assert (shown["group_capacity"], shown["bookable"]) == (40, ["tue_am"])
    renewed = done(district.post(f"{path}/renewals", {"until": f"{YEAR + 2}-12-31", "basis": "会议纪要"}))
    assert (renewed["status"], renewed["active_until"]) == ("active", f"{YEAR + 2}-12-31")
    done(district.post(f"{path}/withdrawals", {"reason": "主动退出"}))
    done(district.post("/building-nodes/renewals", {"organization_id": story.east["district"]}))


def _build(story: ApiScenario, path: str) -> None:
    community, district = story.people["community"], story.people["district"]
    node = {"title": "装修", "deadline": f"{YEAR}-12-31", "post": "书记"}
    kept, dropped, waived = (done(community.post(f"{path}/nodes", node))["id"] for _ in range(3))
    done(community.patch(f"{path}/nodes/{kept}", {"title": "装修完成", "reason": "更准确"}, 1))
    done(community.post(f"{path}/nodes/{dropped}/drops", {"reason": "重复"}))
    done(community.post(f"{path}/starts"))
    done(community.post(f"{path}/nodes/{kept}/reports", {"text": "完成"}))
    done(community.post(f"{path}/nodes/{kept}/reopenings", {"reason": "误报"}))
    done(community.post(f"{path}/nodes/{kept}/reports", {"text": "完成"}))
    done(district.post(f"{path}/nodes/{waived}/waivers", {"reason": "改由街道统建"}))


def test_a_brand_grows_and_another_is_dismissed(story: ApiScenario) -> None:
    community, street, district = (story.people[name] for name in ("community", "street", "district"))
    here = {"organization_id": story.ids["organization_id"]}
    brand = done(community.post("/brands", {"name": "邻里节"} | here))
    path = f"/brands/{brand['id']}"
    done(community.patch(path, {"description": "一年一度"}, brand["version"]))
    carrier = done(community.post(f"{path}/carriers", {"kind": "point", "record_id": story.ids["point_id"]}))
    done(community.post(f"{path}/carriers/{carrier['id']}/removals", {"reason": "另有品牌"}))
    done(street.post(f"{path}/consolidations", {"opinion": "已连续三年"}))
    done(street.post(f"{path}/reaches", {"reach": "street", "basis": "简报"}))
    promoted = done(district.post(f"{path}/promotions", {"basis": "通知"}))
    assert (promoted["status"], promoted["reach"]) == ("promoted", "street")
    other = done(community.post("/brands", {"name": "广场舞"} | here))
    done(community.post(f"/brands/{other['id']}/dismissals", {"reason": "属常规活动"}))


def test_a_proposed_brand_is_taken_up(story: ApiScenario) -> None:
    ids = {"district_id": story.east["district"], "organization_id": story.ids["organization_id"]}
    strength = StrengthRecorded(
        **ids, visit_id="v-1", strength_id="s-1", text="菜单式服务", recorded_on=date(YEAR, 1, 1)
    )
    inbox = story.harness.host.hosted["demonstration_points"].inbox
    inbox.receive([envelope(strength, id="s-1", time=clock(), number=1)])
    inbox.apply_due()
    community = story.people["community"]
    listed = done(community.get(f"/brands?organization_id={ids['organization_id']}&status=proposed"))["items"]
    done(community.post(f"/brands/{listed[0]['id']}/adoptions", {"name": "点单派单"}))


def _matter(number: int) -> dict[str, Any]:
    return {"title": f"第{number}件实事", "lead_post": "区长"}


def test_points_are_declared_counted_reversed_and_a_year_is_closed(story: ApiScenario) -> None:
    story.play("member_points")


def test_organizations_are_appraised_object_and_their_results_are_frozen(story: ApiScenario) -> None:
    story.play("appraisals")


def test_supervision_inspects_notices_promises_asks_and_listens(story: ApiScenario) -> None:
    story.play("supervision")


def test_a_meeting_is_prepared_held_decides_and_is_followed_up(story: ApiScenario) -> None:
    story.play("meetings")


def test_a_round_of_visits_is_planned_held_scored_and_reviewed(story: ApiScenario) -> None:
    story.play("observation_visits")


def test_every_list_and_record_is_read(story: ApiScenario) -> None:
    for operation in operations():
        if operation.method == "GET" and not operation.policy.public:
            operated = "job_id" in operation.parameters or "parked" in operation.rule
            person = story.operator if operated else story.people["district"]
            done(person.get(operation.path(story.ids), query_string=operation.query(story.ids, full=False)))


def test_no_operation_was_left_out(story: ApiScenario) -> None:
    wanted = {(each.method, each.template) for each in operations() if each.template in documented.document()["paths"]}
    assert sorted(wanted - documented.DONE - AT_A_PROVIDER - OF_PARKED) == []
