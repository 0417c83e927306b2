"""All keys are changed by the documented steps, on real processes at work."""

import re
import subprocess
import sys
from functools import partial

import pytest

from deploy.demo.client import Refused
from tests.expect import going_on
from tests.tooling.trees import ROOT
from tools.platforms import distributed, running
from tools.servers.processes import await_true

pytestmark = [pytest.mark.server, pytest.mark.slow]

PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
SINCE = {"effective_on": "2020-01-01"}
NAMES = ("SANJI_SECRET_KEY", "SANJI_CALL_KEY", "SANJI_EVENT_KEY", "SANJI_FIELD_KEY")


def steps(name):
    """Return the values that the page's table of keys names, in their order."""
    (row,) = re.findall(rf"^\| `{name}` \| (`OLD.*?) \|", PAGE, re.MULTILINE)
    return re.findall(r"`((?:OLD|NEW)(?:,(?:OLD|NEW))*)`", row)


def keys(step):
    """Return the settings of a step, each key another text."""
    return {name: ",".join(f"{part}-{name}-".ljust(40, "k") for part in step.split(",")) for name in NAMES}


def test_the_page_has_the_same_steps_for_every_key():
    assert {name: steps(name) for name in NAMES} == {name: ["OLD,NEW", "NEW,OLD", "NEW"] for name in NAMES}


def communities(client, district_id):
    try:
        figures = client.get(f"/levels/district/{district_id}/overview")["figures"]
    except Refused:
        return 0
    return next(figure["total"] for figure in figures if figure["indicator"] == "communities")


def founded(client):
    """Open a district with a street, and return the ids of both."""
    made = client.post("/organizations", name="示范区", level="district", parent_id=None, **SINCE)["id"]
    street = client.post("/organizations", name="东街道", level="street", parent_id=made, **SINCE)["id"]
    await_true(partial(client.get, f"/organizations/{street}"), seconds=30, what="the street is known")
    return made, street


def run(platform, step, module, *words):
    """Return the exit code of a command that has the keys of a step."""
    command, env = [sys.executable, "-m", module, *words], platform.env | keys(step)
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, timeout=120, check=False).returncode


def restart(platform, step):
    """Give every process the keys of a step, one after another."""
    platform.env |= keys(step)
    for name in list(platform.processes):
        platform.stop(name)
        platform.start(*name.split())
    platform.wait_until_ready()


def test_requests_go_on_while_all_keys_are_changed_and_no_event_is_set_aside(tmp_path, served):
    with running(distributed("organizations", "supervision"), tmp_path, **served | keys("OLD")) as platform:
        operator = platform.operator()
        district_id, street_id = founded(operator)

        def open_community(number):
            body = {"name": f"{number}号社区", "level": "community", "parent_id": street_id}
            operator.post("/organizations", **body, **SINCE)

        def counted(number):
            return communities(operator, district_id) >= number

        with going_on(open_community) as opened:
            token = operator.http.headers["Authorization"]
            for step in steps("SANJI_SECRET_KEY"):
                if step == "NEW":
                    assert run(platform, "NEW,OLD", "deploy.rotate_keys", "--check") == 1
                    assert run(platform, "NEW,OLD", "deploy.rotate_keys") == 0
                    assert operator.http.headers["Authorization"] == token, "nobody had to sign in again"
                    await_true(partial(counted, len(opened)), seconds=60, what="the queues have run empty")
                    operator.sign_in(**operator.account)
                    token = operator.http.headers["Authorization"]
                restart(platform, step)
                await_true(partial(lambda reached: len(opened) > reached, len(opened)), seconds=60, what="they go on")
        assert operator.http.headers["Authorization"] == token, "nobody had to sign in again"
        await_true(partial(counted, len(opened)), seconds=60, what="every opening is counted")
        assert run(platform, "NEW", "deploy.rotate_keys", "--check") == 0
        assert run(platform, "NEW", "gateway.audit", "verify") == 1
        assert run(platform, "NEW,OLD", "gateway.audit", "verify") == 0
