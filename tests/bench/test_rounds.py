"""What a printed ratio means: taken in turn, compared round by round, the middle of all rounds."""

import pytest

from bench import report
from bench.rounds import Goal, Measure, Outcome, Spread, alternate

GOAL = Goal("ours", "theirs", 2.0)


def measured(ours, theirs, goal=GOAL):
    measure = Measure("a measure", "things/s", {"ours": lambda: 0.0, "theirs": lambda: 0.0}, [goal], ["a note"])
    return Outcome(measure, {"ours": ours, "theirs": theirs})


def test_ways_are_taken_in_turn_after_one_round_that_does_not_count():
    taken, rates = [], {"ours": iter([1.0, 30.0, 10.0, 20.0]), "theirs": iter([100.0, 5.0, 5.0, 5.0])}

    def way(name):
        def take():
            taken.append(name)
            return next(rates[name])

        return take

    said = []
    measure = Measure("a measure", "things/s", {name: way(name) for name in rates}, [GOAL])
    outcome = alternate(measure, 3, said.append)
    assert taken == ["ours", "theirs"] * 4
    assert outcome.rates == {"ours": [30.0, 10.0, 20.0], "theirs": [5.0, 5.0, 5.0]}
    assert outcome.rate("ours") == Spread(20.0, 10.0, 30.0)
    assert len(said) == 8


def test_a_round_in_which_the_machine_was_slow_moves_no_ratio():
    outcome = measured([30.0, 3.0, 30.0], [10.0, 1.0, 10.0])
    assert outcome.ratio(GOAL) == Spread(3.0, 3.0, 3.0)


def test_one_lucky_round_reaches_no_goal():
    outcome = measured([100.0, 15.0, 15.0, 15.0, 15.0], [10.0] * 5)
    assert outcome.ratio(GOAL) == Spread(1.5, 1.5, 10.0)
    assert not outcome.reaches(GOAL)


@pytest.mark.parametrize(("rate", "verdict"), [(20.0, "reached"), (19.9, "MISSED")])
def test_the_report_says_whether_a_goal_was_reached(rate, verdict):
    lines = list(report.lines(measured([rate] * 5, [10.0] * 5)))
    assert lines[0] == "a measure"
    assert any(line.endswith(f"goal >= 2: {verdict}") for line in lines)
    assert lines[-1].strip() == "a note"


def test_a_ratio_without_a_goal_is_only_told():
    told = Goal("ours", "theirs")
    outcome = measured([1.0] * 5, [10.0] * 5, told)
    assert outcome.reaches(told)
    assert [line for line in report.lines(outcome) if "goal" in line] == []
