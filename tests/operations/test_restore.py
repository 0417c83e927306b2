"""A backup taken while facts travel, restored as docs/operations.md says: nothing is missing, nothing counts twice."""

import re
import subprocess
import sys
from functools import partial

import pytest
from sqlalchemy.engine import make_url

from deploy.demo.client import Refused
from tests.platforms import DISTRIBUTED, running
from tests.servers.databases import Databases
from tests.servers.fixtures import _lent_vhost
from tests.servers.processes import await_true, program
from tests.tooling.trees import ROOT

pytestmark = [pytest.mark.server, pytest.mark.slow]

KEYS = {"SANJI_HOST": "rabbitmq", "SANJI_SECRET_KEY": "s" * 48, "SANJI_FIELD_KEY": "f" * 48}
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
ORDER = re.findall(r"`sanji_(\w+)`", PAGE.split("dump those who listen before those they listen to")[1].split(".")[0])
(STEPS,) = [text for text in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if "shared.replay projects" in text]
BEGUN = "2020-01-01"


def tool(name, server, *words, given=""):
    """Runs one of PostgreSQL's own tools on a database, and gives what it printed."""
    path = program(name)
    if path is None:
        pytest.skip(f"{name} is not on this machine")
    address = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    done = subprocess.run([path, *words, address], input=given, capture_output=True, text=True, check=False)
    if "server version mismatch" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    return done.stdout


def opened(client, name, level, parent_id=None):
    """Opens an organization as soon as the gateway has heard of its parent."""
    body = {"name": name, "level": level, "parent_id": parent_id, "effective_on": BEGUN}
    made = []

    def tries():
        try:
            made.append(client.post("/organizations", **body)["id"])
        except Refused as refusal:
            if "organization_unknown" not in str(refusal):
                raise
        return made

    await_true(tries, seconds=30, what=f"{name} is opened")
    return made[0]


def communities(client, district_id):
    try:
        figures = client.get(f"/levels/district/{district_id}/overview")["figures"]
    except Refused:
        return 0
    return next(figure["total"] for figure in figures if figure["indicator"] == "communities")


def sees(client, district_id, number):
    return communities(client, district_id) == number


def types(platform, line):
    words = line.replace(".venv/bin/python", sys.executable).split()
    return subprocess.run(words, cwd=ROOT, env=platform.env, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def restored(postgresql_server):
    with Databases(postgresql_server.uri) as made:
        yield made


def test_what_is_restored_as_described_is_whole(tmp_path, fresh_amqp_uri, rabbitmq_server, databases, restored):
    assert ORDER == ["gateway", "projects", "organizations"]
    dumps = {}
    (tmp_path / "before").mkdir()
    settings = KEYS | {"AMQP_URI": fresh_amqp_uri, "DATABASE_URL": databases.url}
    with running(DISTRIBUTED, tmp_path / "before", **settings) as platform:
        operator = platform.operator()
        account = operator.account
        district_id = opened(operator, "示范区", "district")
        street_id = opened(operator, "东街道", "street", district_id)
        for number, name in enumerate(ORDER, start=1):
            opened(operator, f"{number}号社区", "community", street_id)
            await_true(partial(sees, operator, district_id, number), seconds=30, what="the level sees it")
            dumps[name] = tool("pg_dump", f"{databases.url}_{name}", "--no-owner")

    for name, dump in dumps.items():
        tool("psql", restored.create(name), "--quiet", "--set=ON_ERROR_STOP=1", given=dump)
    (tmp_path / "after").mkdir()
    lent = _lent_vhost(rabbitmq_server)
    settings = KEYS | {"AMQP_URI": next(lent), "DATABASE_URL": restored.url}
    with running(DISTRIBUTED, tmp_path / "after", **settings) as platform:
        operator = platform.client(**account, seed=2)  # other keys than before
        assert communities(operator, district_id) == 1
        for line in filter(None, map(str.strip, STEPS.splitlines())):
            done = types(platform, line)
            assert done.returncode == 0, done.stdout + done.stderr
        await_true(partial(sees, operator, district_id, 3), seconds=30, what="the level sees all again")
        assert types(platform, ".venv/bin/python -m gateway.reconcile").returncode == 0
        opened(operator, "新社区", "community", street_id)
        await_true(partial(sees, operator, district_id, 4), seconds=30, what="facts travel on")
    next(lent, None)
