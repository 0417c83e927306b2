"""Points are declared, pass the four steps and are published; a branch is shown by its roll and in no other order."""

import pytest

from shared.rights import AUDITOR, COMMUNITY, DISTRICT, STREET
from tests.console.page_faults import is_by_roll
from tests.console.travellers import Traveller

pytestmark = pytest.mark.slow


@pytest.fixture
def people(visitors):
    return {role: Traveller(visitors.of(role)) for role in (DISTRICT, STREET, COMMUNITY, AUDITOR)}


def test_declared_points_pass_the_four_steps_and_an_objection_is_answered(people):
    street, community = people[STREET], people[COMMUNITY]
    community.open("/member-points").follow("申报积分 孙晓东").choose("事项", "fair（每次 2 分）").fill(
        事由="为楼道换灯"
    )
    community.press("申报，交群众会议评鉴").is_told("等群众会议评鉴")
    place = community.place
    community.follow("群众会议评鉴").day("会议日期", "2026-06-09").fill(到会人数="6", 同意人数="5")
    community.press("记录评鉴，交支委会审核").is_told("已评鉴").follow("支委会审核").press(
        "审核通过，报党委审批"
    ).is_told("已审核")
    street.open(place).follow("党委审批").press("审批通过").is_told("已审批")
    community.open(place).follow("支部内公示").press("公示，公示期内可提异议").is_told("已公示").sees("公示中")
    community.visitor.page.get_by_text("更多", exact=True).click()
    community.follow("提出异议").fill(理由="次数不符").press("提出异议，由上级党组织答复").is_told("已提出")
    street.open(place).follow("次数不符").follow("答复异议").choose("认可或驳回", "驳回").fill(答复="已核对活动记录")
    street.press("答复，告知支部").is_told("已答复").sees("已核对活动记录")


def test_a_branch_is_listed_by_its_roll_whatever_the_points(people):
    served, community = people[COMMUNITY].visitor.served, people[COMMUNITY]
    for place in ("/member-points", "/member-points?sort=-counts"):
        assert is_by_roll(community.open(place).visitor, served.ids["first"])


def test_a_ledger_says_what_counts_and_where_it_comes_from(people):
    community = people[COMMUNITY]
    community.open("/member-points").follow("赵建国").sees("2026年积分", "不与他人比较", "查看党员积分会留痕", "贡献分")
    community.follow("看2025年").sees("2025年积分", "2025年")


def test_an_entry_is_reversed_from_above_with_a_reason(people):
    street = people[STREET]
    street.open(f"/organizations/{street.visitor.served.ids['first']}/member-points").follow("赵建国")
    street.visitor.page.get_by_role("link", name="冲正").first.click()
    street.fill(理由="重复计分").press("冲正这一笔").is_told("已冲正").sees("已冲正")


def test_a_scheme_is_drafted_from_a_template_and_published(people):
    district = people[DISTRICT]
    district.open("/member-point-schemes").follow("起草积分方案").fill(
        方案名称="党员干部积分", 依据文件="区委组织部〔2026〕8号"
    )
    district.choose("党员类别", "党员干部").choose("起草所用模板", "基础分 60 封顶，另加贡献分").press("起草")
    district.is_told("已起草").sees("参加支部党员大会", "草拟").follow("公布方案").press("公布，全区适用").is_told(
        "已公布"
    )
    assert district.visitor.page.get_by_role("link", name="修改草稿").count() == 0


def test_an_auditor_sees_results_of_branches_and_no_member(people):
    auditor = people[AUDITOR]
    auditor.open("/member-points").sees("年度考核结果")
    assert auditor.place == "/point-years"
