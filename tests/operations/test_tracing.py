"""A request is one trace, from the gateway to the planner and to what the levels show, received by OTLP/HTTP."""

import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from deploy.demo.client import Client
from shared import tracing
from tests.journeys.levels import staff, until
from tests.tooling.trees import ROOT
from tools.platforms import Platform, distributed, running
from tools.servers.processes import await_true, end, free_port, listens, start

pytestmark = [pytest.mark.slow, pytest.mark.server]
Span = dict[str, Any]
SINCE = {"effective_on": "2020-01-01"}
AT_ONCE = {"OTEL_BSP_SCHEDULE_DELAY": "200"}
"""Milliseconds after which spans are sent; OpenTelemetry's own setting, by default five seconds."""


@pytest.fixture
def spans(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the address of a process that receives spans, and the file that it writes them to."""
    port, file = free_port(), tmp_path / "spans"
    command = [sys.executable, "-m", "tests.servers.otlp_receiver", str(port), str(file)]
    receiver = start(command, cwd=ROOT, log=tmp_path / "receiver.log")
    try:
        await_true(partial(listens, port), seconds=30, what="the receiver listens", process=receiver)
        yield f"http://127.0.0.1:{port}", file
    finally:
        end(receiver)


@pytest.fixture
def platform(tmp_path: Path, served: dict[str, str], spans: tuple[str, Path]) -> Iterator[Platform]:
    commands, traced = distributed("organizations", "observation_visits"), {"SANJI_OTLP_ENDPOINT": spans[0]}
    with running(commands, tmp_path, **served, **traced, **AT_ONCE) as platform:
        yield platform


def test_one_request_is_one_trace_from_the_gateway_to_the_planner(platform: Platform, spans: tuple[str, Path]) -> None:
    operator = platform.operator()
    begun = traced(operator, 1)
    district = operator.post("/organizations", name="示范区", level="district", parent_id=None, **SINCE)["id"]
    names = ("甲街道", "乙街道")
    host, guest = (opened(operator, district, name) for name in names)
    chain = (
        ("gateway", "POST /api/v1/organizations"),
        ("gateway", "organizations.open_organization"),
        ("organizations", "organizations.open_organization"),
        ("organizations", "organizations outbox"),
        ("organizations-relay", "publish organization_opened"),
    )
    reaction = "observation_visits.replicate_organizations_on_tree_changed"
    applied = [("observation_visits", name) for name in ("receive organization_opened", reaction)]
    expect(spans[1], begun, *chain, *applied)
    shown = [("projector", f"{step} organization_opened") for step in ("receive", "project")]
    expect(spans[1], begun, *chain, *shown)

    planner = staff(operator, platform, "district_staff", district)
    round_id = drafted(planner, district, host, guest)
    asked = traced(planner, 2)
    planner.post(f"/visit-rounds/{round_id}/plannings", seconds=5)
    request = (
        ("gateway", "POST /api/v1/visit-rounds/<id:round_id>/plannings"),
        ("gateway", "observation_visits.request_planning"),
        ("observation_visits", "observation_visits.request_planning"),
        ("observation_visits-planner", "solve planning job"),
        ("observation_visits-relay", "publish planning_ended"),
    )
    shown = [("projector", f"{step} planning_ended") for step in ("receive", "project")]
    expect(spans[1], asked, *request, *shown)


def traced(client: Client, number: int) -> str:
    """Let a client's next requests belong to a trace, and return the trace's id."""
    trace = f"{number:032x}"
    client.http.headers[tracing.HEADER] = f"00-{trace}-{number:016x}-01"
    return trace


def expect(file: Path, trace: str, *chain: tuple[str, str]) -> None:
    """Wait until a trace has a chain of spans by process and name, each the parent of the next."""

    def reached() -> list[set[str]]:
        received = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
        found = [span for span in received if span["trace"] == trace]
        parents, steps = {f"{int(trace, 16):016x}"}, []
        for process, name in chain:
            named = [each for each in found if (each["process"], each["name"]) == (process, name)]
            parents = {each["id"] for each in named if each["parent"] in parents}
            steps.append(parents)
        return steps

    until(reached, all)


def opened(operator: Client, district: str, name: str) -> str:
    return str(operator.post("/organizations", name=name, level="street", parent_id=district, **SINCE)["id"])


def drafted(planner: Client, district: str, host: str, guest: str) -> str:
    """Draft a round in which one street receives another, and return its id."""
    day = "2099-03-09"
    stop = planner.post(
        "/visit-stops", organization_id=host, name="党群服务中心", visit_minutes=60, group_capacity=40,
        longitude=118.1, latitude=24.44,
    )  # fmt: skip
    said = {"kind": "cross", "title": "互进观摩", "period": "2099Q1", "basis": "年度党建工作要点", "days": [day]}
    hosts = [{"organization_id": host, "stop_id": stop["id"]}]
    made = planner.post("/visit-rounds", organization_id=district, hosts=hosts, **said)
    place = {"name": "门口", "longitude": 118.095, "latitude": 24.435}
    planner.post(
        "/visit-delegations", round_id=made["id"], organization_id=guest, name="观摩团", people=10, members=[],
        vehicles=[{"name": "中巴", "seats": 19}], start=place, end=place,
    )  # fmt: skip
    return str(made["id"])
