"""What the README and the operations page tell a reader to type is typed here, or matched to the test that types it.

Typed for real, from a folder of their own, on RabbitMQ and PostgreSQL, are all blocks from the settings to the
district's overview, and the tools of operations. Others' tests are named in `ELSEWHERE`; `make up` needs a container
engine, so what it would start is checked by its files.
"""

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from functools import partial
from random import Random

import psutil
import psycopg
import pytest
import requests
from sqlalchemy.engine import make_url

from deploy.demo.accounts import Staff, title
from deploy.demo.client import Client, Refused
from shared.connection_budget import needed_connections
from shared.settings import Settings
from tests.operations import promql, watched
from tests.servers.fixtures import lent_vhost
from tests.tooling.trees import OURS, ROOT
from tools.servers.processes import await_true, end, free_port, start

SH = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
README = SH.findall((ROOT / "README.md").read_text("utf-8"))
TOOLS = SH.findall((ROOT / "docs" / "operations.md").read_text("utf-8"))
ELSEWHERE = {
    "make demo": ("tests/journeys", r"make.{1,10}demo"),
    "make test": (".ci/run", r"^make test$"),
    "make up": ("tests/tooling/test_compose.py", r"deploy/compose/up\.sh"),
    "sudo make install": ("tests/tooling/test_systemd.py", r'typed\("install\.sh"'),
    "sh deploy/bootstrap.sh": ("Makefile", r"sh deploy/bootstrap\.sh"),
}
TYPED = ("SETTINGS", "PROCESSES", "ACCOUNT", "DISTRICT", "OVERVIEW", "REQUESTS")


def block(*words):
    """Return the one block of both pages in which all these words stand."""
    (found,) = [text for text in (*README, *TOOLS) if all(word in text for word in words)]
    return found


SETTINGS, PROCESSES = block("servers.env) <<END"), block("-m gateway.projector &")
ACCOUNT, DISTRICT = block("set -a", "gateway.accounts create"), block("/organizations/imports")
OVERVIEW, REQUESTS = block("first_overview.py"), block("/overview -H")
TOOLS = [
    text for text in TOOLS if text.strip() not in ELSEWHERE and text not in {SETTINGS, PROCESSES, ACCOUNT, DISTRICT}
]


def test_every_block_is_typed_here_or_elsewhere():
    typed = {globals()[name] for name in TYPED}
    assert len(typed) == len(TYPED)
    assert {text.strip() for text in README if text not in typed} < set(ELSEWHERE)


@pytest.mark.parametrize("command", ELSEWHERE)
def test_what_is_typed_elsewhere_is_typed_there(command):
    place, words = ELSEWHERE[command]
    path = ROOT / place
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    assert any(re.search(words, file.read_text("utf-8"), re.MULTILINE) for file in files)


def test_both_languages_stand_in_every_part():
    told = re.sub(r"```.*?```", "", (ROOT / "README.md").read_text("utf-8"), flags=re.DOTALL)
    for part in re.split(r"^##+ ", told, flags=re.MULTILINE):
        head, _, rest = part.partition("\n")
        assert re.search("[一-鿿]", rest) or not rest.strip(), head
        assert re.search(r"[a-z]{3,} [a-z]{2,}", rest) or not rest.strip(), head


class Reader:
    """Someone with a clone, a terminal and two servers."""

    def __init__(self, folder, amqp_uri, database_url):
        self.folder = folder
        self.port = free_port()
        self.theirs = {
            "amqp://guest:guest@127.0.0.1:5672//": amqp_uri,
            "postgresql://postgres@127.0.0.1:5432/sanji": database_url,
            "http://127.0.0.1:8000": f"http://127.0.0.1:{self.port}",
        }
        self.env = {"PATH": os.environ["PATH"], "HOME": str(folder), "PORT": str(self.port), "LANG": "C.UTF-8"}
        for package in OURS:
            (folder / package).symlink_to(ROOT / package)
        (folder / ".venv").symlink_to(sys.prefix)

    @property
    def address(self):
        return self.theirs["http://127.0.0.1:8000"]

    def own(self, text):
        """Return the block with the reader's own addresses in the place of the usual ones."""
        for usual, own in self.theirs.items():
            text = text.replace(usual, own)
        return text

    def type(self, text, answer=""):
        """Return what a terminal shows; a command that fails is shown with what it said."""
        told = subprocess.run(
            ["sh", "-e", "-c", self.own(text)], cwd=self.folder, env=self.env, input=answer,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert told.returncode == 0, told.stderr[-3000:]
        return told.stdout

    def is_ready(self):
        try:
            return requests.get(f"{self.address}/readyz", timeout=5).ok
        except (requests.ConnectionError, requests.Timeout):
            return False


@pytest.fixture(scope="module")
def reader(tmp_path_factory, rabbitmq_server, module_databases):
    with lent_vhost(rabbitmq_server) as uri:
        yield Reader(tmp_path_factory.mktemp("clone"), uri, module_databases.url)


def unrolled(text):
    """Write out the README's loop over the services, so that each process stands on a line of its own."""
    loop = re.compile(r"(.*)^for service in (.*?); do\n(.*?)^done\n(.*)", re.MULTILINE | re.DOTALL)
    head, names, body, tail = loop.fullmatch(text).groups()
    body = re.sub("^ +", "", body, flags=re.MULTILINE)
    return head + "".join(body.replace("$service", name) for name in names.split()) + tail


@pytest.fixture(scope="module")
def platform(reader):
    """Yield the README's processes, each with its metrics on a port of its own besides."""
    reader.type(SETTINGS)
    ports = {}

    def watched(match):
        ports[match[1]] = free_port()
        return f"SANJI_METRICS=127.0.0.1:{ports[match[1]]} .venv/bin/python -m {match[1]} &"

    lines = re.sub(r"^\.venv/bin/python -m (.*) &$", watched, unrolled(PROCESSES), flags=re.MULTILINE)
    log = reader.folder / "processes.log"
    shell = start(["sh", "-c", f"{reader.own(lines)}\nwait"], env=reader.env, cwd=reader.folder, log=log)
    try:
        await_true(reader.is_ready, seconds=90, what="the gateway is ready", process=shell)
        yield ports
    finally:
        running = psutil.Process(shell.pid).children(recursive=True)
        os.killpg(shell.pid, signal.SIGTERM)
        psutil.wait_procs(running, timeout=30)
        end(shell)


@pytest.fixture(scope="module")
def administrators(reader, platform):
    """Return the passwords of the two who are made on the command line, by username."""
    return dict(zip(("sysadmin", "secadmin"), re.findall(r"password (\S+)", reader.type(ACCOUNT)), strict=True))


def knows(client, organization_id):
    try:
        return client.get(f"/levels/district/{organization_id}/overview")
    except Refused:
        return False


@pytest.fixture(scope="module")
def district(reader, administrators):
    """Return the district imported as the README says, and the file of accounts that the demonstration writes."""
    client, granter = Client(reader.address, Random(1)), Client(reader.address, Random(2))
    client.sign_in("sysadmin", administrators["sysadmin"])
    granter.sign_in("secadmin", administrators["secadmin"])
    if shutil.which("curl"):
        job = json.loads(reader.type(DISTRICT, answer=f"{administrators['sysadmin']}\n").partition("\n")[2])
    else:
        path = ROOT / "deploy" / "demo" / "district_small_geo.csv"
        job = client.upload("/organizations/imports", path.name, path.read_bytes(), effective_on="2020-01-01")
    look = partial(client.get, f"/organizations/imports/{job['id']}")
    await_true(lambda: look()["state"] not in {"waiting", "running"}, seconds=60, what="the district is imported")
    assert look()["state"] == "done"
    (found,) = client.get("/organizations", level="district")["items"]
    await_true(partial(knows, client, found["id"]), seconds=60, what="the gateway has heard of the district")
    staff = Staff(client, granter)
    staff.account("district", found["name"], [found["id"]], title=title("district", found))
    kept = {"address": reader.address, "accounts": staff.shown()}
    (reader.folder / ".data" / "demo-accounts.json").write_text(json.dumps(kept), "utf-8")
    return found


def figure(overview, indicator):
    return next(item["total"] for item in overview["figures"] if item["indicator"] == indicator)


def for_real(test):
    """Mark a test that types on real servers, with the platform running."""
    return pytest.mark.server(pytest.mark.slow(test))


@for_real
def test_the_settings_have_keys_that_only_their_owner_can_read(reader, platform):
    path = reader.folder / ".data" / "servers.env"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keys = re.findall(r"_KEY=(.*)$", path.read_text(), re.MULTILINE)
    assert len(set(keys)) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)


@for_real
def test_systemd_reads_the_settings_as_the_shell_does(reader, platform):
    # systemd takes NAME=value lines and nothing else; the shell must make the same of them (systemd.exec(5)).
    lines = (reader.folder / ".data" / "servers.env").read_text().splitlines()
    assert all(re.fullmatch(r"[A-Z_]+=[^\s\"'\\$`;&|<>]+", line) for line in lines), lines
    shown = reader.type("set -a; . .data/servers.env; set +a\nenv").splitlines()
    assert set(lines) <= set(shown)


@for_real
def test_the_whole_platform_opens_no_more_connections_than_its_budget(reader, platform, district):
    prefix = make_url(reader.theirs["postgresql://postgres@127.0.0.1:5432/sanji"])
    with psycopg.connect(prefix.set(drivername="postgresql", database="postgres").render_as_string(False)) as session:
        (opened,) = session.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE starts_with(datname, %s)", [prefix.database]
        ).fetchone()
    assert 20 < opened <= needed_connections(Settings.workers)


@for_real
def test_the_first_overview_shows_the_whole_district(reader, district):
    seen = []

    def look():
        seen.append(json.loads(reader.type(OVERVIEW)))
        return figure(seen[-1], "communities") == 99

    await_true(look, seconds=60, what="the overview shows every community")
    assert figure(seen[-1], "streets") == 10
    assert seen[-1]["organization"]["id"] == district["id"]
    assert len(seen[-1]["children"]) == 10


@for_real
@pytest.mark.skipif(not shutil.which("curl") and os.environ.get("CI") != "true", reason="curl is not on this machine")
def test_three_requests_open_a_figure_down_to_its_records(reader, district):
    overview, records = map(json.loads, re.findall(r"^\{.*\}$", reader.type(REQUESTS), re.MULTILINE))
    assert overview["organization"]["id"] == district["id"]
    assert {item["value"] for item in records["items"]} == {1}


@for_real
def test_every_process_is_alive_and_counts_what_the_alarms_ask_for(platform, district):
    gauges = ("outbox_waiting_seconds", "inbox_pending_seconds", "inbox_lag_seconds", "inbox_parked_events")
    counters = {"services": "reactions_total", "services.relay": "outbox_published_total"}
    for command, port in platform.items():
        page = f"http://127.0.0.1:{port}"
        module, _, name = command.partition(" ")
        if command == "gateway":
            continue  # it answers on its own port
        assert requests.get(f"{page}/healthz", timeout=10).text == "ok\n", command
        if module == "services.observation_visits.planner":
            continue  # it has neither outbox nor inbox, and nothing was planned yet
        told = requests.get(f"{page}/metrics", timeout=10).text
        # A district that is taken over is told by one service and sets the obligations of another; the rest is silent.
        silent = module == "services.relay" and name not in {"organizations", "activities"}
        counter = [] if silent else [counters.get(module, "reactions_total")]
        for noun in (*gauges, *counter):
            assert re.search(rf"^{name or 'gateway'}_{noun}[ {{]", told, re.MULTILINE), (command, noun)


@for_real
def test_every_figure_that_is_watched_is_found_in_a_real_scrape(reader, platform, district):
    ports = [port for command, port in platform.items() if command != "gateway"]
    pages = [
        requests.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text for port in (*ports, platform["gateway"])
    ]
    scraped = set(re.findall(r"^(\w+)[ {]", "\n".join(pages), re.MULTILINE))
    asked = [promql.read(expression) for expression in watched.ASKED]
    named = {name for each in asked for name in each.metrics} - watched.RECORDED.keys() - watched.BROKERS - {"up"}
    named |= set(re.findall(r"`(gateway_\w+)`", (ROOT / "docs" / "operations.md").read_text("utf-8")))
    missing = {name for name in named if not {name, f"{name}_count"} & scraped}
    assert missing == set()
    patterns = {pattern for each in asked for pattern in each.patterns}
    assert {pattern for pattern in patterns if not any(re.fullmatch(pattern, name) for name in scraped)} == set()
    assert re.search(
        r'^gateway_requests_total\{.*route="/api/v1/organizations/imports".*\} [1-9]', pages[-1], re.MULTILINE
    )


@for_real
@pytest.mark.parametrize("text", TOOLS, ids=lambda text: " ".join(text.split()[2:5]))
def test_a_tool_of_operations_does_as_it_is_told(reader, district, text):
    assert reader.type(f"set -a; . .data/servers.env; set +a\n{text}")
