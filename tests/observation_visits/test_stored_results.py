"""What was planned and proposed before a release is read, shown and published after it."""

from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from services.observation_visits.model.jobs import PlanningJob
from services.observation_visits.model.rounds import Round
from shared import databases
from tests.scenarios.observation_visits import MONDAY, ObservationVisitsScenario, visit
from visit_solver.explanations.cases import reasons_of, text_of
from visit_solver.problem import Problem
from visit_solver.schedule import Relaxation, Schedule, Unplaced

NEW = {"gap_of", "reasons_state", "relaxation_state", "sharing"}
"""Fields that results and problems did not have at first."""

STORED = sorted((Path(__file__).parent / "stored").glob("*.problem.json"), key=str)
"""Problems as a database holds them, each with the schedule that came of it."""


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.name.partition(".")[0])
def test_a_stored_problem_and_its_result_are_written_as_they_were_read(path: Path):
    for kind, file in ((Problem, path), (Schedule, path.with_name(path.name.replace("problem", "result")))):
        stored = file.read_bytes().strip()
        assert msgspec.json.encode(msgspec.json.decode(stored, type=kind)) == stored


def as_before(value: Any) -> Any:
    """Return the same without them."""
    if isinstance(value, dict):
        return {name: as_before(each) for name, each in value.items() if name not in NEW}
    return [as_before(each) for each in value] if isinstance(value, list) else value


def test_a_proposal_from_before_is_shown_and_published(scenario: ObservationVisitsScenario):
    one = scenario.drafted()
    sends = {host: scenario.delegation(one, host) for host in ("first", "second")}
    parts = scenario.parts_of(one)
    scenario.planned(one)
    left = {"required": True, "proven": True, "missing": 1, "excluded_by": reasons_of(Counter(no_room=3), ["no_room"])}
    change = Relaxation(**text_of("room_larger", size=5, host="first"), field="hosts[0].most_people", to="35", size=5)
    unplaced = (
        Unplaced(kind="host", id=parts["first"]["stop_id"], relaxation=change, **left),
        Unplaced(kind="delegation", id=sends["second"]["id"], **left),
    )
    scenario.solved(visit(sends["first"], parts["second"], MONDAY, 540), unplaced=unplaced)
    with databases.transaction(scenario.executor.engine) as session:
        job, stored = session.scalars(select(PlanningJob)).one(), session.scalars(select(Round)).one()
        job.result = msgspec.json.encode(as_before(msgspec.json.decode(job.result))).decode()
        job.problem = msgspec.json.encode(as_before(msgspec.json.decode(job.problem))).decode()
        stored.proposal = as_before(stored.proposal)
        assert msgspec.json.decode(job.problem, type=Problem).weights.sharing == 60
        assert msgspec.json.decode(job.result, type=Schedule).gap_of is None
    told = {each["kind"]: each for each in scenario.ask("east", "proposal", round_id=one["id"])["unplaced"]}
    assert (told["host"]["reasons_state"], told["host"]["relaxation_state"]) == ("computed", "found")
    assert (told["delegation"]["reasons_state"], told["delegation"]["relaxation_state"]) == ("computed", "not_recorded")
    scenario.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    assert len(scenario.ask("east", "round_", round_id=one["id"])["left_out"]) == 2
