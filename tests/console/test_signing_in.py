"""Signing in to the console, the first password, the sessions, and signing out."""

import re

from playwright.sync_api import expect

from shared.rights import STREET, Grant
from tests.console.served import username_of
from tests.gateway.app_harness import PASSWORD
from tests.gateway.sign_in_scenario import NEW


def test_the_root_leads_to_a_page_that_asks_who_one_is(visitors):
    page = visitors.anybody().page
    page.goto(visitors.served.address + "/")
    expect(page).to_have_url(re.compile(r"/console/sign-in$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    expect(page.get_by_text("演示")).to_have_count(0)


def test_who_signs_in_goes_on_to_where_they_wanted_to_be(visitors):
    visitor = visitors.anybody()
    visitor.open("/console/account?x=1")
    visitor.page.get_by_label("用户名").fill(username_of(STREET))
    visitor.page.get_by_label("密码", exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name="登录", exact=True).click()
    expect(visitor.page).to_have_url(re.compile(r"/console/account\?x=1$"))


def test_a_wrong_password_is_said_and_the_username_stays(visitors):
    visitor = visitors.anybody()
    visitor.sign_in("nobody", "wrong words here")
    expect(visitor.page.get_by_role("alert")).to_have_text("用户名或密码不对，或账号已停用。")
    expect(visitor.page.get_by_label("用户名")).to_have_value("nobody")
    visitor.faults.clear()


def test_an_address_elsewhere_is_not_gone_to_after_signing_in(visitors):
    visitor = visitors.anybody().sign_in(username_of(STREET))
    for onward in ("https://example.com/", "//example.com", "/console\\example.com", "/api/v1/docs"):
        visitor.page.goto(f"{visitors.served.address}/console/sign-in?next={onward}")
        expect(visitor.page).to_have_url(re.compile(r"/console$"))


def test_a_first_password_is_changed_before_anything_else(visitors):
    unit = visitors.served.ids["east"]
    name = visitors.served.someone("beginner", Grant(STREET, unit), place="east", must_change_password=True)
    visitor = visitors.anybody().sign_in(name)
    expect(visitor.page).to_have_url(re.compile(r"/console/account/password$"))
    visitor.page.get_by_label("现在的密码").fill(PASSWORD)
    visitor.page.get_by_label("新密码", exact=True).fill("short")
    visitor.page.get_by_label("再填一次新密码").fill("short")
    visitor.page.get_by_role("button", name="修改密码").click()
    expect(visitor.page.get_by_role("alert")).to_contain_text("有 1 处需要改正")
    assert visitor.axe_faults() == []
    visitor.faults.clear()
    for label, text in (("现在的密码", PASSWORD), ("新密码", NEW), ("再填一次新密码", NEW)):
        visitor.page.get_by_label(label, exact=True).fill(text)
    visitor.page.get_by_role("button", name="修改密码").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("今天要办的事")
    visitor.open("/console/sign-in")
    expect(visitor.page).to_have_url(re.compile(r"/console$"))


def test_a_session_elsewhere_can_be_ended(visitors):
    name = visitors.served.someone("twice", Grant(STREET, visitors.served.ids["east"]), place="east")
    first, second = visitors.anybody().sign_in(name), visitors.anybody().sign_in(name)
    first.open("/console/account")
    first.page.get_by_role("button", name="结束 Mozilla").click()
    expect(first.page.get_by_role("status")).to_have_text("已结束。")
    second.open("/console")
    expect(second.page).to_have_url(re.compile(r"/console/sign-in$"))


def test_the_back_button_shows_nothing_after_signing_out(visitors):
    visitor = visitors.anybody().sign_in(username_of(STREET))
    visitor.open("/console/account")
    visitor.page.get_by_role("button", name="退出登录").click()
    expect(visitor.page).to_have_url(re.compile(r"/console/sign-in$"))
    visitor.page.go_back()
    expect(visitor.page).to_have_url(re.compile(r"/console/sign-in"))
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("登录")
