"""What a figure gives follows from the published rule alone."""

from typing import Any

import pytest

from services.appraisals.model.scheme_rules import Item, plan_of
from services.appraisals.model.scoring import Figure, band_of, points_of_figure, score_of
from tests.scenarios.appraisals import BANDS, ITEMS

PLAN = plan_of(ITEMS, BANDS)
ITEM = {item.code: item for item in PLAN.items}


def read(numerator: int, denominator: int | None = None) -> Figure:
    return Figure(indicator="a", numerator=numerator, href="/", denominator=denominator)


@pytest.mark.parametrize(
    ("code", "figure", "points"),
    [
        ("life", (45, 50), 4000),
        ("life", (50, 50), 4000),
        ("life", (0, 50), 0),
        ("life", (30, 50), 2667),
        ("life", (0, 0), None),
        ("overdue", (0,), 2000),
        ("overdue", (1,), 1000),
        ("overdue", (2,), 1000),
        ("overdue", (3,), 0),
        ("points", (2, 4), 625),
        ("points", (9, 4), 1000),
    ],
)
def test_a_figure_gives_points_by_its_target_or_thresholds(code: str, figure: Any, points: int | None) -> None:
    assert points_of_figure(ITEM[code], read(*figure)) == points


def test_more_is_better_by_thresholds_too() -> None:
    steps = [{"figure": 1200, "points": 1000}, {"figure": 600, "points": 500}]
    item = plan_of([ITEMS[0] | {"target": None, "thresholds": steps, "weight": 10}], BANDS).items[0]
    assert [points_of_figure(item, read(count)) for count in (13, 12, 11, 6, 5)] == [1000, 1000, 500, 500, 0]


def test_an_item_without_anything_to_measure_leaves_its_weight_to_the_others() -> None:
    points: dict[str, int | None] = {"life": None, "overdue": 2000, "brand": 1500, "points": 500}
    assert score_of(PLAN, points) == 6667
    assert score_of(PLAN, points | {"life": 4000}) == 8000


@pytest.mark.parametrize(
    ("score", "band"), [(9000, "excellent"), (8999, "good"), (6000, "qualified"), (0, "unqualified")]
)
def test_a_band_follows_from_the_score_however_many_reach_it(score: int, band: str) -> None:
    assert band_of(PLAN.bands, score).code == band


def test_member_points_have_their_figures_by_the_rule_pack() -> None:
    assert ITEM["points"].figures == ("point_years", "branches")
    assert isinstance(ITEM["life"], Item)
