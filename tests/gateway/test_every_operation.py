"""Every operation does once what it is for, and says so as it is documented; what no test has seen work is named.

The story of a district: its tree is changed, its people come and go, its projects go their whole way.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

from shared.rights import COMMUNITY
from tests.gateway import documented
from tests.gateway.conftest import PLENTY
from tests.gateway.house import PASSWORD, PASSWORD_HASH, anybody, house
from tests.gateway.operations import operations
from tests.gateway.town import FILE, YEAR, Town, build, done

pytestmark = pytest.mark.slow

PROJECT = {"year": YEAR, "category": "work_innovation", "title": "门前三包", "lead_post": "书记"}
PASS, RETURN = {"decision": "pass", "opinion": "同意"}, {"decision": "return", "opinion": "请补充"}
SINCE = {"effective_on": "2024-01-01"}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town of this module's own, from whose opening on everything that worked is noted."""
    documented.DONE.clear()
    with house(tmp_path_factory.mktemp("story"), "organizations", "projects", **PLENTY) as opened:
        yield build(opened)


def test_somebody_signs_in_stays_and_goes(story: Town) -> None:
    story.person((COMMUNITY, story.ids["organization_id"]), username="lisi", password_hash=PASSWORD_HASH)
    app = story.house.app
    tokens = done(anybody(app, "POST", "/auth/token", {"username": "lisi", "password": PASSWORD}))
    tokens = done(anybody(app, "POST", "/auth/refresh", {"refresh_token": tokens["refresh_token"]}))
    changed = {"current_password": PASSWORD, "new_password": "five other words, quite new"}
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert anybody(app, "PUT", "/accounts/me/password", changed, bearer).status_code == 204
    gone = anybody(app, "POST", "/auth/revocations", {"refresh_token": tokens["refresh_token"]})
    assert gone.status_code == 204


def test_accounts_are_kept_by_whom_they_belong_to(story: Town) -> None:
    keeper, path = story.operator, f"/accounts/{story.ids['account_id']}"
    account = done(keeper.get(path))
    done(keeper.patch(path, {"name": "赵六"}, account["version"]))
    done(keeper.ask("POST", f"{path}/password-resets", {"Idempotency-Key": "reset"}))
    grant = {"role": "branch_staff", "organization_id": story.ids["organization_id"]}
    given = done(keeper.post(f"{path}/grants", grant))["grants"][-1]
    assert keeper.ask("DELETE", f"{path}/grants/{given['id']}").status_code == 204


def test_the_tree_is_changed(story: Town) -> None:
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


def test_members_come_and_go(story: Town) -> None:
    community, ids = story.people["community"], story.ids
    place, transfer = f"/organizations/{ids['organization_id']}", f"/transfers/{ids['transfer_id']}"
    member = done(community.get(f"/members/{ids['member_id']}"))
    done(community.patch(f"/members/{ids['member_id']}", {"phone": None}, member["version"]))
    done(community.post(f"{transfer}/withdrawals"))
    receiving = story.person((COMMUNITY, story.east["other"]), district_id=story.east["district"])
    for end, asked in (("refusals", {"reason": "名额已满"}), ("confirmations", {})):
        wanted = {"to_organization_id": story.east["other"]}
        again = done(community.post(f"/members/{ids['member_id']}/transfers", wanted))
        receiving.headers = dict(community.headers)
        done(receiving.post(f"/transfers/{again['id']}/{end}", asked))
        community.headers = dict(receiving.headers)
    done(receiving.post(f"/members/{ids['member_id']}/departures", {"reason": "transferred_outside"}))
    done(community.post(f"/posts/{ids['post_id']}/ends"))
    asked = {"due_on": "2028-06-30", "basis": "批复〔2026〕1号"}
    done(story.people["street"].post(f"/terms/{ids['term_id']}/shifts", asked))
    tier = {"period": "2024", "tier": "advanced", "reason": "整改到位", "basis": "会议纪要"}
    done(story.people["street"].post(f"{place}/tiers", tier))


def test_a_project_goes_its_whole_way(story: Town) -> None:
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


def test_a_year_s_matters_are_published(story: Town) -> None:
    district, here = story.people["district"], {"organization_id": story.east["district"], "year": YEAR}
    drafts = [done(district.post("/practical-matters", here | _matter(number))) for number in range(10)]
    published = done(district.post("/practical-matters/publications", here))
    assert published["projects"] == [draft["id"] for draft in drafts]
    path = f"/projects/{drafts[0]['id']}/assignments"
    unit = story.ids["organization_id"]
    done(district.post(path, {"organization_id": unit, "post": "书记", "duty": "入户"}))
    done(district.post(f"{path}/{unit}/releases", {"reason": "调整"}))
    done(district.post("/milestones/renewals", {"organization_id": story.east["district"]}))


def _matter(number: int) -> dict[str, Any]:
    return {"title": f"第{number}件实事", "lead_post": "区长"}


def test_every_list_and_record_is_read(story: Town) -> None:
    for operation in operations():
        if operation.method == "GET" and not operation.door.public:
            person = story.operator if "job_id" in operation.parameters else story.people["district"]
            done(person.get(operation.path(story.ids), query_string=operation.query(story.ids, full=False)))


def test_no_operation_was_left_out(story: Town) -> None:
    wanted = {(each.method, each.template) for each in operations() if each.template in documented.document()["paths"]}
    assert sorted(wanted - documented.DONE) == []
