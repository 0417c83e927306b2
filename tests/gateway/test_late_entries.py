"""What is recorded in November of deeds in summer stands in the figures of summer: each number is counted by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from services import service_names
from tests.expect import done
from tests.gateway.app_harness import MovableClock, app_harness
from tests.gateway.conftest import PLENTY
from tests.gateway.moved_district import TODAY, MovedDistrict

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow


class LateDistrict(MovedDistrict):
    """The district of nine organizations, in which everything is recorded on the last day of November."""

    def _play(self) -> None:
        self._turn_to(TODAY)
        self._campaign()
        self._brand(self._project())
        self.supervision.plan()
        for unit, answered_on in (("e1", "2026-08-20"), ("e2", None)):
            self._inspection(unit, answered_on)
        body = {"sources": [self.units["e2"]], "effective_on": "2026-09-15", "records": {"notices": "carry"}}
        done(self.people["operator"].post(f"/organizations/{self.units['e3']}/merges", body))

    def _campaign(self) -> None:
        given = {"organization_id": "east", "kind": "heritage", "title": "传承", "basis": "计划", "first": "2026-08-01"}
        campaign = self.activities.do("east", "open_campaign", **given)
        key = {"campaign_id": campaign["id"], "organization_id": "e1"}
        self.activities.do("east", "join_campaign", **key, on="2026-08-03")

    def _project(self) -> dict[str, Any]:
        project = self.projects.declared("e1", on="2026-07-02")
        key = {"project_id": project["id"]}
        milestone = self.projects.milestone(project, "e1", deadline="2026-12-31", organization_id="e1")
        decided = {"decision": "pass", "opinion": "同意"}
        self.projects.do("east", "review_project", **key, **decided, on="2026-07-05")
        self.projects.do("district", "approve_project", **key, **decided, on="2026-07-08")
        self.projects.do("e1", "start_project", **key, on="2026-07-10")
        day = {"reported_on": "2026-08-18"}
        reached = {"milestones_reached": [milestone["id"]], "people_served": 40}
        report = self.projects.report(project, "e1", **day, **reached)
        self.projects.report(project, "e1", **day, corrects=report["id"], people_served=30)
        return dict(project)

    def _brand(self, project: dict[str, Any]) -> None:
        brand = self.demonstration_points.brand("e1", on="2026-08-10")
        key = {"brand_id": brand["id"]}
        self.demonstration_points.do("east", "widen_reach", **key, reach="street", basis="纪要", on="2026-08-20")
        carrier = {"kind": "project", "record_id": project["id"], "on": "2026-08-25"}
        self.demonstration_points.do("e1", "add_carrier", **key, **carrier)

    def _inspection(self, unit: str, answered_on: str | None) -> None:
        inspection = self.supervision.announced("district", unit, inspect_on="2026-08-11")
        key = {"inspection_id": inspection["id"]}
        self.supervision.do("district", "hold_inspection", **key, on="2026-08-11")
        inspection |= {"organization_id": "district"}
        self.supervision.found(inspection, unit, on="2026-08-12")
        mistaken = self.supervision.found(inspection, unit, on="2026-08-12", clause="误录")
        self.supervision.do("district", "withdraw_finding", **key, finding_id=mistaken["id"], reason="误录")
        notice = self.supervision.do("district", "issue_notice", **key, organization_id=unit, on="2026-08-13")
        if answered_on:
            self.supervision.do(unit, "answer_notice", notice_id=notice["id"], text="已整改", on=answered_on)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LateDistrict]:
    """Yield the district on the last of its days."""
    with app_harness(tmp_path_factory.mktemp("late"), *service_names(), clock=MovableClock(TODAY), **PLENTY) as harness:
        yield LateDistrict.founded(harness)


@pytest.mark.parametrize(
    ("unit", "code", "as_of", "right"),
    [
        ("district", "campaigns_open", "2026-07-31", 0),
        ("district", "campaigns_open", "2026-08-01", 1),
        ("east", "campaign_units", "2026-08-02", 0),
        ("east", "campaign_units", "2026-08-03", 1),
        ("district", "brands", "2026-08-09", 0),
        ("district", "brands", "2026-08-10", 1),
        ("district", "brands_reach_community", "2026-08-19", 1),
        ("district", "brands_reach_community", "2026-08-20", 0),
        ("district", "brands_reach_street", "2026-08-20", 1),
        ("district", "brand_carriers", "2026-08-24", 0),
        ("district", "brand_carriers", "2026-08-25", 1),
        ("district", "projects", "2026-07-01", 0),
        ("district", "projects_awaiting", "2026-07-07", 1),
        ("district", "projects_not_started", "2026-07-09", 1),
        ("district", "projects_in_progress", "2026-07-10", 1),
        ("district", "milestones_reached", "2026-08-31", 0),
        ("district", "milestones_on_track", "2026-08-31", 1),
        ("district", "inspections_announced", "2026-08-10", 0),
        ("district", "inspections_held", "2026-08-11", 2),
        ("district", "rectification_notices_open", "2026-08-12", 0),
        ("district", "rectification_notices_open", "2026-08-13", 2),
        ("district", "rectification_open", "2026-08-12", 0),
        ("district", "rectification_open", "2026-08-13", 2),
        ("district", "rectification_answered", "2026-08-19", 0),
        ("district", "rectification_answered", "2026-08-20", 1),
        ("e1", "rectification_answered", "2026-09-30", 1),
        ("e2", "rectification_open", "2026-09-14", 1),
        ("e3", "rectification_open", "2026-09-14", 0),
        ("e3", "rectification_open", "2026-09-15", 1),
        ("e3", "rectification_notices_overdue", "2026-09-15", 1),
    ],
)
def test_what_is_recorded_late_stands_from_its_own_day(
    district: LateDistrict, unit: str, code: str, as_of: str, right: int
) -> None:
    assert district.total(unit, code, as_of=as_of) == right
    assert sum(record["value"] for record in district.records(unit, code, as_of=as_of)) == right


@pytest.mark.parametrize(
    ("unit", "code", "right"),
    [
        ("district", "findings_general", 2),
        ("e1", "findings_general", 1),
        ("e3", "findings_general", 1),
        ("district", "people_served", 30),
        ("district", "progress_reports", 1),
    ],
)
def test_what_is_recorded_late_is_part_of_its_own_quarter(
    district: LateDistrict, unit: str, code: str, right: int
) -> None:
    assert district.total(unit, code, period="2026Q3") == right
    assert district.total(unit, code, period="2026Q4") == 0
