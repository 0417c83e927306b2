"""Charts and maps: nothing leaves the frame, and no label touches another."""

from itertools import combinations

import pytest
from jinja2 import Environment, FileSystemLoader

from gateway.console import assets, maps
from gateway.console.app import FOLDER
from tests.console.browsing import WIDTHS

APART = 2
"""Pixels between two labels that stand side by side."""
BOXES = "texts => texts.map(each => each.getBoundingClientRect().toJSON())"


def touching(boxes):
    """Return the pairs of labels that stand at one height and not apart."""
    return [
        (one, other)
        for one, other in combinations(sorted(boxes, key=lambda box: box["left"]), 2)
        if other["left"] < one["right"] + APART and one["top"] < other["bottom"] and other["top"] < one["bottom"]
    ]


@pytest.mark.parametrize("amount", [9, 2712])
def test_the_labels_of_a_whole_year_do_not_touch(browser, amount):
    points = [{"period": f"2026-{month:02}", "in_period": amount} for month in range(1, 13)]
    loader = Environment(loader=FileSystemLoader(FOLDER / "templates"), autoescape=True)
    chart = loader.get_template("parts/charts.html").module.spark(points, lambda key, **_: key, str)
    style = (assets.FOLDER / "console.css").read_text("utf-8")
    page = browser.new_page()
    page.set_content(f"<style>{style}</style><main><section class=card><div class=chart>{chart}</div></section></main>")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        boxes = page.locator(".spark text").evaluate_all(BOXES)
        assert len(boxes) > len(points)
        assert touching(boxes) == []
    page.close()


def test_a_map_keeps_north_up_and_every_point_within_its_frame():
    places = {"a": (118.05, 24.40), "b": (118.15, 24.50), "c": (118.10, 24.45), "d": (None, None)}
    points = [
        {"id": key, "name": key, "parent_id": "s", "lon_gcj02": lon, "lat_gcj02": lat, "value": 0}
        for key, (lon, lat) in places.items()
    ]
    drawn = maps.drawn({"points": points, "attribution": "来源"}, {"s": "某街道"})
    by_id = {each.id: each for each in drawn.points}
    assert by_id["b"].y < by_id["c"].y < by_id["a"].y
    assert by_id["a"].x < by_id["c"].x < by_id["b"].x
    assert all(0 < each.x < drawn.width and 0 < each.y < drawn.height for each in drawn.points)
    assert drawn.unplaced == 1
    assert drawn.outlines[0].name == "某街道"
    assert maps.drawn({"points": points[3:], "attribution": ""}, {}) is None
