"""What was typed is in the form again after a closed tab, an ended session, a browser without scripts."""

import pytest
from playwright.sync_api import expect

from shared.rights import COMMUNITY, STREET, Grant
from tests.console.journeys import Journey
from tests.gateway.app_harness import PASSWORD

FORM = "/console/suggestions/new"
MOST_TABS = 80


@pytest.fixture
def writer(visitors):
    """Return somebody of the first community who has no draft yet, and the username."""
    name = f"writer-{len(visitors.served.made)}"
    first = visitors.served.ids["first"]
    return visitors.anybody().sign_in(visitors.served.someone(name, Grant(COMMUNITY, first), place="first")), name


def typed(visitor, words):
    """Type into the form and wait until the server has it."""
    visitor.open(FORM)
    with visitor.page.expect_response("**/console/drafts") as kept:
        visitor.page.get_by_label("名称").fill(words)
    assert kept.value.status == 204


def test_a_closed_tab_returns_to_what_was_typed_until_it_is_handed_in(writer):
    visitor, _ = writer
    typed(visitor, "表格太多")
    visitor.page.close()
    visitor.page = visitor.context.new_page()
    visitor.open(FORM)
    expect(visitor.page.get_by_role("status")).to_contain_text("没有提交的草稿")
    expect(visitor.page.get_by_label("名称")).to_have_value("表格太多")
    Journey(visitor).choose("事由", "负担").fill("内容", "每月三次").press("提出，送给答复单位").sees("表格太多")
    visitor.open(FORM)
    expect(visitor.page.get_by_label("名称")).to_have_value("")


def test_a_draft_is_given_up_where_its_author_says_so(writer):
    visitor, _ = writer
    typed(visitor, "不要了")
    visitor.open(FORM)
    visitor.page.get_by_role("button", name="不要草稿，重新填").click()
    expect(visitor.page.get_by_label("名称")).to_have_value("")
    visitor.open(FORM)
    expect(visitor.page.get_by_label("名称")).to_have_value("")


def test_a_draft_outlives_the_session_and_is_its_authors_alone(writer, visitors):
    visitor, name = writer
    typed(visitor, "明天再写")
    visitor.context.clear_cookies()
    other = visitors.of(STREET)
    other.open(FORM)
    expect(other.page.get_by_label("名称")).to_have_value("")
    visitor.open(FORM)
    visitor.page.get_by_label("用户名").fill(name)
    visitor.page.get_by_label("密码", exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name="登录", exact=True).click()
    expect(visitor.page.get_by_label("名称")).to_have_value("明天再写")


def test_a_draft_of_one_record_is_not_shown_at_another(writer, visitors):
    visitor, _ = writer
    visitor.open("/console/activities/new?theme=one")
    with visitor.page.expect_response("**/console/drafts"):
        visitor.page.get_by_label("主题").first.fill("只属于这一页")
    visitor.open("/console/activities/new?theme=other")
    expect(visitor.page.get_by_label("主题").first).not_to_have_value("只属于这一页")
    visitor.open(f"/console/activities/new?theme=one&after=x:{visitors.served.ids['district']}:1")
    expect(visitor.page.get_by_label("主题").first).to_have_value("只属于这一页")


def test_without_scripts_a_button_keeps_the_draft_and_the_whole_journey_works(writer, visitors):
    _, name = writer
    visitor = visitors.anybody(java_script_enabled=False).sign_in(name)
    journey = Journey(visitor).go("").press("录入一次活动").choose("类型", "主题党日").fill("主题", "不用脚本")
    journey.press("先存草稿").is_told("草稿已保存")
    visitor.open("/console")
    journey.press("录入一次活动").is_told("没有提交的草稿")
    expect(visitor.page.get_by_label("主题").first).to_have_value("不用脚本")
    journey.press("录入这次活动").is_told("已录入").sees("不用脚本")


def tab_to(page, name):
    """Press the tabulator until what is focused has a name."""
    wanted = page.get_by_role("main").get_by_label(name, exact=True)
    wanted = wanted.or_(page.get_by_role("main").get_by_role("link", name=name, exact=True))
    wanted = wanted.or_(page.get_by_role("main").get_by_role("button", name=name, exact=True)).last
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("(each) => each === document.activeElement"):
            return
    raise AssertionError(name)


def test_an_activity_is_recorded_by_keyboard_alone(writer):
    visitor, _ = writer
    page = visitor.page
    visitor.open("/console")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "跳到正文"
    page.keyboard.press("Enter")
    tab_to(page, "录入一次活动")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    tab_to(page, "类型")
    chosen = "document.activeElement.selectedOptions[0].innerText"
    while page.evaluate(chosen) != "主题党日":
        before = page.evaluate(chosen)
        page.keyboard.press("ArrowDown")
        assert page.evaluate(chosen) != before
    tab_to(page, "主题")
    page.keyboard.type("全用键盘")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("已录入")
    expect(page.get_by_role("main")).to_contain_text("全用键盘")
