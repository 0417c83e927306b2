"""From an inspection to a notice that is closed: the district issues, the community answers, the district verifies."""

import pytest

from shared.rights import COMMUNITY, DISTRICT
from tests.console.travellers import Traveller

pytestmark = pytest.mark.slow
CLAUSE = "组织生活会每年至少召开一次"


@pytest.fixture
def district(visitors):
    return Traveller(visitors.of(DISTRICT))


@pytest.fixture
def community(visitors):
    return Traveller(visitors.of(COMMUNITY))


def notice_for(district, *problems):
    """Inspect the community by the pages, record what was found and issue the notice that follows; return its place."""
    district.open("/notices").follow("检查", "安排检查")
    district.choose("类型", "定期检查").fill(检查名称="组织生活抽样").tick("甲first").press("安排，占用计划一次")
    district.is_told("已安排").follow("登记检查已开展").press("登记，可开始记问题").is_told("已登记")
    for problem in problems:
        district.follow("登记问题").choose("严重程度", "一般").fill(违反的条款=CLAUSE, 问题=problem)
        district.press("登记这个问题").is_told("已登记")
    district.follow("签发… 甲first").sees("按标准应发", "整改意见单").press("签发，送达受检单位")
    district.is_told("已签发并送达")
    return district.place


def test_a_notice_is_issued_received_answered_and_closed(district, community):
    place = notice_for(district, "会议记录不完整", "到会名单缺一次")
    community.open(place).follow("签收").press("签收这份通知单").is_told("已签收")
    community.follow("提交整改结果").press("提交，由签发方核验").is_warned("至少写一项")
    for number, said in enumerate(("已补齐记录", "已补名单")):
        community.visitor.page.get_by_role("textbox", name="整改情况").nth(number).fill(said)
    community.press("提交，由签发方核验").is_told("等签发方核验").sees("已补齐记录", "2/2 项")
    district.open(place).follow("核验销号").choose("销号或退回", "退回修改").press("作出决定，告知单位")
    district.is_warned("意见").choose("销号或退回", "核验通过，销号").press("作出决定，告知单位")
    district.is_told("已核验").sees("已销号")


def test_an_item_alone_is_answered_and_returned(district, community):
    place = notice_for(district, "台账缺一页")
    community.open(place).follow("台账缺一页").follow("提交整改结果").fill(整改情况="补了一页")
    community.press("提交，由签发方核验").is_told("等签发方核验")
    district.open(place).follow("台账缺一页").follow("核验销号").choose("销号或退回", "退回修改")
    district.fill(意见="还缺附件").press("作出决定，告知单位").is_told("已核验").sees("待整改", "还缺附件")


def test_what_is_overdue_is_escalated_by_a_person(district):
    district.open(f"/notices/{district.visitor.served.ids['overdue_rectification_notice']}").follow("逾期升级")
    district.fill(要求="限期整改").press("签发上一级通知单").is_told("已升级签发").sees(
        "通报批评单〔2026〕", "整改意见单〔2026〕"
    )


def test_a_notice_can_be_withdrawn_and_says_so_on_the_ladder(district):
    notice_for(district, "标识不清")
    district.follow("撤回通知单").fill(理由="重复签发").press("撤回通知单").is_told("已撤回").sees("已撤回")


def test_a_notice_stands_beside_its_document(district):
    place = f"/notices/{district.visitor.served.ids['proved']}"
    district.open(place)
    paper = district.visitor.page.get_by_role("region", name="公文")
    assert "一、存在的问题" in paper.inner_text()
    address = f"{district.visitor.served.address}/console{place}/document"
    page, word = (district.visitor.context.request.get(address + more) for more in ("", "?format=docx"))
    assert page.headers["content-type"].startswith("text/html")
    assert "整改意见单" in page.text()
    assert word.headers["content-type"].endswith("wordprocessingml.document")
    assert word.body()[:2] == b"PK"


def test_a_plan_is_amended_with_a_reason(district):
    district.open("/inspection-plans")
    row = district.visitor.page.get_by_role("row").filter(has_text="甲district")
    row.get_by_role("link", name="2026年检查计划").click()
    district.follow("调整检查计划").fill(全年检查次数="61", 理由="增加一次专项").press("调整计划").is_told(
        "已调整"
    ).sees("/61", "增加一次专项")


def test_a_spot_check_shows_how_it_was_drawn(district):
    district.open("/inspections").follow("安排检查").choose("类型", "抽查")
    district.fill(检查名称="随机抽查", 抽查单位数="2").press("安排，占用计划一次").is_told("已安排")
    district.follow("看抽取过程（种子可验证）").sees("抽中的单位", "共 2 条", "SHA-256")
