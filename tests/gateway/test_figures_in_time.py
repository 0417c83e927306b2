"""Figures of any day and period, counted in one tree: each number here is counted by hand from the scenario's year.

What was once found wrong about them is a test each. Beside them: `test_late_entries` enters everything late,
`test_a_quarter_by_hand` reads a whole report, and `test_any_history` compares every figure with a plain recount.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, insert

from services import service_names
from shared import databases
from shared.messaging.call_audits import PREFIX
from shared.messaging.tables import inbox
from tests.expect import done
from tests.gateway.app_harness import MovableClock, app_harness
from tests.gateway.conftest import PLENTY
from tests.gateway.moved_district import TODAY, MovedDistrict
from tests.statements import sent_to

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MovedDistrict]:
    """Yield the district on the last of its days."""
    folder = tmp_path_factory.mktemp("moved")
    with app_harness(folder, *service_names(), clock=MovableClock(TODAY), **PLENTY) as harness:
        yield MovedDistrict.founded(harness)


@pytest.mark.parametrize(
    ("unit", "code", "as_of", "right"),
    [
        ("district", "communities", "2025-12-31", 5),
        ("district", "communities", "2026-06-30", 5),
        ("district", "communities", "2026-08-31", 5),
        ("district", "communities", "2026-09-01", 6),
        ("district", "communities", "2026-11-01", 5),
        ("district", "communities", "2026-11-30", 5),
        ("district", "communities", "2027-01-01", 6),
        ("east", "communities", "2026-06-30", 3),
        ("east", "communities", "2026-07-01", 2),
        ("east", "communities", "2026-10-31", 3),
        ("east", "communities", "2026-11-01", 2),
        ("west", "communities", "2026-06-30", 1),
        ("west", "communities", "2026-07-01", 2),
        ("west", "communities", "2026-10-01", 3),
        ("district", "streets", "2026-09-30", 3),
        ("district", "streets", "2026-10-01", 2),
        ("district", "halls_missing", "2026-06-14", 8),
        ("district", "halls_missing", "2026-06-30", 7),
        ("district", "halls_established", "2026-06-30", 1),
        ("district", "halls_overdue", "2026-10-30", 0),
        ("district", "halls_overdue", "2026-10-31", 7),
        ("east", "halls_missing", "2026-06-30", 3),
        ("east", "halls_missing", "2026-07-01", 2),
    ],
)
def test_a_day_has_the_tree_and_the_facts_of_that_day(
    district: MovedDistrict, unit: str, code: str, as_of: str, right: int
) -> None:
    assert district.total(unit, code, as_of=as_of) == right
    records = district.records(unit, code, as_of=as_of)
    assert sum(record["value"] for record in records) == right


def test_what_opens_later_is_nothing_yet(district: MovedDistrict) -> None:
    today = {code: district.total("east", code) for code in ("communities", "halls_missing", "halls_overdue")}
    assert today == {"communities": 2, "halls_missing": 2, "halls_overdue": 2}
    behind = {record["organization_id"] for record in district.records("east", "halls_missing")}
    assert district.named(behind) == {"east", "e4"}


def test_the_records_of_a_day_are_those_of_that_day(district: MovedDistrict) -> None:
    behind = district.records("east", "communities", as_of="2026-06-30")
    assert district.named(record["record_id"] for record in behind) == {"e1", "e2", "e3"}
    assert {record["state"]["status"] for record in behind} == {"open"}


@pytest.mark.parametrize(
    ("unit", "asked", "right"),
    [
        ("district", {}, 7),
        ("district", {"period": "2026", "quarter": 2}, 4),
        ("district", {"period": "2026Q1"}, 3),
        ("district", {"period": "2026Q2"}, 4),
        ("district", {"period": "2026-02"}, 1),
        ("district", {"period": "2026-03"}, 2),
        ("district", {"period": "2026H1"}, 7),
        ("district", {"period": "2026H2"}, 0),
        ("district", {"period": "2025"}, 0),
        ("east", {}, 4),
        ("west", {}, 3),
        ("east", {"period": "2026Q2"}, 4),
        ("west", {"period": "2026Q2"}, 0),
        ("east", {"period": "2026Q2", "as_of": "2026-11-30"}, 2),
        ("west", {"period": "2026Q2", "as_of": "2026-11-30"}, 2),
        ("east", {"period": "2026H1", "as_of": "2026-06-30"}, 6),
    ],
)
def test_every_event_of_a_period_is_placed_by_one_tree(
    district: MovedDistrict, unit: str, asked: dict[str, Any], right: int
) -> None:
    assert district.total(unit, "held_theme_day", **asked) == right
    assert len(district.records(unit, "held_theme_day", **asked)) == right


def test_a_quarter_of_a_year_is_answered_as_that_quarter(district: MovedDistrict) -> None:
    quarter = district.overview("district", period="2026", quarter=2)
    named = district.overview("district", period="2026Q2")
    # Between the two requests the newest counted fact has grown older.
    assert {**quarter, "freshness": None} == {**named, "freshness": None}
    assert (quarter["period"], quarter["quarter"], quarter["from"], quarter["until"]) == (
        "2026Q2", 2, "2026-04-01", "2026-06-30"
    )  # fmt: skip
    assert (quarter["tree_as_of"], quarter["stocks_as_of"]) == ("2026-06-30", "2026-06-30")
    (held,) = [one for one in quarter["figures"] if one["indicator"] == "held_theme_day"]
    assert (held["in_period"], held["year_to_date"], held["standing"], held["total"]) == (4, 7, None, 4)


def test_a_year_that_is_over_is_shown_as_it_stood_at_its_end(district: MovedDistrict) -> None:
    shown = {one["indicator"]: one["total"] for one in district.overview("district", period="2025")["figures"]}
    wanted = {
        "streets": 3,
        "communities": 5,
        "halls": 8,
        "halls_missing": 8,
        "halls_established": 0,
        "halls_overdue": 0,
    }
    assert {code: shown[code] for code in wanted} == wanted


def test_a_series_uses_one_tree_so_that_its_points_add_up(district: MovedDistrict) -> None:
    path = f"/levels/street/{district.units['east']}/indicators/held_theme_day"
    by_quarter = district.get(path)
    assert [(point["period"], point["in_period"]) for point in by_quarter["series"]] == [
        ("2026Q1", 2), ("2026Q2", 2), ("2026Q3", 0), ("2026Q4", 0)
    ]  # fmt: skip
    by_month = district.get(path, series="month", period="2026H1", as_of="2026-06-30")["series"]
    assert [point["in_period"] for point in by_month] == [0, 1, 1, 0, 0, 4]
    siblings = {one["organization"]["id"]: one["figure"]["total"] for one in by_quarter["siblings"]}
    assert {district.named([unit]).pop(): total for unit, total in siblings.items()} == {"east": 4, "west": 3}
    before = district.get(path, period="2026Q2")["figure"]
    assert (before["total"], before["previous"]) == (4, 2)


def test_a_part_of_an_indicator_that_was_not_selected_is_not_read(district: MovedDistrict) -> None:
    path = f"/levels/street/{district.units['east']}/indicators/sessions"
    with sent_to(district.harness.engine) as for_series:
        series = district.get(path, series="quarter", fields="series")
    with sent_to(district.harness.engine) as for_all:
        whole = district.get(path, series="quarter")
    assert series == {"series": whole["series"]}
    assert len(for_series) < len(for_all)


def test_counts_and_rates_of_a_quarter_are_those_of_its_tree(district: MovedDistrict) -> None:
    for unit, right in (("east", 4), ("west", 0)):
        counted = district.get("/activity-counts", organization_id=district.units[unit], period="2026Q2")
        assert counted["total"] == right
    rates = {
        period: {
            line["organization_id"]: line["records"]
            for line in district.get("/reporting-rates", organization_id=district.units["east"], period=period)["items"]
            if not line["own"]
        }
        for period in ("2026Q2", "2026Q4")
    }
    assert {unit: rates["2026Q2"][district.units[unit]] for unit in ("e1", "e2", "e3")} == {"e1": 2, "e2": 0, "e3": 2}
    assert district.named(rates["2026Q2"]) == {"e1", "e2", "e3"}
    assert district.named(rates["2026Q4"]) == {"e1", "e4"}


def test_the_street_of_that_time_reads_counts_and_rates_of_that_time(district: MovedDistrict) -> None:
    asked = {"organization_id": district.units["e3"]}
    assert district.get("/activity-counts", "east", **asked, period="2026Q2")["total"] == 2
    answer = district.people["east"].get("/activity-counts", query_string=asked | {"period": "2026Q4"})
    assert answer.status_code == 403


def test_tiers_stand_in_their_period_whatever_asks_for_it(district: MovedDistrict) -> None:
    codes = ("tiers_advanced", "tiers_qualified", "tiers_lagging_in_quarter")
    plain, quarter = (
        {code: district.total("district", code, **asked) for code in codes}
        for asked in ({}, {"period": "2026", "quarter": 4})
    )
    assert plain == quarter == {"tiers_advanced": 1, "tiers_qualified": 1, "tiers_lagging_in_quarter": 0}
    assert district.total("district", "tiers_lagging_in_quarter", period="2026Q1") == 1


def test_a_street_does_not_replace_what_the_district_decided(district: MovedDistrict) -> None:
    answer = district.tier("east", "e1", "2026", "lagging")
    assert answer.status_code == 409
    assert "district组织" in answer.json["detail"]
    assert district.total("district", "tiers_advanced") == 1


def test_the_tier_of_a_merged_unit_opens_and_is_counted_once(district: MovedDistrict) -> None:
    (record,) = district.records("district", "tiers_qualified")
    assert district.named([record["organization_id"]]) == {"north"}
    assert district.get(record["href"].removeprefix("/api/v1"))["tier"] == "qualified"
    listed = district.get(f"/organizations/{district.units['district']}/tiers", period="2026", below="true")["items"]
    assert len(listed) == 2


def test_a_year_that_is_only_computed_is_in_no_annual_figure(district: MovedDistrict) -> None:
    person = {"name": "赵建国", "status": "full", "member_class": "ordinary", "born_on": "1980-01-01"}
    person |= {"joined_on": "2005-01-01", "effective_on": "2026-01-01"}
    district.organizations.do("w1", "register_member", organization_id="w1", **person)
    district.member_points.scheme(year=2026)
    computed = district.member_points.do("w1", "compute_year", year=2026, organization_id="w1")
    assert computed["status"] == "computed"
    assert [district.total("district", f"members_{band}") for band in ("unqualified", "exempt", "excellent")] == [
        0,
        0,
        0,
    ]
    assert district.total("district", "point_years_frozen") == 0


def test_what_is_entered_twice_is_answered_with_the_first_and_a_person_decides(district: MovedDistrict) -> None:
    entry = {"title": "党员大会", "held_on": "2026-11-20"}
    first, second = (district.activities.held("members_meeting", "n1", **entry) for _ in range(2))
    assert first["warnings"] == []
    (warning,) = second["warnings"]
    assert warning["href"] == f"/api/v1/activities/{first['id']}"
    assert district.total("west", "held_members_meeting", period="2026-11") == 2
    district.activities.do("n1", "cancel_activity", activity_id=second["id"], reason="重复录入")
    assert district.total("west", "held_members_meeting", period="2026-11") == 1


def test_whoever_carries_a_part_of_a_matter_reads_it_its_plan_and_its_parts(district: MovedDistrict) -> None:
    matter = district.projects.published(units=())[0]
    district.projects.assigned(matter, "e1")
    for who in ("e1", "east"):
        for part in ("", "/milestones", "/assignments", f"/assignments/{district.units['e1']}"):
            assert district.get(f"/projects/{matter}{part}", who)


def test_a_unit_reads_the_requests_that_are_addressed_to_it(district: MovedDistrict) -> None:
    asked = district.supervision.asked("桌椅", units=["e1", "w1"], period="2026Q4", due_on="2026-12-20")
    for who, unit in (("e1", "e1"), ("east", "east"), ("w1", "w1")):
        listed = district.get("/data-requests", who, organization_id=district.units[unit], as_addressee="true")["items"]
        assert asked["id"] in {one["id"] for one in listed}
        assert district.get(f"/data-requests/{asked['id']}", who)["title"] == "摸底"


def test_a_child_that_moved_is_opened_as_of_the_day_on_which_its_parent_lists_it(district: MovedDistrict) -> None:
    june = district.overview("east", "east", as_of="2026-06-30")
    assert district.named(child["organization"]["id"] for child in june["children"]) == {"e1", "e2", "e3"}
    child = next(one for one in june["children"] if one["organization"]["id"] == district.units["e3"])
    opened = district.overview("e3", "east", as_of="2026-06-30")
    assert opened["figures"] == child["figures"]
    path = f"/levels/community/{district.units['e3']}"
    assert district.people["east"].get(f"{path}/overview").status_code == 403
    assert len(district.records("e3", "held_theme_day", "east", as_of="2026-06-30")) == 2


def test_a_record_of_that_time_opens_for_who_saw_it_counted_then(district: MovedDistrict) -> None:
    behind = district.records("east", "held_theme_day", "east", period="2026Q2")
    assert district.named(record["organization_id"] for record in behind) == {"e1", "e3"}
    for record in behind:
        assert done(district.people["east"].get(record["href"].removeprefix("/api/v1")))["held_on"].startswith(
            "2026-06"
        )


def test_units_are_called_what_they_were_called_then(district: MovedDistrict) -> None:
    def called(**asked: Any) -> set[str]:
        return {one["organization"] for one in district.records("district", "communities", **asked)}

    assert "e1组织" in called(as_of="2026-11-09")
    assert called(as_of="2026-11-10") >= {"e1新组织", "e3组织"}
    assert "e1组织" not in called()
    report = district.get(f"/levels/district/{district.units['district']}/quarterly-reports/2026Q1")
    named = [part["units"]["items"] for section in report["sections"] for part in section["parts"] if part["units"]]
    assert "e1组织" in {unit["name"] for units in named for unit in units}
    assert "e1新组织" not in {unit["name"] for units in named for unit in units}


def test_an_answer_says_how_many_facts_wait_to_be_counted(district: MovedDistrict) -> None:
    fresh = district.overview("district", children="false")["freshness"]
    assert fresh["waiting"] == 0
    assert fresh["age_seconds"] is not None


def test_what_waits_in_another_district_or_for_the_trail_is_not_waited_for(district: MovedDistrict) -> None:
    own = district.units["district"]
    streams = ((own, own), (own, f"{PREFIX}somebody"), ("another-district", "another-district"))
    rows = [{"district_id": root, "partition_key": stream} for root, stream in streams]
    far_ahead = {"source": "projects", "sequence": 10**9, "envelope": "", "received_at": district.harness.clock()}
    with databases.transaction(district.harness.engine) as session:
        session.execute(insert(inbox), [row | far_ahead | {"attempts": 0} for row in rows])
    try:
        assert district.overview("district", indicators="streets", children="false")["freshness"]["waiting"] == 1
    finally:
        with databases.transaction(district.harness.engine) as session:
            session.execute(delete(inbox).where(inbox.c.sequence == 10**9))


def test_only_what_is_asked_for_is_read(district: MovedDistrict) -> None:
    codes = ("streets", "halls_established_share")
    whole = {one["indicator"]: one for one in district.overview("east", as_of="2026-10-15")["figures"]}
    with sent_to(district.harness.engine) as sent:
        for asked in ({}, {"as_of": "2026-10-15"}):
            figures = district.overview("east", indicators=",".join(codes), **asked)["figures"]
            assert {one["indicator"] for one in figures} == set(codes)
        assert figures == [whole[one["indicator"]] for one in figures]
        district.get(f"/levels/street/{district.units['east']}/indicators/halls_established_share")
    read = [f"{each.text} {each.parameters}" for each in sent if " figure." in each.text or " fact." in each.text]
    assert read
    assert all("halls_established" in one and "'halls'" in one for one in read)
