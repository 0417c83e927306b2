"""The same problem with the same seed and effort gives the same schedule, however fast the machine is."""

import pytest
from msgspec.structs import replace

from tests.observation_visits.small_rounds import pairing, tour
from visit_solver import solve
from visit_solver.search_control import SearchControl

pytestmark = pytest.mark.slow


def planned(problem):
    return replace(solve(problem, SearchControl(problem.seconds, effort=problem.effort)), seconds=0.0)


@pytest.mark.parametrize(
    "problem",
    [
        pairing(orgs=14, days=5, openness=0.25, seed=3, seconds=120.0, effort=5),
        tour(stops=12, seed=3, seconds=120.0, effort=3),
    ],
    ids=["pairing", "tour"],
)
def test_a_seed_repeats_itself(problem):
    assert planned(problem) == planned(problem)
