"""Letters are drafted and signed by both sides; data is asked for once, and what is held is not asked for."""

import pytest

from shared.rights import COMMUNITY, DISTRICT, STREET
from tests.console.travellers import Traveller

pytestmark = pytest.mark.slow


@pytest.fixture
def people(visitors):
    return {role: Traveller(visitors.of(role)) for role in (DISTRICT, STREET, COMMUNITY)}


def test_a_letter_is_signed_by_both_sides_and_in_force(people):
    street, community = people[STREET], people[COMMUNITY]
    street.open("/responsibility-letters/cascade").follow("甲first").sees("待签")
    place = street.place
    street.follow("以签发方签字").press("签字，双方签完即生效").is_told("已签字")
    community.open(place).sees("年度党建工作责任书").follow("以承诺方签字").press("签字，双方签完即生效")
    community.is_told("已签字").sees("已签订")
    assert community.visitor.page.get_by_role("link", name="以承诺方签字").count() == 0


def test_a_letter_names_only_duties_that_are_assigned(people):
    street = people[STREET]
    street.open("/responsibility-letters/cascade").follow("草拟责任书 甲third")
    street.fill(依据="街道工作要点", 签发方职务="街道书记", 承诺方职务="社区书记")
    boxes = street.visitor.page.get_by_role("group", name="列入的任务").get_by_role("checkbox")
    boxes.first.uncheck()
    left = boxes.count() - 1
    street.press("草拟，待双方签字").is_told("已草拟").sees("待签", "没有列入的任务")
    assert street.visitor.page.get_by_role("definition").filter(has_text=str(left)).count()
    street.follow("撤回责任书").fill(理由="重拟").press("撤回这份责任书").is_told("已撤回")


def test_what_is_held_is_found_before_it_is_asked_for(people):
    district = people[DISTRICT]
    district.open("/data-requests").follow("平台已有的数据").fill(字段名称="党员总数").press("查看").sees("就是这一项")


def test_data_is_asked_for_and_given_once(people):
    district, community = people[DISTRICT], people[COMMUNITY]
    district.open("/data-requests/held-facts").fill(字段名称="电动车充电桩数量").press("查看").follow(
        "平台没有，提数据需求"
    )
    district.fill(名称="充电桩摸底", 依据="区委〔2026〕12号", 责任职务="组织科长").day("截止日", "2026-07-31")
    district.choose("该层级全部下级单位", "社区").press("提出，送达填报单位").is_told("已提出").sees(
        "电动车充电桩数量", "须填报"
    )
    community.open(district.place).follow("填报数据").fill(电动车充电桩数量="6").press("填报，送提出单位")
    community.is_told("已填报").sees("1/1")
    district.open(district.place).sees("6").follow("撤回数据需求").fill(理由="已够用")
    district.press("撤回，未填报的单位不再填报").is_told("已撤回")


def test_asking_for_what_is_held_is_refused_with_where_it_is(people):
    district = people[DISTRICT]
    district.open("/data-requests/new").fill(名称="党员摸底", 依据="区委〔2026〕12号", 责任职务="组织科长")
    district.day("截止日", "2026-07-31").choose("该层级全部下级单位", "社区")
    district.visitor.page.get_by_role("group", name="第 1 行").get_by_role("textbox", name="名称").fill("党员总数")
    district.press("提出，送达填报单位").sees("未准予", "平台已有")
