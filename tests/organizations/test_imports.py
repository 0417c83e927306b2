"""A district's file on its way into the tree: judged row by row, then taken over, all or nothing."""

from datetime import date
from pathlib import Path

import pytest

from services.organizations.commands import import_apply
from services.organizations.model import imports
from tests.expect import refused
from tests.scenarios.organizations import FROM, ROWS, OrganizationsScenario, found, job, rows

ORPHAN = ("990100009001", "孤儿社区", "community", "990100009", "", "")
DUPLICATE = ("990100001001", "又一湖滨", "community", "990100001", "", "")
LONG = ("990100001003", "社" * 33, "community", "990100001", "", "")
BELOW_LONG = ("990100002", "街" * 33, "street", "990100", "", "")
UNDER_REFUSED = ("990100002001", "西社区", "community", "990100002", "", "")


def test_a_sound_file_becomes_a_district(scenario: OrganizationsScenario) -> None:
    made = job(scenario, rows(*ROWS))
    assert (made["state"], made["percent"], made["rows_applied"]) == ("done", 100, 4)
    tree = scenario.ask("operator", "organizations", within=made["organization_id"], as_of=FROM)["items"]
    assert [(item["name"], item["level"], item["division_code"]) for item in tree] == [
        ("甲区", "district", "990100000000"),
        ("东街道", "street", "990100001000"),
        ("湖滨社区", "community", "990100001001"),
        ("湖滨社区", "community", "990100001002"),
    ]
    assert len(scenario.events("organization_opened")) == 4
    assert made["outcomes"] == {"opens": 4}


def test_a_dry_run_judges_every_row_and_opens_nothing(scenario: OrganizationsScenario) -> None:
    made = job(scenario, rows(*ROWS), dry_run=True)
    assert (made["state"], made["rows_checked"], made["rows_applied"]) == ("done", 4, 0)
    assert {outcome for outcome, _ in found(scenario, made).values()} == {"opens"}
    assert [event.name for event in scenario.events()] == ["import_requested", "import_finished"]


FAULTY = {
    6: ("refused", ["parent_unknown"]),
    7: ("refused", ["duplicate_code"]),
    8: ("refused", ["name_too_long"]),
    9: ("refused", ["name_too_long"]),
    10: ("refused", ["parent_refused"]),
}


def test_one_faulty_row_refuses_the_whole_file_with_a_reason_beside_each(scenario: OrganizationsScenario) -> None:
    made = job(scenario, rows(*ROWS, ORPHAN, DUPLICATE, LONG, BELOW_LONG, UNDER_REFUSED))
    assert (made["state"], made["outcomes"]["refused"]) == ("refused", 5)
    assert found(scenario, made, outcome="refused") == FAULTY
    assert scenario.events("organization_opened") == []


def test_sound_rows_are_taken_where_faulty_ones_may_be_left_out(scenario: OrganizationsScenario) -> None:
    lines = rows(*ROWS, ORPHAN, DUPLICATE, LONG, BELOW_LONG, UNDER_REFUSED)
    made = job(scenario, lines, skip_faulty=True)
    assert (made["state"], made["rows_applied"], made["outcomes"]) == ("done", 4, {"opens": 4, "refused": 5})
    assert found(scenario, made, outcome="refused") == FAULTY
    assert len(scenario.events("organization_opened")) == 4


def test_a_file_handed_in_again_changes_only_what_differs(scenario: OrganizationsScenario) -> None:
    first = job(scenario, rows(*ROWS))
    renamed = ("990100001002", "湖东社区", "community", "990100001", "", "")
    again = job(scenario, rows(*ROWS[:3], renamed), effective_on=date(2022, 1, 1))
    assert (again["organization_id"], again["outcomes"]) == (first["organization_id"], {"unchanged": 3, "renamed": 1})
    for day, name in ((date(2021, 12, 31), "湖滨社区"), (date(2022, 1, 1), "湖东社区")):
        listed = scenario.ask("operator", "organizations", division_code="990100001002", as_of=day)["items"]
        assert [item["name"] for item in listed] == [name]


def test_rows_that_stand_in_a_circle_or_nowhere_are_refused() -> None:
    lines = rows(
        ROWS[0],
        ("990100003", "甲街", "street", "990100004", "", ""),
        ("990100004", "乙街", "street", "990100003", "", ""),
        ("990100005", "丙街", "street", "990100", "24.4", "118.1"),
        ("990100006", "丁街", "street", "990100", "east", ""),
        ("990100007", "戊街", "旗杆", "990100", "", ""),
        ("99010", "己街", "street", "990100", "", ""),
        ("990200", "又一区", "district", "", "", ""),
    )
    report = imports.check([(row["number"], row) for row in lines], {}, FROM, skip_faulty=True)
    reasons = {row.number: [reason["code"] for reason in row.reasons] for row in report.rows}
    assert reasons == {
        2: [],
        3: ["parent_cycle"],
        4: ["parent_cycle"],
        5: ["coordinates_outside"],
        6: ["coordinate_malformed"],
        7: ["import_level_unknown"],
        8: ["code_malformed"],
        9: ["second_root"],
    }


def test_a_file_without_its_district_is_refused_or_supplied(scenario: OrganizationsScenario) -> None:
    made = job(scenario, rows(*ROWS[1:]))
    assert (made["state"], made["notes"][0]["code"]) == ("refused", "root_missing")
    supplied = job(scenario, rows(*ROWS[1:]), skip_faulty=True)
    assert (supplied["state"], supplied["notes"][0]["rule"]) == ("done", "root_supplied")


def test_a_fault_of_ours_ends_the_job_visibly_and_leaves_nothing(
    scenario: OrganizationsScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_asked: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(import_apply, "plan", broken)
    made = job(scenario, rows(*ROWS))
    assert (made["state"], made["organization_id"]) == ("failed", None)
    assert scenario.events("organization_opened") == []


def test_a_list_of_communities_alone_belongs_to_the_district_of_their_street(scenario: OrganizationsScenario) -> None:
    job(scenario, rows(*ROWS))
    added = ("990100001009", "新社区", "community", "990100001", "", "")
    made = job(scenario, rows(*ROWS[2:], added))
    assert (made["state"], made["outcomes"]) == ("done", {"unchanged": 2, "opens": 1})
    unknown = job(scenario, rows(("990200001001", "远社区", "community", "990200001", "", "")))
    assert (unknown["state"], unknown["notes"][0]["code"]) == ("refused", "root_missing")


def test_who_may_not_change_everything_brings_no_new_district_and_sees_no_one_else_s_job(
    scenario: OrganizationsScenario,
) -> None:
    asked = {"rows": rows(*ROWS), "effective_on": FROM, "file_name": "district.csv"}
    for who in ("district", "east"):
        with refused("grant_does_not_reach"):
            scenario.do(who, "request_import", **asked)
    made = scenario.do("operator", "request_import", **asked)
    with refused("grant_does_not_reach"):
        scenario.ask("east", "import_job", job_id=made["id"])
    for wrong, code in (({"rows": []}, "import_empty"), ({"effective_on": date(1, 1, 1)}, "day_out_of_range")):
        with refused(code):
            scenario.do("operator", "request_import", **asked | wrong)


def test_the_district_that_the_demonstration_shows_is_sound() -> None:
    path = Path(__file__).parents[2] / "deploy/demo/district_small_geo.csv"
    header, *lines = path.read_text("utf-8").splitlines()
    columns = header.split(",")
    cells = [dict(zip(columns, line.split(","), strict=True)) for line in lines]
    report = imports.check(list(enumerate(cells, 2)), {}, FROM, skip_faulty=False)
    assert report.outcomes() == {"opens": 110}
