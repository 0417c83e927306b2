"""Alarms and pictures ask only for figures that the code counts, and say what to do about them."""

import importlib
import re
import subprocess

import pytest
import requests
import yaml
from prometheus_client import REGISTRY, Histogram

from services import service_names
from services.observation_visits.planner import worker
from shared.messaging import broker, metrics
from tests.operations import promql
from tests.operations.watched import ALARMS, ASKED, BROKERS, DASHBOARDS, PANELS, RECORDED
from tests.servers.fixtures import private_node
from tests.tooling.trees import ROOT
from tools.servers.processes import await_true, free_port

SCRAPED = {"job", "instance", "service", "queue", "le", "pid"}
"""Labels that the scrape, a recorded figure, RabbitMQ or a histogram adds."""
FAMILIES = [family for family in vars(metrics).values() if isinstance(family, metrics.ServiceMetric)]


@pytest.fixture(scope="module")
def counted():
    """Return the name of every figure that the code counts, with its labels: asked of the registry, not of the text."""
    for module in (
        "gateway.health",
        "gateway.maintenance_runs",
        "gateway.server",
        "gateway.service_limits",
        "services.observation_visits.planner.job_metrics",
    ):
        importlib.import_module(module)
    for family in FAMILIES:
        for service in (*service_names(), "gateway"):
            family.labels(service, *("x" for _ in family.names))
    for family in (worker.JOBS, worker.SECONDS):
        family.labels(worker.NAME, "done")
    found = {"up": set(), "process_resident_memory_bytes": set()}
    for family in REGISTRY.collect():
        metric = REGISTRY._names_to_collectors[family.name]
        names = set(getattr(metric, "_labelnames", ()))
        suffixes = {"counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"]}.get(family.type, [""])
        found |= {family.name + suffix: names for suffix in suffixes}
    return found


def test_everything_asked_for_is_counted_or_recorded(counted):
    for expression in ASKED:
        unknown = promql.read(expression).metrics - counted.keys() - RECORDED.keys() - BROKERS
        assert unknown == set(), expression


def test_a_pattern_of_names_finds_that_figure_of_every_service(counted):
    patterns = {pattern for expression in ASKED for pattern in promql.read(expression).patterns}
    suffixes = {family.noun: "_bucket" if family.kind is Histogram else "" for family in FAMILIES}
    assert patterns == {f"[a-z_]+_{noun}{suffix}" for noun, suffix in suffixes.items()}
    for pattern in patterns:
        found = {name for name in counted if re.fullmatch(pattern, name)}
        services = {*service_names(), "gateway"}
        assert {name for name in found if name.startswith(tuple(services))} == {
            pattern.replace("[a-z_]+", service) for service in services
        }


def test_every_label_asked_for_is_one_that_is_given(counted):
    given = SCRAPED.union(*counted.values())
    for expression in ASKED:
        assert promql.read(expression).labels <= given, expression


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("sum(up", "stays open"),
        ("up)", "closes nothing"),
        ("sum by (a (up)", "stays open"),
        ("up ~ 3", "cannot be read"),
        ("guess(up)", "no function"),
    ],
)
def test_an_expression_with_a_slip_is_found(wrong, said):
    with pytest.raises(ValueError, match=said):
        promql.read(wrong)


def test_a_figure_that_nobody_counts_would_be_found(counted):
    asked = promql.read('sum by (service) (rate(projects_guesses_total{mood="good"}[5m])) > 0')
    assert asked.metrics - counted.keys() == {"projects_guesses_total"}
    assert asked.labels == {"service", "mood"}


def test_every_figure_that_is_recorded_is_looked_at():
    looked_at = {name for expression in ASKED for name in promql.read(expression).metrics}
    assert RECORDED.keys() <= looked_at


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_says_in_both_languages_what_happened_and_operations_what_to_do(name):
    alarm = ALARMS[name]
    assert alarm["labels"]["severity"] in {"page", "ticket"}
    assert re.search(r"[一-鿿].* · [a-zA-Z{]", alarm["annotations"]["summary"])
    assert f"| `{name}` |" in (ROOT / "docs" / "operations.md").read_text("utf-8")


@pytest.mark.parametrize(
    "panel", [panel for _, panel in PANELS], ids=[f"{name} {each['title']}" for name, each in PANELS]
)
def test_a_panel_says_in_both_languages_what_it_shows_and_fits_the_page(panel):
    assert re.search(r"[一-鿿].* · [a-z]|^RabbitMQ", panel["title"])
    place = panel["gridPos"]
    assert place["x"] + place["w"] <= 24
    assert all(target["datasource"] == {"type": "prometheus", "uid": "prometheus"} for target in panel["targets"])


@pytest.mark.parametrize("name", DASHBOARDS)
def test_no_two_panels_stand_in_the_same_place(name):
    panels = DASHBOARDS[name]["panels"]
    taken = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(taken) == len(set(taken))
    assert len({panel["id"] for panel in panels}) == len(panels)


def test_dashboards_lead_to_one_another():
    assert DASHBOARDS.keys() == {"sanji", "service", "messaging", "gateway", "planner"}
    assert len({dashboard["uid"] for dashboard in DASHBOARDS.values()}) == len(DASHBOARDS)
    for dashboard in DASHBOARDS.values():
        assert [link["tags"] for link in dashboard["links"]] == [dashboard["tags"]] == [["sanji"]]


def test_what_grafana_is_told_fits_together():
    folder = ROOT / "deploy" / "grafana" / "provisioning"
    sources = yaml.safe_load((folder / "datasources" / "prometheus.yml").read_text())["datasources"]
    assert [source["uid"] for source in sources] == ["prometheus"]
    provider = yaml.safe_load((folder / "dashboards" / "sanji.yml").read_text())["providers"][0]
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["grafana"]
    assert f"./deploy/grafana/dashboards:{provider['options']['path']}:ro" in compose["volumes"]


def test_every_alarm_is_tried_out():
    trials = yaml.safe_load((ROOT / "tests" / "operations" / "alarms.yml").read_text("utf-8"))["tests"]
    raised = {trial["alertname"] for test in trials for trial in test["alert_rule_test"] if trial.get("exp_alerts")}
    assert raised == set(ALARMS)


@pytest.mark.server
def test_every_alarm_wakes_when_it_should_and_only_then(promtool):
    trial = ROOT / "tests" / "operations" / "alarms.yml"
    told = subprocess.run([promtool, "test", "rules", trial], check=False, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.server
@pytest.mark.slow
def test_rabbitmq_counts_what_is_asked_of_it():
    port = free_port()
    with private_node() as node:
        node.stop()
        (node.folder / "enabled_plugins").write_text("[rabbitmq_prometheus].\n")
        with (node.folder / "rabbitmq.conf").open("a") as settings:
            settings.write(f"prometheus.tcp.port = {port}\nprometheus.tcp.ip = 127.0.0.1\n")
        node.launch().await_ready()
        connection = broker.connect(node.uri)
        broker.declare_inbox(connection.channel(), "projects.inbox", frozenset({"organizations"}))
        broker.close(connection)
        assert _pages(port) >= BROKERS


def _pages(port):
    watch = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text())
    jobs = [job for job in watch["scrape_configs"] if job["static_configs"][0]["targets"] == ["rabbitmq:15692"]]
    pages = [(f"http://127.0.0.1:{port}{job.get('metrics_path', '/metrics')}", job.get("params")) for job in jobs]
    found = set()

    def look():
        for page, asked in pages:
            told = requests.get(page, params=asked, timeout=10).text
            found.update(re.findall(r"^(\w+)(?:\{[^}]*queue=\"projects\.inbox\"[^}]*\})? ", told, re.MULTILINE))
        return found >= BROKERS

    await_true(look, seconds=30, what="RabbitMQ counts its queues")
    return found
