"""The solver's process ends in order, whoever still talks to it or listens: nothing fatal in any log."""

import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from tests.observation_visits.small_rounds import pairing, tour
from visit_solver.problem import Problem

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
TIMES = 8


def started(problem: Problem) -> subprocess.Popen[bytes]:
    """Return a solver that has its order, and whose input stays open as the planner's does."""
    solver = subprocess.Popen(
        [sys.executable, "-m", "services.observation_visits.planner.solver_main"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    order = {"type": "solve", "problem": msgspec.to_builtins(problem), "ends_at": time.time() + problem.seconds}
    solver.stdin.write(msgspec.json.encode(order) + b"\n")
    solver.stdin.flush()
    return solver


def ended(solver: subprocess.Popen[bytes]) -> tuple[int, str]:
    """How it ended, and what it wrote to the log by then."""
    try:
        logged = solver.stderr.read().decode()
        return solver.wait(30), logged
    finally:
        solver.kill()
        for pipe in (solver.stdin, solver.stdout, solver.stderr):
            pipe.close()


def test_a_solver_ends_without_a_word_however_often_while_its_input_is_open():
    for batch in range(TIMES // 4):
        solvers = [started(pairing(orgs=6, days=9, openness=0.8, seed=1 + batch, seconds=5.0)) for _ in range(4)]
        for solver in solvers:
            lines = solver.stdout.read().splitlines()
            assert msgspec.json.decode(lines[-1])["type"] == "done"
            assert ended(solver) == (0, "")


@pytest.mark.parametrize(
    "problem", [pairing(orgs=6, days=5, seconds=3.0), tour(stops=6, seconds=3.0)], ids=["pairing", "tour"]
)
def test_a_solver_to_which_nobody_listens_any_more_ends_at_once_and_without_a_word(problem):
    solver = started(problem)
    solver.stdout.close()
    assert ended(solver) == (1, "")


def test_a_solver_that_was_asked_by_nobody_any_more_ends_at_once():
    solver = started(tour(stops=12, visit=60, seconds=30.0))
    solver.stdout.readline()
    began = time.monotonic()
    solver.stdin.close()
    assert solver.wait(10) == 1
    assert time.monotonic() - began < 5
    solver.stdout.close()
    solver.stderr.close()
