"""Whoever carries, is asked or is counted reads; whoever does not, does not, and nobody reads about people by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, STREET, SYSTEM_ADMIN, Grant
from tests.gateway.full_district.readers import pages, read, signed_in
from tests.gateway.full_district.scenario import YEAR, YEAR_END

if TYPE_CHECKING:
    from tests.gateway.app_harness import Person
    from tests.gateway.full_district.scenario import FullDistrict

pytestmark = pytest.mark.slow

LEVELS = {
    "district": (DISTRICT, "district"), "east": (STREET, "street"), "west": (STREET, "street"),
    "first": (COMMUNITY, "community"), "second": (COMMUNITY, "community"), "fourth": (COMMUNITY, "community"),
    "fifth": (COMMUNITY, "community"), "cell": (BRANCH, "branch"),
}  # fmt: skip
"""The role of each organization's own account, and its level."""
EVERY_ROLE = (*((role, unit) for unit, (role, _) in LEVELS.items()), (AUDITOR, "west"), (SYSTEM_ADMIN, "fifth"))
ITS_OWN = (
    "lecture_hall", "activity", "obligation", "demonstration_point", "building_node", "point_entry",
    "point_declaration", "point_objection", "point_year", "member", "tier", "term", "notice", "rectification_item",
    "responsibility_letter", "finding", "data_ask", "suggestion", "organization",
)  # fmt: skip
"""Kinds of which a community's records are carried by nobody beside it, and asked of nobody else."""


def account(full_district: FullDistrict, unit: str) -> Person:
    """Sign in an organization's own account."""
    return signed_in(full_district, LEVELS[unit][0], unit)


def fine(person: Person, path: str, **query: Any) -> Any:
    """Read what must open."""
    answer = person.get(path, query_string=query)
    assert answer.status_code == 200, (path, answer.text)
    return answer.json


def refused(person: Person, *paths: str) -> None:
    """Be refused every one of some addresses."""
    answers = {path: person.get(path.removeprefix("/api/v1")).status_code for path in paths}
    assert answers == dict.fromkeys(paths, 403)


@pytest.mark.parametrize("unit", ["first", "fourth"])
def test_a_community_that_carries_a_matter_reads_it_its_plan_and_its_parts(
    full_district: FullDistrict, unit: str
) -> None:
    person, path = account(full_district, unit), f"/projects/{full_district.ids['matter']}"
    matter = fine(person, path)
    assert matter["reduced"]
    assert matter["title"]
    assert [step["step"] for step in matter["way"]][:1] == ["draft"]
    assert fine(person, f"{path}/milestones")["items"] == matter["plan"] != []
    parts = fine(person, f"{path}/assignments")["items"]
    assert {part["organization_id"] for part in parts} == {full_district.ids["first"], full_district.ids["fourth"]}
    own = fine(person, f"{path}/assignments/{full_district.ids[unit]}")
    assert own in parts
    assert own["duty"] == "落实"


def test_a_community_reads_its_own_report_on_a_matter_whole_and_another_s_reduced(full_district: FullDistrict) -> None:
    path = f"/projects/{full_district.ids['matter']}/progress"
    for unit, whole in (("first", True), ("fourth", False), ("district", True)):
        (report,) = fine(account(full_district, unit), path)["items"]
        assert (report["reduced"], "text" in report, "account_name" in report) == (not whole, whole, whole)
        assert fine(account(full_district, unit), f"{path}/{report['id']}") == report


def test_a_community_responsible_for_a_milestone_reads_the_project_that_it_is_in(full_district: FullDistrict) -> None:
    listed = pages(account(full_district, "first"), "/projects", as_carrier=True, **full_district.at("first"))
    (lent,) = (one for one in listed if one["organization_id"] == full_district.ids["east"])
    shown = fine(account(full_district, "first"), f"/projects/{lent['id']}")
    assert shown["reduced"]
    assert full_district.ids["lent"] in {one["id"] for one in shown["plan"]}
    refused(account(full_district, "second"), f"/projects/{lent['id']}", f"/projects/{lent['id']}/milestones")


def test_a_street_opens_each_of_the_ten_matters_that_it_sees(full_district: FullDistrict) -> None:
    for unit in ("east", "west", "fifth"):
        person = account(full_district, unit)
        listed = fine(person, "/practical-matters", organization_id=full_district.ids[unit], year=YEAR)["items"]
        assert len(listed) == 10
        assert all(fine(person, f"/projects/{one['id']}")["title"] == one["title"] for one in listed)


def test_a_unit_lists_the_requests_addressed_to_it_and_opens_each(full_district: FullDistrict) -> None:
    person, first = account(full_district, "first"), full_district.ids["first"]
    listed = pages(person, "/data-requests", organization_id=first, as_addressee=True)
    assert {one["status"] for one in listed} >= {"open", "refused"}
    for one in listed:
        whole = one["status"] != "refused"
        shown = fine(person, f"/data-requests/{one['id']}")
        assert shown["reduced"] is not whole
        assert [field["name"] for field in shown["data_fields"]]
        (ask,) = pages(person, f"/data-requests/{one['id']}/answers", organization_id=first)
        assert ask["status"] == "spared" or whole
        assert ask["wanted"] == ask["asked"] + ask["derived"]
    spared = [one for one in listed if one["status"] == "refused"]
    level = f"/levels/community/{first}/figures/values_spared/records"
    assert sum(row["value"] for row in pages(person, level)) == sum(one["held"] for one in spared) > 0


def test_lists_by_whom_something_concerns_come_in_pages(full_district: FullDistrict) -> None:
    person = account(full_district, "first")
    for path, side in (("/projects", "as_carrier"), ("/data-requests", "as_addressee")):
        asked = full_district.at("first") | {side: "true"}
        found = [one["id"] for one in pages(person, path, **asked)]
        assert found == [one["id"] for one in pages(person, path, limit=1, **asked)] == sorted(set(found))
        assert len(found) > 2


@pytest.mark.parametrize(("role", "unit"), EVERY_ROLE)
def test_a_promoted_brand_is_read_in_the_whole_district(full_district: FullDistrict, role: str, unit: str) -> None:
    person = signed_in(full_district, role, unit)
    listed = pages(person, "/brands", organization_id=full_district.ids["district"], status="promoted")
    assert {one["reach"] for one in listed} == {"district", "city", "province", "nation"}
    for one in listed:
        shown = fine(person, f"/brands/{one['id']}")
        assert shown["name"] == one["name"]
        assert shown["carriers"] == fine(person, f"/brands/{one['id']}/carriers")["items"] != []
        assert shown["way"] == fine(person, f"/brands/{one['id']}/steps")["items"] != []


def test_a_brand_that_is_not_promoted_is_its_own_line_s(full_district: FullDistrict) -> None:
    every = full_district.get("/brands", **full_district.at("district"), limit=200)["items"]
    kept = [f"/brands/{one['id']}" for one in every if one["status"] != "promoted"]
    assert len(kept) > 1
    for unit in ("second", "west"):
        refused(account(full_district, unit), *kept, *(f"{path}/carriers" for path in kept))
        assert account(full_district, unit).get("/brands", query_string=full_district.at("first")).status_code == 403
        asked = full_district.at("district") | {"status": "consolidated"}
        assert account(full_district, unit).get("/brands", query_string=asked).status_code == 403


@pytest.mark.parametrize("unit", LEVELS)
def test_whoever_has_something_to_do_reads_the_record_that_it_is_about(full_district: FullDistrict, unit: str) -> None:
    person = account(full_district, unit)
    listed = pages(person, f"/organizations/{full_district.ids[unit]}/todos", until=YEAR_END)
    wrong = {one["record_href"]: one["todo"] for one in listed if read(person, one["record_href"]).status_code != 200}
    assert wrong == {}
    assert listed or unit in {"second", "fifth", "cell"}


def test_what_a_warning_or_a_row_of_a_job_names_is_read_by_whoever_reads_it(full_district: FullDistrict) -> None:
    for unit in ("district", "east", "first"):
        person, here = account(full_district, unit), full_district.ids[unit]
        said = pages(person, "/project-warnings", organization_id=here, year=YEAR)
        said += pages(person, "/activity-warnings", organization_id=here, year=YEAR)
        said += pages(person, f"/organizations/{here}/warnings", below=True)
        assert said
        for one in said:
            fine(person, f"/organizations/{one['organization_id']}")
            if one.get("project_id"):
                fine(person, f"/projects/{one['project_id']}")
    street = full_district.people["street"]
    for row in pages(street, f"/point-imports/{full_district.ids['points_file']}/rows"):
        assert fine(street, f"/point-entries/{row['entry_id']}")["id"] == row["entry_id"]


def test_a_neighbour_reads_nothing_that_it_does_not_carry(full_district: FullDistrict) -> None:
    """A community of the same street, and another street, on all that the first one keeps."""
    behind = _kept_by_the_first(full_district)
    for unit in ("second", "west"):
        refused(account(full_district, unit), *behind)


def test_what_hangs_on_a_record_is_refused_with_it(full_district: FullDistrict) -> None:
    ids = full_district.ids
    paths = (
        f"/projects/{ids['fine']}", f"/projects/{ids['fine']}/steps", f"/projects/{ids['fine']}/milestones",
        f"/projects/{ids['fine']}/progress", f"/projects/{ids['fine']}/assignments", f"/activities/{ids['meeting']}",
        f"/activities/{ids['meeting']}/minutes", f"/activities/{ids['meeting']}/resolutions",
        f"/lecture-halls/{ids['hall_first']}/steps", f"/demonstration-points/{ids['building']}/host-facts",
        f"/demonstration-points/{ids['building']}/nodes", f"/demonstration-points/{ids['building']}/steps",
        f"/notices/{ids['open_interview_notice']}/deliveries", f"/point-years/{ids['open_year']}/results",
        f"/point-years/{ids['open_year']}/objections", f"/members/{ids['great']}/personal-data",
        f"/members/{ids['great']}/point-entries", f"/transfers/{ids['transfer']}",
        f"/organizations/{ids['first']}/members", f"/organizations/{ids['first']}/todos",
        f"/projects?organization_id={ids['first']}&as_carrier=true",
        f"/data-requests?organization_id={ids['first']}&as_addressee=true",
        f"/levels/community/{ids['first']}/figures/members/records",
    )  # fmt: skip
    for unit in ("second", "west"):
        refused(account(full_district, unit), *paths)


def test_nobody_of_another_district_reads_what_a_whole_district_may(full_district: FullDistrict) -> None:
    stranger = full_district.harness.person(Grant(DISTRICT, "elsewhere"), district_id="elsewhere")
    stranger.headers = dict(full_district.positions)
    promoted = full_district.get("/brands", **full_district.at("district"), status="promoted")["items"][0]["id"]
    ids = full_district.ids
    paths = (
        f"/brands/{promoted}", f"/brands?organization_id={ids['district']}&status=promoted",
        f"/projects/{ids['matter']}", f"/demonstration-schemes/{ids['scheme']}", f"/campaigns/{ids['led']}",
        f"/data-requests?organization_id={ids['first']}&as_addressee=true",
    )  # fmt: skip
    refused(stranger, *paths)


def test_who_carries_a_matter_decides_nothing_about_it(full_district: FullDistrict) -> None:
    path = f"/projects/{full_district.ids['matter']}"
    person = account(full_district, "first")
    assert person.post(f"{path}/withdrawals", {"reason": "无"}).status_code == 403
    assert person.post(f"{path}/acceptances", {"opinion": "属实"}).status_code == 403
    assert person.patch(path, {"title": "改"}, 1).status_code == 403


@pytest.mark.parametrize("role", [AUDITOR, SYSTEM_ADMIN])
def test_an_auditor_and_operations_read_how_many_members_there_are_and_not_who(
    full_district: FullDistrict, role: str
) -> None:
    person, ids = signed_in(full_district, role, "district"), full_district.ids
    shown = fine(person, f"/members/{ids['great']}")
    assert set(shown) == {"id", "organization_id", "status", "member_class", "reduced"}
    assert set(fine(person, f"/transfers/{ids['transfer']}")) & {"name", "member_id", "member_class", "reason"} == set()
    entry = pages(person, f"/levels/district/{ids['district']}/figures/point_entries/records")[0]
    assert "member_id" not in read(person, entry["href"]).json
    refused(
        person,
        f"/members/{ids['great']}/personal-data",
        f"/members/{ids['great']}/point-entries",
        f"/organizations/{ids['first']}/members",
        f"/organizations/{ids['first']}/transfers",
        f"/point-declarations?organization_id={ids['first']}",
        f"/point-years/{ids['open_year']}/results",
        f"/suggestions?organization_id={ids['first']}",
    )


def test_a_suggestion_is_read_by_whoever_sees_it_counted_without_a_word_of_it(full_district: FullDistrict) -> None:
    shown = fine(signed_in(full_district, AUDITOR, "district"), f"/suggestions/{full_district.ids['suggestion']}")
    assert shown["standing"] == "open"
    assert shown.keys() & {"title", "text", "answer", "own", "named", "from_organization_id", "sender_name"} == set()
    refused(account(full_district, "second"), f"/suggestions/{full_district.ids['suggestion']}")


def test_a_right_on_one_unit_alone_reads_that_unit_alone(full_district: FullDistrict) -> None:
    ids, person = full_district.ids, signed_in(full_district, STREET, "east", below=False)
    refused(
        person,
        f"/activities/{ids['meeting']}",
        f"/activities/{ids['meeting']}/minutes",
        f"/organizations/{ids['first']}/members",
        f"/levels/community/{ids['first']}/overview",
        f"/organizations/{ids['east']}/todos?below_too=true",
    )
    level = f"/levels/street/{ids['east']}"
    alone, whole = fine(person, f"{level}/overview"), fine(account(full_district, "east"), f"{level}/overview")
    own = {figure["indicator"]: figure["own"] for figure in whole["figures"]}
    assert alone["children"] == []
    assert {figure["indicator"]: figure["own"] for figure in alone["figures"]} == own
    assert {(figure["total"], figure["share"]) for figure in alone["figures"]} == {(None, None)}
    for indicator, value in own.items():
        if value is not None:
            read_alone = pages(person, f"{level}/figures/{indicator}/records")
            assert {row["organization_id"] for row in read_alone} <= {ids["east"]}
            assert sum(row["value"] for row in read_alone) == value


def _kept_by_the_first(full_district: FullDistrict) -> set[str]:
    here = f"/levels/community/{full_district.ids['first']}"
    found: set[str] = set()
    for figure in full_district.get(f"{here}/overview")["figures"]:
        if figure["own"]:
            listed = full_district.get(f"{here}/figures/{figure['indicator']}/records", limit=200)["items"]
            found |= {row["href"] for row in listed if row["record_type"] in ITS_OWN}
    assert len(found) > len(ITS_OWN)
    return found
