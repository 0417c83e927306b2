"""A map is magnified and moved by keys, buttons and dragging, and is whole where no script runs."""

import pytest
from playwright.sync_api import expect

from shared.rights import DISTRICT
from tests.expect import done

PLACES = {"first": (118.05, 24.40), "second": (118.10, 24.45), "fourth": (118.15, 24.50)}
POINTS = "[data-map] a > .silent, [data-map] a > .record"
SIGNS = f"[...document.querySelectorAll('{POINTS}')].map(each => each.getBoundingClientRect().width)"
SIDEWAYS = 150
"""Pixels by which the map is dragged."""


@pytest.fixture(scope="module")
def overview(console):
    """Give three communities their places, and return where the map of them is."""
    district = console.district.people["district"]
    for name, (lon, lat) in PLACES.items():
        given = {"lon_gcj02": lon, "lat_gcj02": lat, "effective_on": "2020-01-01"}
        done(district.amend("PATCH", f"/organizations/{console.ids[name]}", given))
    return f"/console/levels/district/{console.ids['district']}/overview"


def view(page):
    """Return the left and upper edge, the width and the height of what the map shows."""
    return [float(each) for each in page.locator("[data-map] svg").get_attribute("viewBox").split()]


def test_a_map_is_magnified_and_moved_by_keys_alone(visitors, overview):
    page = visitors.of(DISTRICT).page
    page.goto(visitors.served.address + overview)
    whole, signs = view(page), page.evaluate(SIGNS)
    page.locator("[data-map] svg").focus()
    page.keyboard.press("ArrowRight")
    assert view(page) == whole
    for key in ("+", "+", "ArrowRight", "ArrowDown"):
        before = view(page)
        page.keyboard.press(key)
        assert view(page) != before
    assert page.evaluate(SIGNS) == pytest.approx(signs, rel=0.1)
    expect(page.locator("[data-map-said]")).to_have_text("225%")
    assert visitors.made[-1].axe_faults() == []
    page.keyboard.press("0")
    assert view(page) == whole


def test_a_magnified_map_is_dragged_and_opens_nothing_then(visitors, overview):
    page = visitors.of(DISTRICT).page
    page.goto(visitors.served.address + overview)
    for name in ("放大", "放大", "缩小"):
        page.get_by_role("button", name=name, exact=True).click()
    before, here = view(page), page.url
    page.locator("[data-map] svg").scroll_into_view_if_needed()
    link = page.locator("[data-map] a").filter(has_text="甲second")
    box = link.locator(".silent, .record").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 2 - SIDEWAYS, box["y"] + 2, steps=4)
    page.mouse.up()
    assert view(page)[0] > before[0]
    assert page.url == here
    page.get_by_role("button", name="看全图").click()
    link.click()
    expect(page).not_to_have_url(here)
    expect(page.get_by_role("heading", level=1)).to_contain_text("甲")


def test_without_a_script_a_map_is_whole_and_its_points_are_links(visitors, overview):
    page = visitors.of(DISTRICT, java_script_enabled=False).page
    page.goto(visitors.served.address + overview)
    expect(page.get_by_role("button", name="放大")).to_have_count(0)
    page.locator("[data-map] a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("甲")
