"""Whoever carries, is asked or is counted reads; whoever does not, does not, and nobody reads about people by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, OPERATIONS, STREET, Grant
from tests.gateway.estates.days import YEAR, YEAR_END
from tests.gateway.estates.readers import objects, pages, read, signed_in

if TYPE_CHECKING:
    from tests.gateway.estate import Estate
    from tests.gateway.house import Person

pytestmark = pytest.mark.slow

LEVELS = {
    "district": (DISTRICT, "district"), "east": (STREET, "street"), "west": (STREET, "street"),
    "first": (COMMUNITY, "community"), "second": (COMMUNITY, "community"), "fourth": (COMMUNITY, "community"),
    "fifth": (COMMUNITY, "community"), "cell": (BRANCH, "branch"),
}  # fmt: skip
"""The role of each organization's own account, and its level."""
EVERY_ROLE = (*((role, unit) for unit, (role, _) in LEVELS.items()), (AUDITOR, "west"), (OPERATIONS, "fifth"))
ITS_OWN = (
    "lecture_hall", "activity", "obligation", "demonstration_point", "building_node", "point_entry",
    "point_declaration", "point_objection", "point_year", "member", "tier", "term", "notice", "rectification_item",
    "responsibility_letter", "finding", "data_ask", "suggestion", "organization",
)  # fmt: skip
"""Kinds of which a community's records are carried by nobody beside it, and asked of nobody else."""


def account(estate: Estate, unit: str) -> Person:
    """Sign in an organization's own account."""
    return signed_in(estate, LEVELS[unit][0], unit)


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
def test_a_community_that_carries_a_matter_reads_it_its_plan_and_its_parts(estate: Estate, unit: str) -> None:
    person, path = account(estate, unit), f"/projects/{estate.ids['matter']}"
    matter = fine(person, path)
    assert matter["reduced"]
    assert matter["title"]
    assert [step["step"] for step in matter["way"]][:1] == ["draft"]
    assert fine(person, f"{path}/milestones")["items"] == matter["plan"] != []
    parts = fine(person, f"{path}/assignments")["items"]
    assert {part["organization_id"] for part in parts} == {estate.ids["first"], estate.ids["fourth"]}
    own = fine(person, f"{path}/assignments/{estate.ids[unit]}")
    assert own in parts
    assert own["duty"] == "入户"


def test_a_community_reads_its_own_report_on_a_matter_whole_and_another_s_reduced(estate: Estate) -> None:
    path = f"/projects/{estate.ids['matter']}/progress"
    for unit, whole in (("first", True), ("fourth", False), ("district", True)):
        (report,) = fine(account(estate, unit), path)["items"]
        assert (report["reduced"], "text" in report, "account_name" in report) == (not whole, whole, whole)
        assert fine(account(estate, unit), f"{path}/{report['id']}") == report


def test_a_community_responsible_for_a_milestone_reads_the_project_that_it_is_in(estate: Estate) -> None:
    listed = pages(account(estate, "first"), "/projects", as_carrier=True, **estate.at("first"))
    (lent,) = (one for one in listed if one["organization_id"] == estate.ids["east"])
    shown = fine(account(estate, "first"), f"/projects/{lent['id']}")
    assert shown["reduced"]
    assert estate.ids["lent"] in {one["id"] for one in shown["plan"]}
    refused(account(estate, "second"), f"/projects/{lent['id']}", f"/projects/{lent['id']}/milestones")


def test_a_street_opens_each_of_the_ten_matters_that_it_sees(estate: Estate) -> None:
    for unit in ("east", "west", "fifth"):
        person = account(estate, unit)
        listed = fine(person, "/practical-matters", organization_id=estate.ids[unit], year=YEAR)["items"]
        assert len(listed) == 10
        assert all(fine(person, f"/projects/{one['id']}")["title"] == one["title"] for one in listed)


def test_a_unit_lists_the_requests_addressed_to_it_and_opens_each(estate: Estate) -> None:
    person, first = account(estate, "first"), estate.ids["first"]
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


def test_lists_by_whom_something_concerns_come_in_pages(estate: Estate) -> None:
    person = account(estate, "first")
    for path, side in (("/projects", "as_carrier"), ("/data-requests", "as_addressee")):
        asked = estate.at("first") | {side: "true"}
        found = [one["id"] for one in pages(person, path, **asked)]
        assert found == [one["id"] for one in pages(person, path, limit=1, **asked)] == sorted(set(found))
        assert len(found) > 2


@pytest.mark.parametrize(("role", "unit"), EVERY_ROLE)
def test_a_promoted_brand_is_read_in_the_whole_district(estate: Estate, role: str, unit: str) -> None:
    person = signed_in(estate, role, unit)
    listed = pages(person, "/brands", organization_id=estate.ids["district"], status="promoted")
    assert {one["reach"] for one in listed} == {"district", "city", "province", "nation"}
    for one in listed:
        shown = fine(person, f"/brands/{one['id']}")
        assert shown["name"] == one["name"]
        assert shown["carriers"] == fine(person, f"/brands/{one['id']}/carriers")["items"] != []
        assert shown["way"] == fine(person, f"/brands/{one['id']}/steps")["items"] != []


def test_a_brand_that_is_not_promoted_is_its_own_line_s(estate: Estate) -> None:
    every = estate.see("/brands", **estate.at("district"), limit=200)["items"]
    kept = [f"/brands/{one['id']}" for one in every if one["status"] != "promoted"]
    assert len(kept) > 1
    for unit in ("second", "west"):
        refused(account(estate, unit), *kept, *(f"{path}/carriers" for path in kept))
        assert account(estate, unit).get("/brands", query_string=estate.at("first")).status_code == 403
        asked = estate.at("district") | {"status": "consolidated"}
        assert account(estate, unit).get("/brands", query_string=asked).status_code == 403


@pytest.mark.parametrize("unit", LEVELS)
def test_whoever_has_something_to_do_reads_the_record_that_it_is_about(estate: Estate, unit: str) -> None:
    person = account(estate, unit)
    listed = pages(person, f"/organizations/{estate.ids[unit]}/todos", until=YEAR_END)
    wrong = {one["record_href"]: one["todo"] for one in listed if read(person, one["record_href"]).status_code != 200}
    assert wrong == {}
    assert listed or unit in {"second", "fifth", "cell"}


def test_what_a_warning_or_a_row_of_a_job_names_is_read_by_whoever_reads_it(estate: Estate) -> None:
    for unit in ("district", "east", "first"):
        person, here = account(estate, unit), estate.ids[unit]
        said = pages(person, "/project-warnings", organization_id=here, year=YEAR)
        said += pages(person, "/activity-warnings", organization_id=here, year=YEAR)
        said += pages(person, f"/organizations/{here}/warnings", below=True)
        assert said
        for one in said:
            fine(person, f"/organizations/{one['organization_id']}")
            if one.get("project_id"):
                fine(person, f"/projects/{one['project_id']}")
    street = estate.people["street"]
    for row in pages(street, f"/point-imports/{estate.ids['points_file']}/rows"):
        assert fine(street, f"/point-entries/{row['entry_id']}")["id"] == row["entry_id"]


def test_a_neighbour_reads_nothing_that_it_does_not_carry(estate: Estate) -> None:
    """A community of the same street, and another street, on all that the first one keeps."""
    behind = _kept_by_the_first(estate)
    for unit in ("second", "west"):
        refused(account(estate, unit), *behind)


def test_what_hangs_on_a_record_is_refused_with_it(estate: Estate) -> None:
    ids = estate.ids
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
        refused(account(estate, unit), *paths)


def test_nobody_of_another_district_reads_what_a_whole_district_may(estate: Estate) -> None:
    stranger = estate.house.person(Grant(DISTRICT, "elsewhere"), district_id="elsewhere")
    stranger.headers = dict(estate.seen)
    promoted = estate.see("/brands", **estate.at("district"), status="promoted")["items"][0]["id"]
    ids = estate.ids
    paths = (
        f"/brands/{promoted}", f"/brands?organization_id={ids['district']}&status=promoted",
        f"/projects/{ids['matter']}", f"/demonstration-schemes/{ids['scheme']}", f"/campaigns/{ids['led']}",
        f"/data-requests?organization_id={ids['first']}&as_addressee=true",
    )  # fmt: skip
    refused(stranger, *paths)


def test_who_carries_a_matter_decides_nothing_about_it(estate: Estate) -> None:
    path = f"/projects/{estate.ids['matter']}"
    person = account(estate, "first")
    assert person.post(f"{path}/withdrawals", {"reason": "无"}).status_code == 403
    assert person.post(f"{path}/acceptances", {"opinion": "属实"}).status_code == 403
    assert person.patch(path, {"title": "改"}, 1).status_code == 403


@pytest.mark.parametrize("role", [AUDITOR, OPERATIONS])
def test_an_auditor_and_operations_read_how_many_members_there_are_and_not_who(estate: Estate, role: str) -> None:
    person, ids = signed_in(estate, role, "district"), estate.ids
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


def test_a_suggestion_is_read_by_whoever_sees_it_counted_without_a_word_of_it(estate: Estate) -> None:
    shown = fine(signed_in(estate, AUDITOR, "district"), f"/suggestions/{estate.ids['suggestion']}")
    assert shown["standing"] == "open"
    assert shown.keys() & {"title", "text", "answer", "own", "named", "from_organization_id", "sender_name"} == set()
    refused(account(estate, "second"), f"/suggestions/{estate.ids['suggestion']}")


def test_a_right_on_one_unit_alone_reads_what_its_figures_count_and_no_words(estate: Estate) -> None:
    person = signed_in(estate, STREET, "east", below=False)
    shown = fine(person, f"/activities/{estate.ids['meeting']}")
    assert shown["reduced"]
    assert all("subject" not in each for each in objects(shown))
    refused(person, f"/activities/{estate.ids['meeting']}/minutes", f"/organizations/{estate.ids['first']}/members")
    assert person.get(f"/levels/community/{estate.ids['first']}/overview").status_code == 403


def _kept_by_the_first(estate: Estate) -> set[str]:
    here = f"/levels/community/{estate.ids['first']}"
    found: set[str] = set()
    for figure in estate.see(f"{here}/overview")["figures"]:
        if figure["own"]:
            listed = estate.see(f"{here}/figures/{figure['indicator']}/records", limit=200)["items"]
            found |= {row["href"] for row in listed if row["record_type"] in ITS_OWN}
    assert len(found) > len(ITS_OWN)
    return found
