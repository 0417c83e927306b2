"""What forms do with what was typed: faults beside the field, conflicts, an ended session, a service that is away."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine, select

from gateway.accounts.model import Account
from gateway.accounts.sessions import end_all
from gateway.app_context import EXTENSION
from shared import databases
from shared.rights import STREET, Grant
from tests.console.served import username_of

DAY = date(2026, 6, 30).isoformat()


@pytest.fixture
def meeting(console):
    """Return a meeting of the west street that nobody else touches."""
    made = console.district.post(
        "district", "/quarterly-meetings", organization_id=console.ids["west"], quarter=next(QUARTERS), meet_on=DAY,
        place="二楼会议室", convener="党工委书记",
    )  # fmt: skip
    return made["id"]


QUARTERS = iter(["2026Q2", "2026Q1", "2025Q4", "2025Q3", "2025Q2", "2025Q1"])


@pytest.fixture
def keeper(visitors):
    """Return who works for the west street, signed in."""
    name = "west-street"
    if name not in visitors.served.made:
        visitors.served.someone(name, Grant(STREET, visitors.served.ids["west"]), place="west")
    return visitors.anybody().sign_in(name)


def test_faults_are_a_summary_with_links_and_stand_beside_their_fields(keeper):
    keeper.open("/console/quarterly-meetings/new")
    keeper.page.get_by_label("地点").fill("三楼")
    keeper.page.get_by_label("会议日期").fill("")
    keeper.page.get_by_role("button", name="筹备，通知汇报单位").first.click()
    expect(keeper.page.get_by_role("alert")).to_contain_text("有 1 处需要改正")
    expect(keeper.page).to_have_title(re.compile("^有误："))
    fault = keeper.page.get_by_role("alert").get_by_role("link").first
    said = fault.inner_text().partition("：")[2]
    fault.click()
    expect(keeper.page.get_by_label("会议日期")).to_be_focused()
    assert said in keeper.page.get_by_label("会议日期").evaluate(
        "(field) => document.getElementById(field.getAttribute('aria-describedby').split(' ').pop()).innerText"
    )
    expect(keeper.page.get_by_label("地点")).to_have_value("三楼")
    assert keeper.axe_faults() == []
    keeper.faults.clear()


def test_who_changed_it_meanwhile_is_shown_beside_what_was_typed(keeper, meeting):
    keeper.open(f"/console/quarterly-meetings/{meeting}/edit")
    read = keeper.served.district.people["district"].get(f"/quarterly-meetings/{meeting}").json
    keeper.served.district.people["district"].patch(
        f"/quarterly-meetings/{meeting}", {"place": "礼堂", "convener": "副书记"}, read["version"]
    )
    keeper.page.get_by_label("地点").fill("操场")
    keeper.page.get_by_role("button", name="保存修改").last.click()
    expect(keeper.page.get_by_role("alert")).to_contain_text("别人改了这条记录")
    row = keeper.page.get_by_role("row", name=re.compile("召集人"))
    row.get_by_label("副书记").check()
    assert keeper.axe_faults() == []
    keeper.page.get_by_role("button", name="保存修改").last.click()
    expect(keeper.page.get_by_role("status")).to_contain_text("已修改")
    stands = keeper.served.district.get(f"/quarterly-meetings/{meeting}")
    assert (stands["place"], stands["convener"]) == ("操场", "副书记")
    keeper.faults.clear()


def test_what_was_typed_when_the_session_had_ended_is_there_after_signing_in(keeper, meeting):
    keeper.open(f"/console/quarterly-meetings/{meeting}/edit")
    keeper.page.get_by_label("地点").fill("活动中心")
    _end_sessions(keeper)
    keeper.page.get_by_role("button", name="保存修改").last.click()
    expect(keeper.page.get_by_text("您填的内容已保存")).to_be_visible()
    keeper.page.get_by_label("用户名").fill("west-street")
    keeper.page.get_by_label("密码", exact=True).fill("four plain words here")
    keeper.page.get_by_role("button", name="登录", exact=True).click()
    expect(keeper.page.get_by_role("status")).to_contain_text("您填的内容还在")
    expect(keeper.page.get_by_label("地点")).to_have_value("活动中心")
    keeper.page.get_by_role("button", name="保存修改").last.click()
    expect(keeper.page.get_by_role("status")).to_contain_text("已修改")
    assert keeper.served.district.get(f"/quarterly-meetings/{meeting}")["place"] == "活动中心"


def test_what_was_typed_is_not_shown_to_somebody_else_who_signs_in(keeper, meeting):
    keeper.open(f"/console/quarterly-meetings/{meeting}/edit")
    keeper.page.get_by_label("地点").fill("不给别人看")
    _end_sessions(keeper)
    keeper.page.get_by_role("button", name="保存修改").last.click()
    keeper.page.get_by_label("用户名").fill(username_of(STREET))
    keeper.page.get_by_label("密码", exact=True).fill("four plain words here")
    keeper.page.get_by_role("button", name="登录", exact=True).click()
    assert "不给别人看" not in keeper.page.content()
    keeper.faults.clear()


def test_a_form_that_is_sent_twice_takes_effect_once(keeper):
    keeper.open("/console/suggestions/new")
    keeper.page.get_by_label("事由").select_option("burden")
    keeper.page.get_by_label("名称").fill("发了两次")
    keeper.page.get_by_label("内容").fill("同一个表单提交两次")
    sent = keeper.page.evaluate("""async () => {
        const form = document.querySelector("form[data-guarded]"), answers = [];
        for (let times = 0; times < 2; times += 1) {
          answers.push((await fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))})).url);
        }
        return answers;
    }""")
    assert sent[0].partition("?")[0] == sent[1].partition("?")[0]
    keeper.open("/console/suggestions/own")
    assert keeper.page.get_by_role("link", name="发了两次").count() == 1


def test_a_service_that_is_away_leaves_what_was_typed_and_the_same_key(keeper, meeting):
    keeper.open(f"/console/quarterly-meetings/{meeting}/edit")
    keeper.page.get_by_label("地点").fill("停电也不丢")
    key = keeper.page.locator("input[name=_key]").input_value()
    executor = keeper.served.harness.host.hosted["meetings"].executor
    there, executor.engine = executor.engine, create_engine("sqlite:////nowhere/at/all")
    try:
        keeper.page.get_by_role("button", name="保存修改").last.click()
        expect(keeper.page.get_by_role("alert")).to_contain_text("没有保存成功，您填的内容还在")
        assert keeper.axe_faults() == []
    finally:
        executor.engine = there
    expect(keeper.page.get_by_label("地点")).to_have_value("停电也不丢")
    assert keeper.page.locator("input[name=_key]").input_value() == key
    keeper.page.get_by_role("button", name="再试一次").click()
    expect(keeper.page.get_by_role("status")).to_contain_text("已修改")
    assert keeper.served.district.get(f"/quarterly-meetings/{meeting}")["place"] == "停电也不丢"
    keeper.faults.clear()


def _end_sessions(visitor):
    """End every session of somebody elsewhere, as a changed password does."""
    engine, clock = visitor.served.harness.engine, visitor.served.harness.clock
    with databases.transaction(engine) as session:
        account = session.scalar(select(Account).where(Account.username == "west-street"))
        end_all(session, account, clock())
    visitor.served.harness.app.extensions[EXTENSION].identities.forget()
