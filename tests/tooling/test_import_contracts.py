"""Each import contract holds on the tree as it is, and turns red when it is broken."""

import subprocess
import tomllib

import pytest

from tests.tooling.trees import ROOT, copied, lint_imports, plant

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
NAMES = {contract["id"]: contract["name"] for contract in CONTRACTS}

VIOLATIONS = [
    ("services-apart", "services.projects.commands", "import services.organizations.queries"),
    ("services-apart", "services.organizations.reactions", "from services.projects import model"),
    ("gateway-apart", "gateway.app", "from services.projects import queries"),
    ("gateway-apart", "services.projects.queries", "import gateway.app"),
    ("shared-below", "shared.unit_of_work", "import services.projects.model"),
    ("shared-below", "shared.hosts.embedded", "import gateway.app"),
    ("shared-below", "shared.unit_of_work", "import visit_solver"),
    ("solver-alone", "visit_solver.validation", "from shared.errors import Invalid"),
    ("solver-alone", "visit_solver.pairing.greedy", "import services.observation_visits.model.validation"),
    ("solver-alone", "visit_solver.search_control", "import sqlalchemy"),
    ("solver-by-its-service", "gateway.app", "from visit_solver import goals"),
    ("product-alone", "visit_solver.orienteering.solve", "import bench"),
    ("product-alone", "services.projects.commands", "import bench"),
    ("product-alone", "gateway.app", "import deploy.demo"),
    ("product-alone", "gateway.event_schemas", "import tools.event_catalogue"),
    ("shared-below", "shared.events", "import tools.event_catalogue"),
    ("tools-above", "deploy.embedded", "import tools.platforms"),
    ("tools-above", "tools.platforms", "import bench.machine"),
    ("tests-apart", "bench.environment", "from tests.scenarios.in_process import OPENED"),
    ("tests-apart", "tools.indicator_page", "import tests.tooling.trees"),
    ("tests-apart", "services.projects.queries", "import tests"),
    ("downwards", "services.projects.model", "import services.projects.queries"),
    ("downwards", "services.projects.model", "import services.projects.reactions"),
    ("downwards", "services.projects.queries", "import services.projects.commands"),
    ("downwards", "services.projects.commands", "import services.projects.queries"),
    ("downwards", "services.projects.commands", "import services.projects.reactions"),
    ("downwards", "services.organizations.reactions", "import services.organizations.service"),
    ("downwards", "services.projects.helpers", "import services.projects.model"),
    ("downwards", "services.observation_visits.queries", "import services.observation_visits.planner"),
    ("downwards", "services.observation_visits.model", "import services.observation_visits.planner.worker"),
    ("downwards", "services.observation_visits.planner", "import services.observation_visits.service"),
    ("reactions-command", "services.projects.reactions", "from services.projects import queries"),
    ("reactions-command", "services.organizations.reactions", "import services.organizations.model"),
    ("adapters-at-the-edge", "services.projects.commands", "from nameko.events import EventDispatcher"),
    ("adapters-at-the-edge", "gateway.app", "import kombu"),
    ("adapters-at-the-edge", "gateway.routes", "import gunicorn.app.base"),
    ("adapters-at-the-edge", "shared.unit_of_work", "import eventlet"),
    ("adapters-at-the-edge", "services.organizations.reactions", "import amqp"),
    ("adapters-at-the-edge", "shared.messaging.relay", "import nameko"),
    ("adapters-at-the-edge", "services.__main__", "import nameko.runners"),
    ("threads-without-nameko", "shared.hosts.thread_host", "from shared.hosts.purge_runner import PurgeRunner"),
    ("threads-without-nameko", "shared.hosts.rpc.request_consumer", "import eventlet"),
    ("rules-alone", "services.projects.model", "import shared.hosts.embedded"),
    ("console-a-client", "gateway.console.pages.home", "from services.projects import queries"),
    ("console-a-client", "gateway.console.pages.home", "from gateway import overview_queries"),
    ("console-a-client", "gateway.console.api", "from gateway.service_calls import call"),
    ("console-one-table", "gateway.console.pages.home", "from shared import databases"),
    ("console-one-table", "gateway.console.lists", "from sqlalchemy import select"),
    ("rules-alone", "services.organizations.queries", "import flask"),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    tree = copied(tmp_path_factory.mktemp("tree"))
    found = lint_imports(tree)
    assert found.returncode == 0, found.stdout
    return tree


@pytest.mark.slow
def test_every_contract_holds_on_the_tree_as_it_is(tree):
    kept = lint_imports(tree).stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in kept


def test_every_contract_has_a_violation_to_be_shown_with():
    assert {contract for contract, *_ in VIOLATIONS} == set(NAMES)


def test_an_exception_that_nobody_needs_any_more_is_noticed():
    assert not any("unmatched_ignore_imports_alerting" in contract for contract in CONTRACTS)


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "module", "line"), VIOLATIONS, ids=lambda value: value.replace(" ", "-"))
def test_a_planted_violation_turns_the_check_red(tree, contract, module, line):
    places = {path: path.read_bytes() for path in tree.rglob("*.py")}
    planted = plant(tree, module, line)
    try:
        found = lint_imports(tree, contract)
    finally:
        planted.write_bytes(places[planted]) if planted in places else planted.unlink()
    assert found.returncode != 0
    assert "0 kept, 1 broken" in found.stdout


def test_lint_runs_the_contracts_and_forgives_nothing():
    shown = subprocess.run(
        ["make", "--dry-run", "VENV=.venv", "--assume-old=.venv/.synced", "lint"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    commands = [line.strip() for line in shown.stdout.splitlines()]
    assert [command.split(".venv/bin/")[1] for command in commands] == [
        "python -m ruff check",
        "python -m ruff format --check",
        "python -m mypy",
        "lint-imports --no-logo",
    ]
    recipe = (ROOT / "Makefile").read_text().split("\nlint:")[1].split("\n\n")[0]
    assert "\t-" not in recipe
    assert "||" not in recipe
