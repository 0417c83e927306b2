"""Jobs of all kinds stand in one list, of whoever asked for them."""

from io import BytesIO

from tests.expect import done
from tests.gateway.api_scenario import FILE, FILES, SINCE, ApiScenario


def test_imports_of_both_kinds_are_listed_for_who_asked_the_newest_first(api: ApiScenario) -> None:
    district = api.people["district"]
    form = {"file": (BytesIO(FILE.encode()), "区.csv"), "effective_on": SINCE, "dry_run": "true"}
    tree = done(district.upload("/organizations/imports", form))["id"]
    form = {
        "file": (BytesIO(FILES["/api/v1/point-imports"].encode()), "积分.csv"),
        "organization_id": api.ids["organization_id"], "basis": "会议纪要", "dry_run": "true",
    }  # fmt: skip
    points = done(district.upload("/point-imports", form))["id"]
    listed = done(district.get("/jobs"))["items"]
    mine = [(each["id"], each["kind_name"], each["title"]) for each in listed if each["id"] in {tree, points}]
    assert mine == [(points, "批量录入积分", "积分.csv"), (tree, "导入组织", "区.csv")]
    one = done(district.get(f"/jobs/{points}"))
    assert done(district.get(one["href"].removeprefix("/api/v1")))["id"] == points
    assert one["state_name"] in {"等待中", "进行中", "已完成", "有误，未导入"}
    english = done(district.get(f"/jobs/{points}", headers={"Accept-Language": "en"}))
    assert english["kind_name"] == "entry of points in bulk"
    unknown = api.people["street"].get(f"/jobs/{tree}")
    assert (unknown.status_code, unknown.json["type"]) == (404, "urn:sanji:problem:job_unknown")


def test_a_planning_is_listed_for_who_plans_the_round(api: ApiScenario) -> None:
    plannings = [each for each in done(api.people["street"].get("/jobs"))["items"] if each["kind"] == "planning"]
    assert plannings
    read = done(api.people["street"].get(plannings[0]["href"].removeprefix("/api/v1")))
    assert (read["id"], read["state"]) == (plannings[0]["id"], plannings[0]["state"])
    assert not [each for each in done(api.people["community"].get("/jobs"))["items"] if each["kind"] == "planning"]
