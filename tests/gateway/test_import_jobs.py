"""Every import comes to its end: also one that changes nothing, and one whose step cannot be carried out."""

import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import Engine, text

from shared import databases
from shared.messaging import parking
from shared.messaging.outbox import Position
from shared.rights import EVERYTHING, STREET, SYSTEM_ADMIN, Grant
from shared.unit_of_work import clock, new_id
from tests.gateway.app_harness import AppHarness, Person, app_harness
from tests.gateway.conftest import UNHURRIED
from tests.scenarios.http import POINTS_HEAD

SINCE = "2020-01-01"
HEADING = "区划代码,名称,级别,上级代码\n"
SOUND = "350211,集美区,区,\n350211001,侨英街道,街道,350211\n350211001001,浒江社区,社区,350211001\n"
FAULTY = "350211001002,无上级社区,社区,350299001\n"
IMPORTS, POINTS = "/organizations/imports", "/point-imports"
TABLES = {IMPORTS: ("organizations", "import_row"), POINTS: ("member_points", "point_import_row")}
DECIDED = parking.Decision("值班员", "已修复", clock(), new_id)


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppHarness]:
    """Two services on the embedded host, where an event is parked after two attempts."""
    folder = tmp_path_factory.mktemp("imports")
    patience = {"retry_pause": 0.01, "retry_attempts": 2}
    with app_harness(folder, "organizations", "member_points", **patience, **UNHURRIED) as opened:
        yield opened


@pytest.fixture(scope="module")
def operator(impatient: AppHarness) -> Person:
    return impatient.person(Grant(SYSTEM_ADMIN, EVERYTHING), Grant(STREET, EVERYTHING))


@pytest.fixture(scope="module")
def district(operator: Person) -> str:
    """Return a district that was taken over from a file."""
    return str(ended(operator, IMPORTS, handed_in(operator, SOUND))["organization_id"])


def handed_in(person: Person, rows: str, **form: str) -> str:
    file = BytesIO((HEADING + rows).encode()), "district.csv"
    answer = person.upload(IMPORTS, {"file": file, "effective_on": SINCE} | form)
    assert answer.status_code == 202, answer.text
    return str(answer.json["id"])


def ended(person: Person, path: str, job_id: str, state: str = "done") -> dict[str, Any]:
    """Return a job once it has ended, which must be in a state."""
    until = time.monotonic() + 20
    while (job := person.get(f"{path}/{job_id}").json)["ended_at"] is None or job["state"] != state:
        assert time.monotonic() < until, job
        time.sleep(0.05)
    return dict(job)


def test_a_file_handed_in_twice_ends_with_nothing_changed(operator: Person, district: str) -> None:
    again = ended(operator, IMPORTS, handed_in(operator, SOUND))
    assert (again["percent"], again["organization_id"], again["outcomes"]) == (100, district, {"unchanged": 3})
    assert [note["rule"] for note in again["notes"]] == ["nothing_changes"]


def test_a_file_whose_only_new_row_is_faulty_ends_with_nothing_changed(operator: Person, district: str) -> None:
    again = ended(operator, IMPORTS, handed_in(operator, SOUND + FAULTY, skip_faulty="true"))
    assert (again["organization_id"], again["outcomes"]) == (district, {"unchanged": 3, "refused": 1})
    assert [note["rule"] for note in again["notes"]] == ["nothing_changes"]


class Fault:
    """A table of a service that refuses every change of its rows until it is mended."""

    def __init__(self, impatient: AppHarness, path: str) -> None:
        service, self.table = TABLES[path]
        self.engine: Engine = impatient.host.hosted[service].executor.engine

    def _run(self, sql: str) -> None:
        with databases.transaction(self.engine) as session:
            session.execute(text(sql))

    def begin(self) -> None:
        self._run(f"CREATE TRIGGER broken BEFORE UPDATE ON {self.table} BEGIN SELECT RAISE(ABORT, 'broken'); END")

    def mend(self) -> None:
        self._run("DROP TRIGGER IF EXISTS broken")

    def decide(self, what: Any) -> None:
        with databases.transaction(self.engine) as session:
            (row,) = parking.parked(session)
            what(session, Position(row.source, row.partition_key, row.sequence), DECIDED)


@pytest.fixture(params=TABLES)
def stopped(
    request: pytest.FixtureRequest, impatient: AppHarness, operator: Person, district: str
) -> Iterator[tuple[str, str, Fault]]:
    """Yield a job whose event was parked: where it is asked for, its id, and what stopped it."""
    path, fault = request.param, Fault(impatient, request.param)
    fault.begin()
    try:
        if path == IMPORTS:
            job_id = handed_in(operator, SOUND)
        else:
            file = BytesIO(f"{POINTS_HEAD}nobody,helping,2026-02-03,好事\n".encode()), "points.csv"
            form = {"file": file, "organization_id": district, "basis": "会议纪要"}
            answer = operator.upload(POINTS, form)
            assert answer.status_code == 202, answer.text
            job_id = answer.json["id"]
        ended(operator, path, job_id, "failed")
        yield path, job_id, fault
    finally:
        fault.mend()


def reasons(job: dict[str, Any]) -> list[dict[str, str]]:
    return job["notes"] if "notes" in job else [job["reason"]]


def test_a_job_whose_event_is_parked_ends_as_failed_with_its_reason(
    stopped: tuple[str, str, Fault], operator: Person
) -> None:
    path, job_id, fault = stopped
    (reason,) = reasons(operator.get(f"{path}/{job_id}").json)
    assert reason["code"] == "job_event_parked"
    assert "运维人员" in reason["zh"]
    fault.decide(parking.discard)
    assert operator.get(f"{path}/{job_id}").json["state"] == "failed"


def test_a_job_goes_on_to_its_end_once_its_event_is_replayed(stopped: tuple[str, str, Fault], operator: Person) -> None:
    path, job_id, fault = stopped
    fault.mend()
    fault.decide(parking.replay)
    job = ended(operator, path, job_id, "done" if path == IMPORTS else "refused")
    assert [reason for reason in reasons(job) if reason and reason.get("code") == "job_event_parked"] == []


def test_a_job_whose_replayed_event_is_parked_again_says_so_once(
    stopped: tuple[str, str, Fault], impatient: AppHarness, operator: Person
) -> None:
    path, job_id, fault = stopped
    fault.decide(parking.replay)
    until = time.monotonic() + 20
    while True:
        with databases.reading(fault.engine) as session:
            if parking.parked(session):
                break
        assert time.monotonic() < until
        time.sleep(0.05)
    job = operator.get(f"{path}/{job_id}").json
    assert (job["state"], [reason["code"] for reason in reasons(job)]) == ("failed", ["job_event_parked"])
    fault.decide(parking.discard)
