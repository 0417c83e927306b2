"""Public instances are read as their publishers meant, and what the benchmark prints stands before any judge."""

import json
import subprocess
import sys
from fractions import Fraction
from math import dist

import pytest

from bench.toptw_files import FINE, FOLDER, as_problem, best_known, is_rounded_down, read
from tests.observation_visits.checker import faults_of_routes, lines_of

INSTANCES = sorted(path for path in FOLDER.glob("*.txt") if path.stem != "FORMAT")


SOLVED = [
    ("c104", 1), ("r205", 2), ("pr03", 4),
    *(
        pytest.param(name, vehicles, marks=pytest.mark.long)
        for name in ("c104", "r205", "rc208", "pr03", "pr10", "pr17") for vehicles in (1, 2, 4)
    ),
]  # fmt: skip


def solved(path, vehicles, seconds, seed=0):
    asked = [str(path), "--vehicles", str(vehicles), "--seconds", str(seconds), "--seed", str(seed)]
    done = subprocess.run([sys.executable, "-m", "bench.toptw", *asked], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_every_instance_is_here_with_its_best_known_scores():
    assert len(INSTANCES) == 12
    assert {(path.stem, vehicles) for path in INSTANCES for vehicles in (1, 2, 3, 4)} <= best_known().keys()


@pytest.mark.parametrize("path", INSTANCES, ids=lambda path: path.stem)
def test_a_distance_is_rounded_down_to_a_tenth_or_never_shorter_than_it_is(path):
    problem = as_problem(read(path), 1, rounded_down=is_rounded_down(path))
    places = lines_of(path)
    for here, there in [(0, 1), (3, 7), (7, 3), (20, 11), (5, 40)]:
        way = Fraction(dist([float(at) for at in places[here][:2]], [float(at) for at in places[there][:2]]))
        taken = problem.travel[here][there]
        if is_rounded_down(path):
            assert Fraction(taken, 10) <= way < Fraction(taken + 1, 10)
        else:
            assert Fraction(taken - 1, FINE) < way <= Fraction(taken, FINE)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"score": 21}, "score is not the sum"),
        ({"routes": [[1], [1]]}, "site 1 twice"),
        ({"routes": [[101]]}, "no site 101"),
        ({"routes": [[1], [2], [3]]}, "more routes"),
        ({"routes": [[1, 6]]}, "closed since"),
        ({"bound": 1}, "the bound is below"),
    ],
)
def test_the_judge_finds_what_is_wrong(change, fault):
    path = FOLDER / "r205.txt"
    right = {"score": 10, "routes": [[1]], "bound": 100}
    assert faults_of_routes(path, 2, right) == []
    assert any(fault in found for found in faults_of_routes(path, 2, right | change))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "vehicles"), SOLVED)
def test_what_the_benchmark_prints_stands_before_the_judge(name, vehicles):
    answer = solved(FOLDER / f"{name}.txt", vehicles, 4)
    assert answer["seconds"] <= 5
    assert faults_of_routes(FOLDER / f"{name}.txt", vehicles, answer) == []
    # How good it is depends on the processor time it gets: that is for the benchmark, on a machine of its own.
    assert answer["score"] > 0


@pytest.mark.slow
def test_an_instance_that_does_not_number_its_vertices_is_refused(tmp_path):
    path = tmp_path / "c1.txt"
    path.write_text("1 1 1 1\n0 0\n0 0 0 0 0 0 0 0 0 10\n2 1 1 1 1 0 0 0 0 10\n")
    with pytest.raises(ValueError, match="numbered"):
        read(path)
