"""Every alarm fires and clears by its real fault, on real processes that a real Prometheus scrapes: `make alarms`.

The shipped rules are loaded with every duration divided by sixty. `make test` tries the faults that wake someone.
"""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import yaml

from services import migrations_of, service_names
from shared.databases import prepare
from shared.settings import load_server_settings
from tests.journeys.conftest import PLENTY
from tests.journeys.levels import imported, staff
from tests.operations.alarm_faults import FAULTS, READ_ONLY, READER, SOURCE, Watched, configuration
from tests.operations.scaled_rules import scaled, without_durations
from tests.operations.watched import ALARMS
from tests.servers.fixtures import private_node, served_by
from tests.tooling.trees import ROOT
from tools.platforms import EACH, Platform, distributed, running
from tools.servers.processes import ServerUnavailableError, await_true, end, free_port, program, start

RULES = (ROOT / "deploy" / "prometheus" / "rules.yml").read_text("utf-8")
PATIENCE = 180
AT_WORK = SOURCE, READER
SETTINGS = {
    "SANJI_METRICS": EACH, "SANJI_ACCESS_SECONDS": "86400", "SANJI_RPC_TIMEOUT": "2", "SANJI_RETRY_PAUSE": "0.2",
    "SANJI_RETRY_ATTEMPTS": "2",
}  # fmt: skip


def test_nothing_but_durations_differs_in_the_rules_that_are_loaded() -> None:
    assert scaled(RULES) != RULES
    assert without_durations(scaled(RULES)) == without_durations(RULES)
    changed = RULES.replace("> 10000", "> 1")
    assert without_durations(changed) != without_durations(RULES)


def test_every_alarm_has_a_fault_that_raises_it() -> None:
    raised = [alarm for _, alarms in FAULTS.values() for alarm in alarms]
    assert sorted(raised) == sorted(ALARMS)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, module_databases) -> Iterator[Watched]:  # type: ignore[no-untyped-def]
    folder, port = tmp_path_factory.mktemp("alarms"), free_port()
    with private_node() as node:
        node.await_ready().stop()
        (node.folder / "enabled_plugins").write_text("[rabbitmq_prometheus].\n")
        with (node.folder / "rabbitmq.conf").open("a") as settings:
            settings.write(f"prometheus.tcp.port = {port}\nprometheus.tcp.ip = 127.0.0.1\n")
        node.launch().await_ready()
        env = served_by(node.uri, module_databases) | PLENTY | SETTINGS
        commands = distributed(*AT_WORK)
        # The tools of operations look into the databases of all services.
        with pytest.MonkeyPatch.context() as patched:
            for name in env:
                patched.setenv(name, env[name])
            settings = load_server_settings()
        for name in {*service_names()} - {*AT_WORK}:
            prepare(settings, name, migrations_of(name))
        with running(commands, folder, **env) as platform:
            yield from at_work(platform, node, folder, port)


def at_work(platform: Platform, node, folder: Path, port: int) -> Iterator[Watched]:  # type: ignore[no-untyped-def]
    operator = platform.operator()
    ids = imported(operator)
    people = [
        {"Authorization": str(staff(operator, platform, role, ids[name]).http.headers["Authorization"])}
        for role, name in (("district_staff", "示范区"), ("community_staff", "甲社区"))
    ]
    watched = Watched(platform, node, *people, ids["东街道"], ids["甲社区"])
    (folder / "rules.yml").write_text(scaled(RULES))
    (folder / "prometheus.yml").write_text(configuration(watched, folder / "rules.yml", port))
    stopping = threading.Event()
    working = threading.Thread(target=watched.work, args=(stopping,), daemon=True)
    working.start()
    yield watched
    stopping.set()
    working.join()


@pytest.fixture(scope="module")
def prometheus(promtool: str, watched: Watched) -> Iterator[str]:
    folder, port = watched.platform.folder, free_port()
    words = (f"config.file={folder}/prometheus.yml", f"storage.tsdb.path={folder}/tsdb")
    command = [str(program("prometheus")), *(f"--{word}" for word in (*words, f"web.listen-address=127.0.0.1:{port}"))]
    process = start(command, cwd=folder, log=folder / "prometheus.log")
    try:
        address = f"http://127.0.0.1:{port}"
        await_true(lambda: answers(address), seconds=60, what="Prometheus answers", process=process)
        yield address
    finally:
        end(process)


def answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/-/ready", timeout=5).ok
    except requests.ConnectionError:
        return False


def unhealthy(address: str) -> list[str]:
    """Return the targets that cannot be scraped, with the reason."""
    targets = requests.get(f"{address}/api/v1/targets", timeout=10).json()["data"]["activeTargets"]
    return [f"{each['scrapeUrl']}: {each['lastError']}" for each in targets if each["health"] != "up"]


def firing(address: str) -> set[str]:
    alerts = requests.get(f"{address}/api/v1/alerts", timeout=10).json()["data"]["alerts"]
    return {alert["labels"]["alertname"] for alert in alerts if alert["state"] == "firing"}


def refusal(address: str, name: str, what: str) -> str:
    """Wait until an alarm fires, or is clear again; return what is to be said if it is not, and what is not scraped."""
    try:
        await_true(lambda: (name in firing(address)) == (what == "fires"), seconds=PATIENCE, what=f"{name} {what}")
    except ServerUnavailableError as late:
        return "\n".join((str(late), *unhealthy(address)))
    return ""


def raises_page(what: str) -> bool:
    """Return whether a fault raises an alarm that wakes someone: those are tried wherever the tests run."""
    rules = [rule for group in yaml.safe_load(RULES)["groups"] for rule in group["rules"]]
    paging = {rule["alert"] for rule in rules if rule.get("labels", {}).get("severity") == "page"}
    return not paging.isdisjoint(FAULTS[what][1])


@pytest.mark.slow
@pytest.mark.server
@pytest.mark.parametrize(
    "what", [pytest.param(what, marks=() if raises_page(what) else pytest.mark.long) for what in FAULTS]
)
def test_an_alarm_fires_by_its_fault_and_clears_when_it_is_mended(prometheus: str, watched: Watched, what: str) -> None:
    fault, alarms = FAULTS[what]
    watched.writes = what not in READ_ONLY
    before = [refusal(prometheus, alarm, "clears") for alarm in alarms]
    assert not any(before), "\n".join(before)
    begun = time.monotonic()
    # What does not fire is mended all the same, for the faults after it.
    with fault(watched):
        silent = [refusal(prometheus, alarm, "fires") for alarm in alarms]
        fired = time.monotonic()
    assert not any(silent), "\n".join(silent)
    lasting = [refusal(prometheus, alarm, "clears") for alarm in alarms]
    assert not any(lasting), "\n".join(lasting)
    took = f"fired within {fired - begun:.0f} s, cleared within {time.monotonic() - fired:.0f} s"
    print(f"{what}: {', '.join(alarms)}: {took}")
