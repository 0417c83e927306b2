"""Signing in by a provider: an identity is linked, one signs in by it, and it is unlinked, by what the pages say."""

import pytest
from playwright.sync_api import expect

from shared.rights import COMMUNITY, DISTRICT, Grant
from tests.console.browsing import Visitor
from tests.console.served import served, username_of
from tests.gateway.app_harness import PASSWORD, MovableClock
from tests.gateway.full_district.scenario import TODAY
from tests.gateway.full_district.snapshot import planted_folder
from tests.servers.openid_provider import ProviderProcess
from tools.servers.processes import free_port

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def district(provider: ProviderProcess, tmp_path_factory):
    """Yield a district whose people may sign in by a provider, which lives on its day and sends them back to it."""
    port = free_port()
    provider.callback = f"http://127.0.0.1:{port}/console/sign-in/openid"
    provider.ahead = MovableClock(TODAY).ahead
    provider.restart()
    folder = tmp_path_factory.mktemp("openid") / "data"
    with served(planted_folder(tmp_path_factory), folder, port, openid_providers=(provider.setting,)) as found:
        yield found


@pytest.fixture
def somebody(district, browser):
    """Return what opens a browser, of which none may complain of our pages."""
    made = []

    def open_browser():
        made.append(Visitor.with_browser(district, browser))
        return made[-1]

    yield open_browser
    for each in made:
        each.context.close()
    assert [fault for each in made for fault in each.faults] == []


def sign_in_at_provider(visitor, person):
    """Sign a person in by the provider's own forms, whose faults are not ours."""
    page = visitor.page
    page.get_by_placeholder("Enter any login").fill(person)
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{visitor.served.address}/**")
    visitor.faults.clear()


def test_who_links_an_identity_signs_in_by_it_until_it_is_unlinked(district, somebody):
    name = district.someone("linking", Grant(COMMUNITY, district.ids["first"]), place="first")
    visitor = somebody().sign_in(name)
    visitor.open("/console/account")
    page = visitor.page
    page.get_by_role("link", name="外部身份").click()
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_role("button", name="去统一身份认证").click()
    sign_in_at_provider(visitor, "zhao")
    page.get_by_role("button", name="关联", exact=True).click()
    expect(page.get_by_role("status").first).to_have_text("已关联。")
    expect(page.get_by_role("main")).to_contain_text("no-zhao")
    other = somebody()
    other.open("/console/account")
    other.page.get_by_role("button", name="区统一身份认证").click()
    sign_in_at_provider(other, "zhao")
    assert other.axe_faults() == []
    other.page.get_by_role("button", name="完成登录").click()
    expect(other.page).to_have_url(f"{district.address}/console/account")
    page.get_by_role("button", name="解除关联 no-zhao").click()
    expect(page.get_by_role("status").first).to_have_text("已解除关联。")


def test_a_new_account_is_linked_by_who_keeps_it_and_unlinked_again(district, somebody):
    name = district.someone(
        "newcomer", Grant(COMMUNITY, district.ids["first"]), place="first", must_change_password=True
    )
    keeper = somebody().sign_in(username_of(DISTRICT))
    keeper.open(f"/console/accounts/{district.made[name]}")
    page = keeper.page
    page.get_by_role("link", name="为新账号关联外部身份").click()
    page.get_by_label("提供方", exact=True).select_option(label="区统一身份认证")
    page.get_by_label("在提供方的标识").fill("no-qian")
    page.get_by_role("button", name="关联", exact=True).click()
    expect(page.get_by_role("status").first).to_have_text("已关联。")
    page.get_by_role("link", name="解除关联").click()
    page.get_by_role("button", name="解除关联").click()
    expect(page.get_by_role("status").first).to_have_text("已解除关联。")
