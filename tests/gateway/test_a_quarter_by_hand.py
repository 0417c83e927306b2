"""The report of a quarter is what was counted by hand, on three levels, with late entries and after a later merger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from gateway.reports.quarterly import slots_of
from services import service_names
from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, STREET, SYSTEM_ADMIN, Grant
from tests.expect import done
from tests.gateway.app_harness import AppHarness, MovableClock, app_harness
from tests.gateway.conftest import FOR_LONG
from tests.gateway.full_district.snapshot import come_to_rest
from tests.scenarios.http import HttpScenario
from tests.scenarios.script import Script

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow
FOLDER = Path(__file__).parent / "quarter_by_hand"
DEEDS, EXPECTED = (yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8")) for name in ("deeds", "expected"))
UNITS = {"district": "district", "street": "east", "community": "c1"}
TREE = (
    ("district", None, "district", "committee"),
    ("east", "district", "street", "working_committee"),
    ("west", "district", "street", "working_committee"),
    *((f"c{number}", "east" if number < 3 else "west", "community", "committee") for number in range(1, 5)),
    *((f"b{number}", f"c{number}", "branch", "branch") for number in range(1, 5)),
)
ROLES = {"district": (DISTRICT, AUDITOR), "street": (STREET,), "community": (COMMUNITY,), "branch": (BRANCH,)}


@dataclass
class SmallDistrict(HttpScenario):
    """Two streets, four communities, and a branch in each of those."""

    @property
    def ids(self) -> dict[str, str]:
        """The ids of the organizations and of everything else, by name."""
        return self.units

    @classmethod
    def founded(cls, harness: AppHarness) -> SmallDistrict:
        """Open every organization, since 2020."""
        district = cls(harness)
        operator = district.people["operator"] = harness.person(Grant(SYSTEM_ADMIN, "*"))
        for unit, parent, level, party_form in TREE:
            district.open(operator, unit, level, parent, name=f"{unit}组织", party_form=party_form)
        for level, roles in ROLES.items():
            district.sign_in(level, *roles)
        district.share_positions()
        return district

    def move(self, unit: str, to: str, effective_on: date) -> Any:
        """Move a unit under another parent."""
        body = {"parent_id": self.units[to], "effective_on": effective_on.isoformat()}
        return done(self.people["operator"].post(f"/organizations/{self.units[unit]}/moves", body))

    def merge(self, into: str, source: str, effective_on: date) -> Any:
        """Merge a unit into another."""
        body = {"sources": [self.units[source]], "effective_on": effective_on.isoformat()}
        return done(self.people["operator"].post(f"/organizations/{self.units[into]}/merges", body))

    def report(self, level: str) -> dict[str, Any]:
        """Return the report of the third quarter."""
        path = f"/levels/{level}/{self.units[UNITS[level]]}/quarterly-reports/2026Q3"
        return dict(done(self.people["district"].get(path)))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, dict[str, Any]]]]:
    """Yield the reports of the three levels as they are read in October, and after the merger in November."""
    clock = MovableClock(date(2026, 7, 1))
    with app_harness(tmp_path_factory.mktemp("quarter"), *service_names(), clock=clock, **FOR_LONG) as harness:
        district, read = SmallDistrict.founded(harness), {}
        script = Script(district)
        for day, deeds in DEEDS.items():
            come_to_rest(harness)
            clock.turn_to(date.fromisoformat(day))
            script.play(deeds)
            come_to_rest(harness)
            read[day] = {level: district.report(level) for level in UNITS} if day > "2026-10" else {}
        yield {day: found for day, found in read.items() if found}


def counted(level: str) -> dict[str, tuple[float, float]]:
    """Return what was counted by hand for each figure of a level: its value, and that of the quarter before."""
    found = {}
    for figure, (value, *words) in EXPECTED[level].items():
        before = [int(str(word).removeprefix("previous ")) for word in words if str(word).startswith("previous ")]
        found[figure] = value, (before or [0])[0]
    return found


@pytest.mark.parametrize("day", ["2026-10-12", "2026-11-02"])
@pytest.mark.parametrize("level", UNITS)
def test_every_number_of_the_report_is_the_one_counted_by_hand(
    reports: dict[str, dict[str, dict[str, Any]]], level: str, day: str
) -> None:
    by_hand, shown, wrong = counted(level), set(), []
    for slot in slots_of(reports[day][level]):
        figure = f"{slot['indicator']} {slot['time']}"
        value, before = by_hand.get(figure, (0, 0)) if slot["kind"] is None else (0, 0)
        shown.add(figure)
        if (slot["value"] or 0) != value or (slot["previous"] or 0) != before:
            wrong.append((figure, slot["value"], slot["previous"]))
    assert wrong == []
    assert set(by_hand) <= shown, "counted by hand, and in no sentence of the report"
