"""What a street, a host and an assessor do with a round of visits, by the words on the screen alone."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from shared.rights import COMMUNITY, DISTRICT, STREET, Grant
from tests.console.browsing import Visitor
from tests.console.conftest import Visitors
from tests.observation_visits import planner_part

TITLE = "第二季度街道内部观摩"
DAYS = ("6月18日 星期四", "6月24日 星期三", "6月25日 星期四")
STOPS = ("second观摩点", "third观摩点")
SENT = (("甲first（社区）", "first队"), ("甲second（社区）", "second队"))


@pytest.fixture
def street(visitors: Visitors) -> Visitor:
    return visitors.of(STREET)


def draft(visitor: Visitor, title: str) -> Page:
    """Draft a round of the street and enter two delegations, as its organizer does."""
    page = visitor.page
    visitor.open("/console/visit-rounds")
    page.get_by_role("link", name="草拟观摩安排").click()
    page.get_by_label("名称", exact=True).fill(title)
    for day in DAYS:
        page.get_by_label(day, exact=True).check()
    for stop in STOPS:
        page.get_by_role("checkbox", name=re.compile(f"^{stop}")).first.check()
    page.get_by_label("依据", exact=True).fill("街道党建工作要点")
    page.get_by_role("button", name="保存草拟，接着登记观摩团").last.click()
    for unit, name in SENT:
        page.get_by_role("link", name="登记观摩团").first.click()
        page.get_by_label("派出单位").select_option(label=unit)
        page.get_by_label("名称", exact=True).fill(name)
        page.get_by_label("人数").fill("8")
        for place in ("出发地", "返回地"):
            spot = page.get_by_role("group", name=place)
            spot.get_by_label("经度").fill("118.11")
            spot.get_by_label("纬度").fill("24.41")
        page.get_by_role("button", name="登记观摩团").last.click()
        expect(page.get_by_role("status").first).to_have_text("已登记。")
    return page


def solve(visitor: Visitor) -> None:
    """Let the planner find the schedule that was asked for."""
    if visitor.served.has_planner:
        return
    planner_part.solve(visitor.served.district.executor("observation_visits"))


def planned(visitor: Visitor, title: str) -> Page:
    page = draft(visitor, title)
    page.get_by_role("button", name="排程", exact=True).click()
    expect(page.get_by_role("heading", name="正在排程")).to_be_visible()
    assert visitor.axe_faults() == []
    solve(visitor)
    expect(page.get_by_role("heading", name="排程结果")).to_be_visible()
    return page


def publish(page: Page) -> None:
    page.get_by_role("link", name="公布排程…").click()
    expect(page.get_by_text(re.compile("将通知 [12] 个接待单位，共 [12] 次观摩。"))).to_be_visible()
    left_out = page.get_by_label("知道有没排下的，仍然公布")
    if left_out.count():
        left_out.check()
    page.get_by_role("button", name=re.compile("公布排程，通知 [12] 个接待单位")).last.click()
    expect(page.get_by_role("status").first).to_have_text("已公布，接待单位会收到待确认的观摩。")


def test_a_street_plans_pins_and_publishes_a_round_and_its_hosts_answer(street: Visitor, visitors: Visitors) -> None:
    page = planned(street, TITLE)
    first = page.locator("summary").first
    first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="固定", exact=True).first.click()
    expect(page.get_by_role("status").first).to_contain_text("已固定。")
    page.locator("summary").filter(has_text="已固定").first.focus()
    page.keyboard.press("p")
    expect(page.get_by_role("status").first).to_have_text("已取消固定。")
    publish(page)
    assert street.axe_faults() == []
    link = page.locator("summary").first
    link.click()
    page.get_by_role("link", name="看记录").first.click()
    visit = page.url
    expect(page.get_by_role("heading", level=1)).to_contain_text("待接待单位确认")
    served = visitors.served
    host_unit = served.district.get(f"/visits/{urlsplit(visit).path.rpartition('/')[2]}")["organization_id"]
    name = served.someone("host", Grant(COMMUNITY, host_unit), organization_id=host_unit)
    host = visitors.anybody().sign_in(name)
    host.page.goto(visit)
    host.page.get_by_role("link", name="确认接待").click()
    host.page.get_by_role("button", name="确认接待").last.click()
    expect(host.page.get_by_role("heading", level=1)).to_contain_text("已确认")
    host.page.get_by_role("link", name="不能接待").click()
    host.page.get_by_label("为什么不能接待").fill("社区换届")
    host.page.get_by_role("button", name="回复不能接待").last.click()
    expect(host.page.get_by_role("heading", level=1)).to_contain_text("不能接待")


def test_planning_again_shows_the_difference_before_anything_is_replaced(street: Visitor) -> None:
    page = planned(street, "再排程的观摩")
    publish(page)
    here = page.url
    page.get_by_role("link", name="行程", exact=True).click()
    with page.expect_download() as begun:
        page.get_by_role("link", name=re.compile("行程日历文件")).first.click()
    assert begun.value.suggested_filename.endswith(".ics")
    page.goto(here)
    page.get_by_role("button", name="重新排程").click()
    expect(page.get_by_role("heading", name="正在排程")).to_be_visible()
    solve(street)
    expect(page.get_by_role("heading", name="与已公布的相比")).to_be_visible()
    expect(page.get_by_text(re.compile(r"不变 \d · 改期 \d · 新增 \d · 取消 \d"))).to_be_visible()
    page.get_by_role("link", name="采用，去公布").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("公布排程")


def held_inside(street: Visitor, visiting: str) -> str:
    """Return the address of a visit of the street's own round that was held, by who came."""
    ids = street.served.ids
    found = street.served.district.get("/visits", organization_id=ids["district"], round_id=ids["of_the_street"])
    own = (each for each in found["items"] if each["visiting_organization_id"] == ids[visiting])
    return f"/console/visits/{next(own)['id']}"


def test_a_held_visit_is_reviewed_and_what_was_promised_is_followed_up(street: Visitor) -> None:
    street.open(held_inside(street, "third"))
    page = street.page
    page.get_by_role("link", name="点评", exact=True).click()
    typed = {
        "亮点": {"亮点": "大讲堂一周一讲"},
        "差距": {"差距": "三会一课记录不全", "整改期限": "2026-07-20"},
        "承诺": {"承诺": "补齐会议记录", "责任职务": "社区书记", "期限": "2026-07-10"},
    }
    for kind, fields in typed.items():
        rows = page.get_by_role("group", name=kind, exact=True)
        rows.get_by_role("button", name="增加一行").click()
        for label, text in fields.items():
            rows.get_by_label(label, exact=True).last.fill(text)
    page.get_by_role("button", name="提交点评，差距转为整改事项").last.click()
    expect(page.get_by_role("heading", name="点评")).to_be_visible()
    page.get_by_role("link", name="补齐会议记录").click()
    page.get_by_role("link", name="兑现承诺").click()
    page.get_by_label("做了什么").fill("已补齐")
    page.get_by_role("button", name="登记已兑现").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已兑现")


def test_points_are_handed_in_by_area_and_item_of_the_districts_own_sheet(street: Visitor, visitors: Visitors) -> None:
    street.open(held_inside(street, "first"))
    page = street.page
    page.get_by_role("link", name="开始打分").click()
    page.get_by_role("button", name="开始打分").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("打分中")
    assessor = visitors.of(DISTRICT)
    assessor.page.goto(page.url)
    assessor.page.get_by_role("link", name="打分", exact=True).last.click()
    for box in assessor.page.get_by_role("group", name="分项打分").get_by_role("textbox").all():
        box.fill("5")
    assessor.page.get_by_role("button", name="提交打分").last.click()
    expect(assessor.page.get_by_role("status").first).to_have_text("已提交打分。")
