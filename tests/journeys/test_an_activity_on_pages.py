"""The commonest deed of a community on its pages: it is told what it wrote, and its street and district see it."""

from functools import partial

import pytest

from tests.console.plain import Plain
from tests.journeys.levels import imported, staff, total, until
from tools.platforms import Platform

pytestmark = pytest.mark.slow


def test_an_activity_recorded_on_a_page_stands_at_every_level(platform: Platform) -> None:
    operator = platform.operator()
    ids = imported(operator)
    district = staff(operator, platform, "district_staff", ids["示范区"])
    community = staff(operator, platform, "community_staff", ids["甲社区"])
    page = Plain.signed_in(platform.address, **community.account).open("")
    page.follow("录入一次活动").does("录入这次活动", 类型="主题党日", 主题="清洁家园")
    assert "清洁家园" in page.page.xpath("string(//main)")
    assert "清洁家园" in page.open("/activities").page.xpath("string(//main)")
    for level, unit in (("community", "甲社区"), ("street", "东街道"), ("district", "示范区")):
        until(partial(total, district, level, ids[unit], "activities"), (1).__eq__)
