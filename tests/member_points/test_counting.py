"""What counts of the ledger, by the caps and thresholds that a scheme publishes: at, below and above each of them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.member_points.model import rules
from services.member_points.model.scheme_rules import Item, checked, plan_of
from services.member_points.model.scoring import band_of, counted
from services.member_points.model.years import line
from shared.working_days import working_days_between
from tests.scenarios.member_points import BANDS, GROUPS, ITEMS

PLAN = plan_of(GROUPS, ITEMS, BANDS)
DAY = date(2026, 3, 2)


@pytest.mark.parametrize(("counts", "band"), [
    (2001, "excellent"), (2000, "excellent"), (1999, "qualified"),
    (1001, "qualified"), (1000, "qualified"), (999, "basically_qualified"),
    (501, "basically_qualified"), (500, "basically_qualified"), (499, "unqualified"), (-100, "unqualified"),
])  # fmt: skip
def test_a_threshold_belongs_to_its_band(counts: int, band: str) -> None:
    assert band_of(PLAN.bands, counts) == band


@pytest.mark.parametrize(("value", "counts"), [(1500, 1500), (2000, 2000), (2500, 2000)])
def test_an_item_counts_up_to_its_cap_and_the_total_is_the_whole_sum(value: int, counts: int) -> None:
    found = counted(PLAN, {"meeting": value})
    assert (found.total, found.counts, found.groups["base"]) == (value, counts, counts)


@pytest.mark.parametrize(("value", "counts"), [(-300, -300), (-600, -600), (-900, -600)])
def test_a_deduction_takes_off_up_to_its_cap(value: int, counts: int) -> None:
    assert counted(PLAN, {"absent": value}).counts == counts


@pytest.mark.parametrize(("value", "counts"), [(3999, 3999), (4000, 4000), (4001, 4000)])
def test_a_group_counts_up_to_its_cap(value: int, counts: int) -> None:
    assert counted(PLAN, {"speaking": value - 600, "service": 900}).counts == counts


def test_what_the_plan_does_not_know_counts_as_it_is() -> None:
    found = counted(PLAN, {"meeting": 500, "of last year": -200})
    assert (found.total, found.counts, found.groups[""]) == (300, 300, -200)


@given(st.dictionaries(st.sampled_from([item["code"] for item in ITEMS]), st.integers(-100_000, 100_000)))
def test_caps_hold_whatever_the_ledger_says(sums: dict[str, int]) -> None:
    found = counted(PLAN, sums)
    assert found.total == sum(sums.values())
    assert found.counts == sum(found.groups.values())
    assert found.groups["base"] <= 6000
    assert found.groups["more"] <= 4000
    assert found.groups["less"] >= -1000


@pytest.mark.parametrize(("before", "added", "warned"), [(0, 499, 0), (250, 250, 0), (250, 251, 1), (500, 250, 1)])
def test_what_passes_a_cap_is_warned_of_and_never_refused(before: int, added: int, warned: int) -> None:
    item = PLAN.require_item("helping")
    assert len(rules.cap_warnings(item, before, added, DAY)) == warned


def test_an_item_without_a_cap_is_never_over_it() -> None:
    free = Item(code="a", name="甲", group="more", hundredths=100)
    assert rules.cap_warnings(free, 10_000, 10_000, DAY) == []


@pytest.mark.parametrize(("days", "warned"), [(4, 1), (5, 0), (6, 0)])
def test_a_window_shorter_than_usual_is_warned_of(days: int, warned: int) -> None:
    assert len(rules.window_warnings(days, DAY)) == warned


def test_an_objection_is_to_be_answered_within_five_working_days() -> None:
    assert working_days_between(DAY, rules.answer_due_on(DAY)) == 5


def test_a_year_may_be_frozen_from_the_first_of_january_on() -> None:
    assert rules.freezes_from(2026, DAY) == date(2027, 1, 1)


def test_who_is_exempt_is_in_no_band_with_and_without_a_scheme() -> None:
    assert rules.exempt_classes(DAY) == {"exempt"}
    assert line(None, {"meeting": 300}, banded=False) == {
        "total": 300, "counts": 300, "groups": {"": 300}, "band": "exempt",
    }  # fmt: skip
    assert line(PLAN, {"meeting": 9000}, banded=False)["band"] == "exempt"
    assert line(PLAN, {"meeting": 9000}, banded=True)["band"] == "excellent"


@pytest.mark.parametrize("template", rules.templates(DAY), ids=lambda template: template["id"])
def test_every_template_is_a_sound_scheme_with_reachable_bands(template: dict[str, object]) -> None:
    plan = checked(plan_of(template["groups"], template["items"], template["bands"]))
    best = counted(plan, {item.code: 10**6 for item in plan.items if item.hundredths > 0})
    assert band_of(plan.bands, best.counts) == "excellent"
    base = [group for group in plan.groups if group.kind == "base"]
    reachable = sum(item.cap or 0 for item in plan.items if item.group == base[0].code)
    assert reachable >= base[0].cap
