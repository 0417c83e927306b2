"""Journeys through organizations and members: the tree, its changes tried first, the roll, transfers, posts, terms."""

import re

import pytest
from playwright.sync_api import expect

from shared.rights import COMMUNITY, DISTRICT, PERSONAL_DATA, STREET, Grant
from tests.console.journeys import Journey


@pytest.fixture
def journey(visitors):
    return lambda role: Journey(visitors.of(role))


def opened(journey, visitors, name, above="west"):
    """Open a community as the district, and return where it stands."""
    district = journey(DISTRICT).go(f"/organizations/new?parent_id={visitors.served.ids[above]}")
    district.fill("名称", name).fill("生效日期", "2026-05-01").press("先试算，不保存").sees(
        "涉及 1 个组织", name
    ).press("确认设立")
    district.go(f"/organizations?name={name}").press(name)
    return district, district.visitor.page.url.partition("/console")[2].partition("?")[0]


def test_the_tree_opens_on_the_way_to_a_unit_and_finds_by_name(journey):
    district = journey(DISTRICT).go("/organizations")
    district.press("展开 甲east").press("展开 甲first").sees("甲cell")
    district.fill("名称含有", "cell").press("查看").sees("共 1 条").press("甲cell")
    district.sees("变动记录", "设立")


def test_every_change_is_tried_first_and_says_what_it_touches(journey, visitors):
    district, place = opened(journey, visitors, "甲新社区")
    _, other = opened(journey, visitors, "甲邻社区")
    district.go(place).press("更名").fill("新名称", "甲更名社区").press("先试算，不保存").sees("涉及 1 个组织", "更名")
    district.press("修改").fill("新名称", "甲改名社区").press("先试算，不保存").press("确认更名").sees("甲改名社区")
    district.go(place).press("修改代码、坐标或形式").choose("党组织形式", "党委").press("先试算，不保存").press(
        "确认修改"
    ).sees("党委")
    district.go(place).press("调整隶属").choose("新的上级组织", "甲east").press("先试算，不保存").sees("调整隶属")
    district.press("确认调整隶属").go(place).sees("甲east", "原：甲west")
    district.press("拆分").fill("名称", "甲改名一社区").press("增加一行")
    district.visitor.page.get_by_label("名称", exact=True).nth(1).fill("甲改名二社区")
    district.press("先试算，不保存").sees("拆分设立", "甲改名二社区").press("确认拆分")
    district.go(other).press("撤销").press("先试算，不保存").sees("撤销").press("确认撤销").is_told("已撤销")


def test_organizations_are_merged_with_what_becomes_of_their_records(journey, visitors):
    district, place = opened(journey, visitors, "甲并一社区")
    opened(journey, visitors, "甲并二社区")
    district.go(place).press("合并").tick("甲并二社区").press("先试算，不保存").sees("涉及 2 个组织", "并入")
    district.press("确认合并").is_told("已合并").sees("并入的：甲并二社区")


def test_a_member_is_entered_amended_transferred_and_leaves(journey, visitors):
    community, street = journey(COMMUNITY), journey(STREET)
    community.go("/organizations").press("甲first").press("登记党员").fill("姓名", "何一鸣").press("登记这名党员").sees(
        "何一鸣"
    )
    place = community.visitor.page.url.partition("/console")[2].partition("?")[0]
    community.press("修改党员信息").choose("党员类别", "骨干党员").press("保存").sees("骨干党员")
    community.press("转出").choose("转入组织", "甲cell").press("转出，送接收组织确认").sees("待接收")
    community.press("撤回转出").press("撤回").sees("已撤回")
    street.go(place).press("转出").choose("转入组织", "甲second").press("转出，送接收组织确认").sees("待接收")
    street.press("接收").press("接收这名党员").sees("已接收")
    street.go(place).press("离开名册").sees("个在任职务").choose("理由", "误录").press("登记离开").is_told("已登记离开")


def test_a_transfer_is_refused_with_a_reason(journey, visitors):
    street = journey(STREET).go(f"/transfers/{visitors.served.ids['transfer']}")
    street.press("不予接收").fill("理由", "材料不全").press("不予接收，退回").sees("已退回", "材料不全")


def test_posts_terms_and_tiers_are_kept(journey, visitors):
    place = f"/organizations/{visitors.served.ids['second']}"
    street = journey(STREET).go(f"{place}/posts")
    street.press("任职").choose("职务", "副书记").choose("党员", "王志文").press("登记任职").is_told("任职已登记")
    street.press("免职", street.row("王志文")).press("登记免职").is_told("已登记免职")
    street.go(f"{place}/terms").press("登记换届").press("登记换届").is_told("已登记")
    street.press("提前或延期").fill("批准后的换届日期", "2031-09-01").fill("批准依据", "厦委〔2026〕1号").press(
        "批准这个日期"
    ).is_told("换届日期已调整")
    street.go(f"{place}/tiers").press("评定").choose("等级", "达标").fill("理由", "整改到位").fill("依据", "会议纪要")
    street.press("记录这项评定").is_told("评定已记录")
    street.press("撤回", street.row("整改到位")).fill("理由", "有误").press("撤回这项评定").is_told("评定已撤回")
    street.go(f"{place}/warnings").sees("依据")


def test_numbers_in_full_are_shown_after_it_is_said_that_the_reading_is_recorded(visitors):
    unit = visitors.served.ids["first"]
    name = visitors.served.someone("roll-reader", Grant(COMMUNITY, unit), Grant(PERSONAL_DATA, unit), place="first")
    reader = Journey(visitors.anybody().sign_in(name))
    reader.go(f"/members/{visitors.served.ids['great']}").press("查看身份号码")
    reader.sees("会被记录").press("查看，并留下记录").is_told("本次查看已记录")
    assert reader.visitor.axe_faults() == []
    reader.press("收起")
    expect(reader.visitor.page.get_by_role("heading", level=1)).to_have_text(re.compile("赵建国"))
