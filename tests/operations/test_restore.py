"""A backup taken while facts travel, restored as docs/operations.md says: nothing is missing, nothing counts twice."""

import os
import re
import subprocess
import sys
from functools import partial

import pytest
from sqlalchemy.engine import make_url

from deploy.demo.client import Refused
from services import service_class, service_names
from shared.messaging.reactions import sources_of
from tests.servers.fixtures import lent_vhost
from tests.servers.pool import PooledDatabases
from tests.tooling.trees import ROOT
from tools.platforms import DISTRIBUTED, running
from tools.servers.processes import await_true, program

pytestmark = [pytest.mark.server, pytest.mark.slow]

PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
STORES = ["gateway", "projects", *sorted({*service_names()} - {"projects"})]
"""Everything is dumped; what is entered between the first dump and the last is in some of them and not in others."""
RELAYS = [f"services.relay {name}" for name in service_names()]
(STEPS,) = [text for text in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if "shared.replay projects" in text]
BEGUN = "2020-01-01"


def leave_out(reason):
    """Skip where a tool of PostgreSQL's is missing or of another version; under CI=true that is a failure."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


def tool(name, server, *words, given=""):
    """Run one of PostgreSQL's own tools on a database, and return what it printed."""
    path = program(name)
    if path is None:
        leave_out(f"{name} is not on this machine")
    address = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    done = subprocess.run([path, *words, address], input=given, capture_output=True, text=True, check=False)
    if "server version mismatch" in done.stderr:
        leave_out(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    return done.stdout


def opened(client, name, level, parent_id=None):
    """Open an organization as soon as the gateway has consumed the opening of its parent."""
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


def test_the_steps_bring_every_listener_what_it_listens_to():
    lines = [line.split()[3:] for line in STEPS.splitlines() if "shared.replay" in line]
    told = {consumer: {source for source in rest if source != "--source"} for consumer, *rest in lines}
    listening = {name: set(sources_of(service_class(name))) for name in service_names()}
    assert told == {name: sources for name, sources in listening.items() if sources} | {"gateway": set()}


@pytest.fixture
def restored(postgresql_server):
    with PooledDatabases(postgresql_server.uri) as made:
        yield made


def test_what_is_restored_as_described_is_whole(tmp_path, served, databases, restored, rabbitmq_server):
    dumps = {}
    (tmp_path / "before").mkdir()
    with running(DISTRIBUTED, tmp_path / "before", **served) as platform:
        operator = platform.operator()
        account = operator.account
        district_id = opened(operator, "示范区", "district")
        street_id = opened(operator, "东街道", "street", district_id)
        opened(operator, "1号社区", "community", street_id)
        await_true(partial(sees, operator, district_id, 1), seconds=30, what="the level sees it")
        platform.stop(*RELAYS)
        for number, name in enumerate(STORES):
            if number == 1:
                opened(operator, "2号社区", "community", street_id)
            dumps[name] = tool("pg_dump", f"{databases.url}_{name}", "--no-owner")
        for relay in RELAYS:
            platform.start(*relay.split())
        await_true(partial(sees, operator, district_id, 2), seconds=30, what="the level sees what waited")

    for name, dump in dumps.items():
        tool("psql", restored.create(name), "--quiet", "--set=ON_ERROR_STOP=1", given=dump)
    (tmp_path / "after").mkdir()
    with (
        lent_vhost(rabbitmq_server) as uri,
        running(
            DISTRIBUTED, tmp_path / "after", **served | {"AMQP_URI": uri, "DATABASE_URL": restored.url}
        ) as platform,
    ):
        operator = platform.client(**account, seed=2)  # other keys than before
        for line in filter(None, map(str.strip, STEPS.splitlines())):
            done = types(platform, line)
            assert done.returncode == 0, done.stdout + done.stderr
        await_true(partial(sees, operator, district_id, 2), seconds=30, what="the level sees all again")
        assert types(platform, ".venv/bin/python -m gateway.reconcile").returncode == 0
        opened(operator, "新社区", "community", street_id)
        await_true(partial(sees, operator, district_id, 3), seconds=30, what="facts travel on")
