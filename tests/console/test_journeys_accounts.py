"""What those who keep accounts, and everybody with their own, do by the words on the screen alone."""

import re
from io import BytesIO

import pyotp
from playwright.sync_api import expect

from shared.rights import COMMUNITY, DISTRICT, SECURITY_ADMIN, STREET, SYSTEM_ADMIN, Grant
from tests.console.conftest import Visitors
from tests.gateway.app_harness import PASSWORD
from tests.gateway.sign_in_scenario import NEW


def test_an_account_is_made_and_granted_after_seeing_what_the_grant_reaches(visitors: Visitors) -> None:
    keeper = visitors.of(DISTRICT)
    page = keeper.page
    keeper.open("/console/accounts")
    page.get_by_role("link", name="开设账号", exact=True).click()
    page.get_by_label("用户名").fill("new-secretary")
    page.get_by_label("姓名或岗位").fill("新书记")
    page.get_by_label("所在单位").first.select_option(label="甲second（社区）")
    page.get_by_role("button", name="开设账号").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("账号已开设")
    assert page.locator("code").inner_text()
    assert keeper.axe_faults() == []
    page.get_by_role("link", name="看账号").click()
    page.get_by_role("link", name="授权", exact=True).last.click()
    page.get_by_label("角色").select_option(label="社区工作人员")
    page.get_by_label("在哪个组织").select_option(label="甲second（社区）")
    page.get_by_role("button", name="先看可看到什么").click()
    expect(page.get_by_text(re.compile("可看到 1 个组织、1 名党员的名册；"))).to_be_visible()
    assert keeper.axe_faults() == []
    page.get_by_role("button", name="授权", exact=True).click()
    expect(page.get_by_role("status").first).to_have_text("已授权。")
    page.get_by_role("link", name=re.compile("^收回授权")).click()
    page.get_by_role("button", name="收回授权").last.click()
    expect(page.get_by_text("还没有授权，登录后什么也看不到。")).to_be_visible()


def test_a_grant_of_personal_data_waits_for_a_second_person(visitors: Visitors) -> None:
    served = visitors.served
    name = served.someone("reader", Grant(COMMUNITY, served.ids["first"]), place="first")
    first, second = (served.someone(f"security-{n}", Grant(SECURITY_ADMIN, "*"), place="*") for n in (1, 2))
    asking = visitors.anybody().sign_in(first)
    asking.open(f"/console/accounts/{served.made[name]}/grants/new")
    asking.page.get_by_label("角色").select_option(label="个人信息查阅人员")
    asking.page.get_by_label("在哪个组织").select_option(label="甲first（社区）")
    asking.page.get_by_role("button", name="先看可看到什么").click()
    asking.page.get_by_role("button", name="提出授权，送第二个人批准").click()
    expect(asking.page.get_by_text("待第二个人批准")).to_be_visible()
    approving = visitors.anybody().sign_in(second)
    approving.open("/console/accounts/me/approvals")
    approving.page.get_by_role("link", name=re.compile("^批准")).first.click()
    approving.page.get_by_role("button", name="批准授权").last.click()
    expect(approving.page.get_by_role("status").first).to_have_text("已批准。")


def test_a_key_of_a_service_account_is_shown_once_and_revoked(visitors: Visitors) -> None:
    keeper = visitors.of(DISTRICT)
    page = keeper.page
    keeper.open("/console/accounts/service-accounts/new")
    page.get_by_label("用户名").fill("city-bus")
    page.get_by_label("姓名或岗位").fill("市级平台")
    page.get_by_label("所在单位").first.select_option(label="甲district（区）")
    page.get_by_role("button", name="开设系统账号").last.click()
    page.get_by_role("link", name="签发密钥").click()
    page.get_by_label("密钥用途").fill("每日取数")
    page.get_by_label("组织生活", exact=True).check()
    page.get_by_role("button", name="签发密钥").last.click()
    expect(page.get_by_text("密钥只在这里显示一次")).to_be_visible()
    key = page.locator("code").inner_text()
    page.get_by_role("link", name="看账号").click()
    assert key not in page.content()
    page.get_by_role("link", name=re.compile("^撤销")).click()
    page.get_by_role("button", name="撤销密钥").last.click()
    expect(page.get_by_text("已撤销", exact=False).first).to_be_visible()


def test_a_second_factor_is_enrolled_and_its_recovery_codes_are_shown_once(visitors: Visitors) -> None:
    served = visitors.served
    name = served.someone("careful", Grant(STREET, served.ids["east"]), place="east")
    visitor = visitors.anybody().sign_in(name)
    page = visitor.page
    visitor.open("/console/account")
    page.get_by_role("link", name="双因素认证").click()
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_role("button", name="开始登记").click()
    secret = page.locator("code").inner_text().replace(" ", "")
    assert visitor.axe_faults() == []
    page.get_by_label("验证器显示的六位数").fill(pyotp.TOTP(secret).at(served.harness.clock()))
    page.get_by_role("button", name="启用双因素认证").click()
    expect(page.get_by_role("heading", name="恢复码")).to_be_visible()
    code = page.locator("code").first.inner_text()
    page.get_by_role("link", name="已经收好").click()
    expect(page.get_by_text("已启用", exact=True)).to_be_visible()
    again = visitors.anybody().sign_in(name)
    again.page.get_by_label("密码", exact=True).fill(PASSWORD)
    again.page.get_by_label("动态口令或恢复码").fill(code)
    again.page.get_by_role("button", name="登录", exact=True).click()
    expect(again.page.get_by_role("heading", level=1)).to_contain_text("今天要办的事")
    again.faults.clear()


def test_a_forgotten_password_is_set_anew_when_its_number_was_approved(visitors: Visitors) -> None:
    served = visitors.served
    name = served.someone("forgetful", Grant(COMMUNITY, served.ids["second"]), place="second")
    lost = visitors.anybody()
    lost.open("/console/sign-in")
    lost.page.get_by_role("link", name="忘记密码").click()
    lost.page.get_by_label("用户名").fill(name)
    lost.page.get_by_role("button", name="申请重置").click()
    number = lost.page.get_by_role("status").inner_text().strip()
    assert lost.axe_faults() == []
    keeper = visitors.of(STREET)
    keeper.open(f"/console/accounts/{served.made[name]}")
    keeper.page.get_by_role("link", name="批准密码重置").click()
    keeper.page.get_by_label("编号").fill(number)
    keeper.page.get_by_role("button", name="批准密码重置").last.click()
    expect(keeper.page.get_by_role("status").first).to_have_text("已批准，本人现在可以设新密码。")
    for label in ("新密码", "再填一次新密码"):
        lost.page.get_by_label(label, exact=True).fill(NEW)
    lost.page.get_by_role("button", name="设新密码").click()
    expect(lost.page.get_by_role("status")).to_have_text("新密码已设定，请登录。")


def test_what_a_district_demands_at_signing_in_is_set_by_the_security_administrator(visitors: Visitors) -> None:
    security = visitors.of(SECURITY_ADMIN)
    security.open(f"/console/accounts/policies/{visitors.served.ids['district']}")
    security.page.get_by_role("link", name="设定登录要求").click()
    security.page.get_by_role("button", name="设定登录要求").last.click()
    expect(security.page.get_by_role("status").first).to_have_text("已设定。")


def test_a_file_is_tried_beside_the_form_and_the_same_choice_confirms_it(visitors: Visitors) -> None:
    operator = visitors.of(SYSTEM_ADMIN)
    operator.open("/console/files")
    operator.page.get_by_role("link", name="导入组织", exact=True).click()
    page = operator.page
    sound = "区划代码,名称,级别,上级代码\n350297,试导区,区,\n350297001,试导街道,街道,350297\n"
    page.get_by_label("文件", exact=True).set_input_files(
        {"name": "district.csv", "mimeType": "text/csv", "buffer": sound.encode()}
    )
    page.get_by_role("button", name="先试导入（不保存）").click()
    expect(page.get_by_text("共 2 行")).to_be_visible()
    expect(page.get_by_text("没有错误。点“确认导入”就会保存。")).to_be_visible()
    assert operator.axe_faults() == []
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("heading", name="导入结果")).to_be_visible()
    expect(page.get_by_text("共 2 行")).to_be_visible()


def test_a_faulty_file_says_which_row_is_wrong_and_why(visitors: Visitors) -> None:
    operator = visitors.of(SYSTEM_ADMIN)
    operator.open("/console/organizations/imports/new")
    page = operator.page
    faulty = "区划代码,名称,级别,上级代码\n350296,又一区,区,\n350296001,无上级街道,街道,350299\n"
    page.get_by_label("文件", exact=True).set_input_files(
        {"name": "faulty.csv", "mimeType": "text/csv", "buffer": faulty.encode()}
    )
    page.get_by_role("button", name="先试导入（不保存）").click()
    expect(page.get_by_text("全部正确后才能确认", exact=False)).to_be_visible()
    expect(page.get_by_role("cell", name=re.compile("有误")).first).to_be_visible()
    with page.expect_download() as begun:
        page.get_by_role("link", name="下载批注表").click()
    assert begun.value.suggested_filename.endswith(".xlsx")


def test_the_trail_is_filtered_and_exported_by_the_auditor(visitors: Visitors) -> None:
    auditor = visitors.of("auditor")
    auditor.open("/console/audit")
    page = auditor.page
    page.get_by_label("方式").select_option(label="提交")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_role("table")).to_be_visible()
    with page.expect_download() as begun:
        page.get_by_role("link", name="CSV").click()
    assert begun.value.suggested_filename.endswith(".csv")


def test_the_trail_is_verified_by_the_auditor(visitors: Visitors) -> None:
    auditor = visitors.of("auditor")
    auditor.open("/console/audit")
    page = auditor.page
    page.get_by_role("link", name="核对", exact=True).click()
    expect(page.get_by_text(re.compile("完整：第 1 条至第 [0-9]+ 条都连着"))).to_be_visible()


def test_the_template_of_an_import_is_a_table_that_the_import_takes(visitors: Visitors) -> None:
    operator = visitors.of(SYSTEM_ADMIN)
    operator.open("/console/files")
    with operator.page.expect_download() as begun:
        operator.page.get_by_role("link", name=re.compile("^下载模板")).first.click()
    headings = begun.value.path().read_text("utf-8-sig").strip()
    person = visitors.served.harness.person(Grant(SYSTEM_ADMIN, "*"))
    row = headings + "\n350295,模板区,区,,,\n"
    answer = person.upload(
        "/organizations/imports",
        {"file": (BytesIO(row.encode()), "t.csv"), "effective_on": "2026-01-01", "dry_run": "true"},
    )
    assert answer.status_code == 202, answer.text
