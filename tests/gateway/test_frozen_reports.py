"""A report that is frozen keeps its figures and their records, and says what has changed since."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from gateway.reports.quarterly import slots_of
from shared.rights import STREET, Grant
from tests.expect import done
from tests.gateway.full_district.snapshot import copied, planted_folder

if TYPE_CHECKING:
    from tests.gateway.full_district.scenario import FullDistrict

pytestmark = pytest.mark.slow

QUARTER = "2026Q1"


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FullDistrict]:
    with copied(planted_folder(tmp_path_factory), tmp_path_factory.mktemp("frozen-reports") / "data") as found:
        yield found


@pytest.fixture(scope="module")
def address(district: FullDistrict) -> str:
    return f"/levels/district/{district.ids['district']}/quarterly-reports"


@pytest.fixture(scope="module")
def frozen(district: FullDistrict, address: str) -> dict[str, Any]:
    made = done(district.people["district"].post(f"{address}/{QUARTER}/freezes", {}))
    return dict(district.get(f"/quarterly-reports/{made['id']}"))


def test_it_keeps_every_figure_and_the_records_that_add_up_to_it(
    district: FullDistrict, address: str, frozen: dict[str, Any]
) -> None:
    live = district.get(f"{address}/{QUARTER}")
    assert live.pop("words_known")
    records = frozen["document"]["records"]
    assert frozen["document"] == live | {"records": records}
    assert frozen["status"] == "frozen"
    assert frozen["rule_versions"].keys() == {"indicators", "quarterly_report"}
    assert frozen["positions"]
    for slot in slots_of(live):
        if not (slot["is_share"] or slot["is_median"]):
            assert sum(records[slot["href"]].values()) == slot["value"], slot


def test_it_keeps_them_whatever_is_recorded_later_and_says_what_changed(
    district: FullDistrict, address: str, frozen: dict[str, Any]
) -> None:
    before = {slot["indicator"]: slot["value"] for slot in slots_of(frozen["document"]) if slot["time"] == "in_period"}
    assert district.get(f"/quarterly-reports/{frozen['id']}/changes")["items"] == []
    late = {"organization_id": district.ids["cell"], "kind": "theme_day", "title": "补录的主题党日"}
    done(district.people["district"].post("/activities", late | {"held_on": "2026-03-20", "attended": []}))
    changed = {
        (item["indicator"], item["time"]): (item["frozen"], item["now"])
        for item in district.get(f"/quarterly-reports/{frozen['id']}/changes")["items"]
    }
    assert changed["held_theme_day", "in_period"] == (before["held_theme_day"], before["held_theme_day"] + 1)
    again = district.get(f"/quarterly-reports/{frozen['id']}")
    assert json.dumps(again["document"], sort_keys=True) == json.dumps(frozen["document"], sort_keys=True)
    assert again["digest"] == frozen["digest"]


def test_a_repeated_request_freezes_once(district: FullDistrict, address: str) -> None:
    person = district.people["district"]
    headers = {"Idempotency-Key": "freeze-2025Q4-once"}
    first = person.post(f"{address}/2025Q4/freezes", {}, headers=headers)
    second = person.post(f"{address}/2025Q4/freezes", {}, headers=headers)
    assert first.status_code == second.status_code == 201
    assert first.json["id"] == second.json["id"]


def test_the_next_one_supersedes_it_with_a_reason(district: FullDistrict, address: str) -> None:
    person = district.people["district"]
    first = done(person.post(f"{address}/2025Q3/freezes", {}))
    refused = person.post(f"{address}/2025Q3/freezes", {})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "reason")
    second = done(person.post(f"{address}/2025Q3/freezes", {"reason": "补录了两次会议"}))
    assert district.get(f"/quarterly-reports/{first['id']}")["superseded_by"] == second["id"]


def test_a_running_quarter_is_frozen_only_by_saying_so(district: FullDistrict, address: str) -> None:
    person = district.people["district"]
    assert district.harness.clock().date() < date(2026, 6, 30)
    refused = person.post(f"{address}/2026Q2/freezes", {})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "while_running")
    assert done(person.post(f"{address}/2026Q2/freezes", {"while_running": True}))["while_running"] is True


def test_who_sees_the_unit_alone_reads_no_figure_of_what_is_below(
    district: FullDistrict, frozen: dict[str, Any]
) -> None:
    unit = district.ids["district"]
    alone = district.harness.person(Grant(STREET, unit, below=False), district_id=unit, organization_id=unit)
    seen = done(alone.get(f"/quarterly-reports/{frozen['id']}"))
    assert (seen["status"], seen["document"], seen["texts"], seen["positions"]) == ("frozen", None, None, None)
    assert alone.get(f"/quarterly-reports/{frozen['id']}/changes").status_code == 403


def test_a_draft_has_nothing_that_could_have_changed(district: FullDistrict) -> None:
    unit = district.ids["district"]
    draft, *_ = district.get("/quarterly-reports", organization_id=unit, status="draft")["items"]
    refused = district.people["district"].get(f"/quarterly-reports/{draft['id']}/changes")
    assert (refused.status_code, refused.json["type"].rpartition(":")[2]) == (409, "report_not_frozen")
