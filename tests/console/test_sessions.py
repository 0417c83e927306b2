"""How long sessions of the console last: renewed behind the scenes, by several tabs at once, with an absolute end."""

import re
import threading
import uuid
from datetime import timedelta

import pytest
import requests

from shared.rights import COMMUNITY, Grant
from tests.console.served import serving
from tests.gateway.app_harness import PASSWORD, PASSWORD_HASH, MovableClock, app_harness
from tests.scenarios.in_process import timeline

PLENTY = {"requests_a_minute": 1_000_000, "sign_ins_a_minute": 1_000_000, "strangers_a_minute": 1_000_000}
TOKEN = re.compile(r'name="_token" value="([0-9a-f]{96})"')
PLACE = "/console/account"


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    """Yield the gateway alone on a clock that a test moves, at an address; nobody else uses it."""
    with app_harness(tmp_path_factory.mktemp("gateway"), clock=MovableClock(), **PLENTY) as harness:
        harness.open_organizations("d", timeline("d", "district", None), timeline("c", "community", "d"))
        with serving(harness.app) as address:
            harness.address = address
            yield harness


@pytest.fixture
def client(gateway):
    """Return somebody who has just signed in."""
    username = f"u{uuid.uuid4().hex[:12]}"
    gateway.person(
        Grant(COMMUNITY, "c"), district_id="d", organization_id="c", username=username, password_hash=PASSWORD_HASH
    )
    session = requests.Session()
    session.headers["Origin"] = gateway.address
    token = TOKEN.search(session.get(f"{gateway.address}/console/sign-in").text)[1]
    form = {"username": username, "password": PASSWORD, "_token": token}
    assert session.post(f"{gateway.address}/console/sign-in", form, allow_redirects=False).status_code == 303
    return session


def test_tabs_that_renew_at_once_all_stay_signed_in(gateway, client):
    gateway.clock.ahead += timedelta(seconds=gateway.settings.access_seconds)
    cookies, found = dict(client.cookies), []

    def read():
        found.append(requests.get(gateway.address + PLACE, cookies=cookies, timeout=60).url)

    tabs = [threading.Thread(target=read) for _ in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert found == [gateway.address + PLACE] * 4


def test_who_comes_back_every_hour_is_signed_out_at_the_absolute_end_all_the_same(gateway, client):
    hours = gateway.settings.session_seconds // 3600
    for _ in range(0, hours - 1, 10):
        assert client.get(gateway.address + PLACE).url == gateway.address + PLACE
        gateway.clock.ahead += timedelta(hours=10)
    gateway.clock.ahead += timedelta(hours=10)
    assert "/console/sign-in" in client.get(gateway.address + PLACE).url


def test_a_session_that_was_ended_elsewhere_leads_to_the_sign_in_page(gateway, client):
    other = client.get(gateway.address + PLACE)
    assert other.status_code == 200
    gateway.clock.ahead += timedelta(seconds=gateway.settings.refresh_seconds + 1)
    assert "/console/sign-in" in client.get(gateway.address + PLACE).url
    assert "/console/sign-in" in client.get(f"{gateway.address}/console").url
