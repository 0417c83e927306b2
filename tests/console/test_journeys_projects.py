"""Journeys of projects: from the declaration to the rating, and the practical matters of the district."""

import pytest
from playwright.sync_api import expect

from shared.rights import COMMUNITY, DISTRICT, STREET
from tests.console.journeys import Journey


@pytest.fixture
def journey(visitors):
    return lambda role: Journey(visitors.of(role))


def declared(journey, title):
    """Declare a project as the community, and return where it stands."""
    community = journey(COMMUNITY).go("/projects").press("申报项目")
    community.choose("类别", "工作创新").fill("项目名称", title).press("申报，送街道审核").is_told("已申报")
    return community, community.visitor.page.url.partition("/console")[2].partition("?")[0]


def test_a_project_goes_from_its_declaration_to_its_rating(journey):
    community, place = declared(journey, "亮灯工程")
    community.press("修改申报内容").fill("目标与措施", "全年亮灯百盏").press("保存").sees("全年亮灯百盏")
    street, district = journey(STREET).go(place), journey(DISTRICT)
    street.press("审核").fill("意见", "请补充预算").choose("决定", "退回").press("提交审核意见").sees("已退回")
    community.go(place).press("重新申报").fill("修改说明", "已补充").press("重新申报，送街道审核").is_told("已重新申报")
    street.go(place).press("审核").press("提交审核意见").sees("已审核")
    district.go(place).press("立项").press("提交立项意见").sees("已立项")
    community.go(place).press("启动实施").press("启动实施").sees("实施中")
    community.press("增设节点").fill("节点名称", "完成勘察").fill("期限", "2026-09-30").press("增设这个节点").is_told(
        "节点已增设"
    )
    community.go(place).press("调整", community.row("完成勘察")).fill("期限", "2026-10-30").fill("理由", "施工延期")
    community.press("保存调整").is_told("节点已调整")
    community.go(place).sees("10月30日")
    expect(community.visitor.page.get_by_role("img", name="节点进度图")).to_be_visible()
    community.press("增设节点").fill("节点名称", "多余的节点").fill("期限", "2026-11-30").press("增设这个节点")
    community.go(place).press("多余的节点").press("取消节点").fill("理由", "重复").press("取消这个节点").is_told(
        "节点已取消"
    )
    community.go(place).press("报告进展").fill("说了什么、做了什么", "勘察完成").fill("完成度", "60").tick("完成勘察")
    community.press("报告这次进展").is_told("进展已报告").sees("勘察完成", "60%")
    district.go(place).press("验收").sees("都已完成").fill("验收意见", "属实").press("提交验收意见").sees("已验收")
    district.press("评定等次").choose("等次", "优秀").fill("理由", "现场核实").press("评定这个等次").sees("已评定")


def test_progress_is_reported_in_three_clicks_and_five_fields(journey):
    community = journey(COMMUNITY).go("")
    community.press("报告进展").press("报告进展").fill("说了什么、做了什么", "走访十户").fill("本次服务群众", "10")
    community.press("报告这次进展").is_told("进展已报告")
    assert community.is_short, (community.clicks, community.touched)


def test_a_mistaken_report_is_corrected_by_a_new_one(journey, visitors):
    place = f"/projects/{visitors.served.ids['late']}"
    community = journey(COMMUNITY).go(place)
    community.press("报告进展").fill("说了什么、做了什么", "服务 30 人").fill("本次服务群众", "30").press(
        "报告这次进展"
    )
    community.visitor.page.get_by_role("row").filter(has_text="服务 30 人").get_by_role("link").first.click()
    community.press("更正这份报告").fill("说了什么、做了什么", "服务 13 人").fill("本次服务群众", "13")
    community.visitor.page.get_by_text("其他内容（选填）").click()
    community.fill("下调或更正的理由", "笔误").press("报告这次进展").is_told("进展已报告").sees("服务 13 人")


def test_a_project_is_withdrawn_with_what_follows_in_numbers(journey):
    community, place = declared(journey, "不办了")
    community.go(place).press("撤回项目").sees("0 个未完成的节点").fill("理由", "另有安排").press("撤回这个项目").sees(
        "已撤回"
    )


def test_acceptance_waives_a_milestone_with_a_reason(journey, visitors):
    place = f"/projects/{visitors.served.ids['at_risk']}"
    district = journey(DISTRICT).go(place).press("验收")
    district.sees("还有 1 个节点没有完成").fill("验收意见", "总体完成").press("提交验收意见")
    expect(district.visitor.page.get_by_role("alert")).to_be_visible()
    district.visitor.faults.clear()
    district.fill("建成投入使用", "由上级另建").press("提交验收意见").sees("已验收")


def test_a_matter_is_drafted_gets_parts_and_the_list_wants_ten(journey):
    district = journey(DISTRICT).go("/practical-matters?year=2027")
    district.press("草拟一件实事").fill("实事名称", "老旧电梯更新").fill("领办人职务", "分管副区长").fill(
        "年度", "2027"
    )
    district.press("列入草稿").is_told("已列入草稿")
    district.go("/practical-matters?year=2027").press("老旧电梯更新").press("向单位分解任务")
    offered = district.visitor.page.get_by_label("承担单位").locator("option")
    assert district.visitor.served.ids["district"] not in {each.get_attribute("value") for each in offered.all()}
    district.choose("承担单位", "甲first").fill("责任岗位", "社区书记").fill("任务", "协调加装").press(
        "分解给这个单位"
    ).sees("协调加装")
    district.press("甲first", district.row("协调加装")).press("解除单位的任务").fill("理由", "调整分工")
    district.press("解除这项任务").is_told("任务已解除")
    district.go("/practical-matters?year=2027").press("公布清单").sees("恰好 10 件").fill("年度", "2027")
    district.press("公布年度实事清单")
    expect(district.visitor.page.get_by_role("alert")).to_be_visible()
    district.visitor.faults.clear()
    district.go("/milestones").press("重新推算节点").press("为全区重新推算").is_told("已重新推算")


def test_a_community_reports_on_its_part_of_a_matter(journey, visitors):
    community = journey(COMMUNITY).go(f"/projects/{visitors.served.ids['matter']}")
    community.press("报告进展").fill("说了什么、做了什么", "本社区完成").fill("完成度", "50").press("报告这次进展")
    community.is_told("进展已报告")
