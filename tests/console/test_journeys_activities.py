"""Journeys through organizational life: what a community, a street and the district do on its pages."""

import re

import pytest
from playwright.sync_api import expect

from shared.rights import COMMUNITY, DISTRICT, STREET
from tests.console.journeys import Journey


@pytest.fixture
def journey(visitors):
    return lambda role: Journey(visitors.of(role))


def test_an_activity_is_recorded_in_three_clicks_and_five_fields(journey):
    community = journey(COMMUNITY).go("")
    community.press("录入一次活动").choose("类型", "主题党日").fill("主题", "清洁家园").tick("李文涛", ticked=False)
    community.press("录入这次活动").is_told("已录入")
    community.sees("清洁家园", "到会 6 人", "赵建国")
    assert community.is_short, (community.clicks, community.touched)


def test_a_meeting_gets_its_attendance_minutes_and_votes_and_is_cancelled(journey):
    community = journey(COMMUNITY).go("/activities/new")
    community.choose("类型", "支部党员大会").fill("主题", "发展党员大会").press("录入这次活动")
    community.press("录入参加人员").tick("郑一诺", ticked=False).press("保存参加人员").is_told("参加人员已保存")
    community.press("撰写会议记录").fill("会议记录", "会议由赵建国主持。").press("保存会议记录").sees(
        "会议由赵建国主持。"
    )
    community.press("录入表决").fill("表决事项", "接收预备党员").fill("到会人数", "6").fill("赞成", "5").fill(
        "反对", "1"
    )
    community.press("录入这项表决").sees("接收预备党员", "通过")
    community.press("更正人数").fill("赞成", "2").fill("反对", "4").fill("理由", "唱票有误").press("保存更正").sees(
        "未通过"
    )
    community.press("作废", community.row("接收预备党员")).fill("理由", "误录").press("作废这项表决").is_told(
        "表决已作废"
    )
    community.press("更正活动记录").fill("主题", "发展党员大会（补）").press("保存更正").sees("发展党员大会（补）")
    community.press("作废（写明原因）").sees("6 人的参加记录").fill("理由", "重复录入").press(
        "作废这次活动的记录"
    ).sees("已作废")


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(journey):
    community = journey(COMMUNITY).go("/activities/new")
    community.choose("类型", "讲习活动").fill("主题", "学习条例").press("录入这次活动")
    page = community.visitor.page
    expect(page.get_by_role("alert")).to_contain_text("讲习形式")
    expect(page.get_by_label("主题").first).to_have_value("学习条例")
    expect(page).to_have_title(re.compile("^有误："))
    community.visitor.faults.clear()
    community.choose("讲习形式", "主题讲习").press("录入这次活动").is_told("已录入")


def test_a_due_matter_opens_the_form_with_all_that_is_known(journey):
    community = journey(COMMUNITY).go("/obligations?standing=due&kind=theme_day")
    community.press("录入一次活动", community.row("主题党日"))
    expect(community.visitor.page.get_by_label("主题").first).to_have_value("2026年6月主题党日")
    community.press("录入这次活动").is_told("已录入")


def test_a_street_excuses_a_community_and_takes_it_back(journey):
    street = journey(STREET).go("/obligations?kind=theme_day&standing=late")
    street.press("批准不开展").fill("理由", "防汛").press("批准不开展").is_told("已批准不开展").sees(
        "经批准不开展", "防汛"
    )
    street.press("撤销批准").press("撤销批准").is_told("已撤销批准")


def test_a_hall_is_planned_checked_and_established(journey):
    street = journey(STREET).go("/lecture-halls/missing")
    street.press("规划大讲堂").press("规划这处大讲堂").is_told("已规划")
    street.press("启动建设").press("启动建设").is_told("已启动建设")
    street.press("核对标准")
    for box in street.visitor.page.get_by_role("checkbox").all():
        box.check()
    street.press("记录这些项目已具备").sees("6 / 6 项已核对", "5 / 5 项已核对")
    street.press("撤销一项核对").choose("项目", "六有 · 有场所").fill("理由", "另行安排").press("撤销这项核对").sees(
        "5 / 6 项已核对"
    )
    street.press("核对标准").tick("六有 · 有场所").press("记录这些项目已具备")
    street.press("修改名称、地点").fill("地点", "社区二楼").press("保存").sees("社区二楼")
    street.press("建成").press("登记建成").is_told("已建成").sees("已建成")


def test_a_campaign_is_opened_joined_has_an_exemplar_and_is_closed(journey):
    street, community = journey(STREET).go("/campaigns"), journey(COMMUNITY)
    street.press("部署一项主题活动").choose("类型", "制度化活动").fill("主题名称", "邻里守望").fill("依据", "年度计划")
    street.press("部署这项主题活动").is_told("已部署")
    place = street.visitor.page.url.partition("/console")[2].partition("?")[0]
    community.go(place).press("登记参加").press("登记参加").is_told("已登记参加")
    street.go(place).press("选树典型").choose("典型所在单位", "甲first").fill("事迹与理由", "成效明显")
    street.press("记录这个典型").is_told("已记录")
    street.go(place).press("撤销", street.row("成效明显")).fill("理由", "记错").press("撤销这个典型").is_told("已撤销")
    community.go(place).press("退出").press("退出这项主题活动").is_told("已退出")
    street.go(place).press("结束主题活动").sees("个单位").press("结束这项主题活动").sees("已结束")


def test_the_district_sets_the_year_and_the_deadline_of_halls(journey):
    district = journey(DISTRICT).go("/obligations")
    district.press("生成年度应办事项").sees("个组织").press("为全区生成").is_told("正在生成")
    district.go("/lecture-halls").press("设定建设期限").fill("期限", "2026-12-31").fill("依据", "年度计划")
    district.press("为全区设定期限").is_told("期限已设定")


def test_figures_open_what_they_count(journey):
    district = journey(DISTRICT).go("/reporting-rates")
    district.press("甲east").sees("应办事项")
    district.go("/activity-counts").fill("期间", "2026-03").press("查看").sees("2026年3月共")
    district.go("/activities?period=2026-03").press("上个月").sees("2026年2月")
