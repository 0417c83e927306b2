"""A point from its declaration to its title, and a brand from its discovery to its promotion, each by who is next."""

import pytest

from shared.rights import COMMUNITY, DISTRICT, STREET
from tests.console.travellers import Traveller

pytestmark = pytest.mark.slow


@pytest.fixture
def people(visitors):
    return {role: Traveller(visitors.of(role)) for role in (DISTRICT, STREET, COMMUNITY)}


def test_a_point_goes_from_its_declaration_to_its_title(people):
    district, street, community = people[DISTRICT], people[STREET], people[COMMUNITY]
    community.open("/demonstration-points").follow("上报示范点").fill(示范点名称="书香驿站", 特点亮点="邻里共读")
    community.press("上报，送街道把关").is_told("等待把关")
    place = community.place
    street.open(place).follow("把关").choose("通过或退回", "通过，报区确认").press("作出决定，告知单位").is_told(
        "已把关"
    )
    district.open(place).follow("确认示范点").choose("确认或退回", "确认").press("作出决定，告知单位").is_told("已办理")
    community.open(place).follow("增设建设节点").fill(节点名称="书架到位", 责任岗位="社区书记").day(
        "期限", "2026-09-30"
    )
    community.press("增设节点").is_told("已增设").follow("启动建设").press("启动建设，节点开始计时").is_told(
        "已启动建设"
    )
    community.follow("报告完成 书架到位").fill(完成情况="书架已装好").press("报告节点完成").is_told("已报告完成").sees(
        "1/1"
    )
    district.open(place).follow("验收").choose("通过或不通过", "通过").fill(验收意见="逐项核对属实")
    for box in district.visitor.page.get_by_role("group", name="符合的项目").get_by_role("checkbox").all():
        box.check()
    district.press("作出验收决定").is_told("已验收").follow("命名").day("命名截止日", "2028-06-30")
    district.press("命名，告知单位").is_told("已命名").sees("在期", "2028年6月30日")


def test_a_declaration_that_is_returned_says_why_and_is_declared_again(people):
    street, community = people[STREET], people[COMMUNITY]
    community.open("/demonstration-points/new").fill(示范点名称="邻里客厅").press("上报，送街道把关")
    street.open(community.place).follow("把关").choose("通过或退回", "退回").press("作出决定，告知单位").is_warned(
        "意见"
    )
    street.fill(意见="请补充场地面积").press("作出决定，告知单位").is_told("已把关")
    community.open(street.place).sees("已退回", "请补充场地面积").follow("修改上报内容").fill(硬件设施="一百平方米")
    community.press("保存修改").is_told("已修改").follow("重新上报").press("重新上报，送街道把关").is_told("已重新上报")


def test_host_facts_are_shown_as_a_grid_of_half_days(people):
    community = people[COMMUNITY]
    community.open("/demonstration-points/new").fill(示范点名称="观摩小院").press("上报，送街道把关")
    community.follow("修改接待信息").fill(一次接待人数="30", 参观用时="45").tick("周二上午", "周五下午")
    community.press("保存接待信息").is_told("已保存").sees("30 人", "45 分钟")
    grid = community.visitor.page.get_by_role("table", name="可预约的半天")
    assert grid.get_by_role("cell", name="可预约").count() == 2


def test_a_scheme_is_amended_by_the_district_alone(people):
    district, street = people[DISTRICT], people[STREET]
    place = f"/demonstration-schemes/{district.visitor.served.ids['scheme']}"
    district.open(place).follow("调整方案").fill(名额="31").press("保存调整").is_told("已调整").sees("/31")
    street.open(place)
    assert street.visitor.page.get_by_role("link", name="调整方案").count() == 0


def test_a_point_that_has_ended_is_not_offered_as_a_carrier(people):
    community = people[COMMUNITY].open("/demonstration-points?status=withdrawn")
    links = community.visitor.page.get_by_role("main").get_by_role("link", name="邻里中心")
    ended = {str(link.get_attribute("href")).rpartition("/")[2] for link in links.all()}
    community.open("/brands").follow("登记品牌").fill(品牌名称="巷口茶桌", 说明="茶桌边议事").press("登记，列入挖掘")
    community.follow("增加示范点")
    options = community.visitor.page.get_by_label("示范点或项目").locator("option")
    offered = {option.get_attribute("value") for option in options.all()}
    assert ended
    assert offered
    assert not ended & offered


def test_a_brand_is_discovered_consolidated_and_promoted(people):
    district, street, community = people[DISTRICT], people[STREET], people[COMMUNITY]
    community.open("/brands").follow("登记品牌").fill(品牌名称="板凳夜话", 说明="院坝里议事").press("登记，列入挖掘")
    community.is_told("已登记").follow("增加示范点").choose("示范点或项目", "邻里中心").press("列为载体").sees(
        "邻里中心"
    )
    place = community.place
    street.open(place).follow("认定巩固").fill(意见="坚持了两年").press("认定已巩固").is_told("已认定")
    district.open(place).follow("扩大影响范围").choose("影响范围", "全区").fill(依据="工作简报第3期")
    district.press("登记新的影响范围").is_told("已登记").follow("推广").fill(依据="区委组织部通知").press(
        "决定推广"
    ).is_told("已推广")
    district.open("/brands").sees("板凳夜话")
    community.open(place).follow("取消载体 邻里中心").fill(理由="改由项目承载").press("取消这个载体").is_told("已取消")
