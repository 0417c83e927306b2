"""What was measured, as a person reads it."""

from collections.abc import Iterator

from bench.rounds import Goal, Outcome, Spread


def lines(outcome: Outcome) -> Iterator[str]:
    """Yield every way's rate, every ratio with its goal, and what else should be known."""
    measure = outcome.measure
    widest = max(map(len, measure.ways))
    yield measure.title
    for way in measure.ways:
        rate = outcome.rate(way)
        yield f"  {way:<{widest}}  {_spread(rate, ',.0f')} {measure.unit}"
    for goal in measure.goals:
        yield f"  {goal.ours} / {goal.theirs}: {_spread(outcome.ratio(goal), '.2f')}{_verdict(outcome, goal)}"
    yield from (f"  {note}" for note in (*measure.notes, *measure.seen()))


def _spread(spread: Spread, form: str) -> str:
    return f"{spread.middle:{form}} ({spread.lowest:{form}} to {spread.highest:{form}})"


def _verdict(outcome: Outcome, goal: Goal) -> str:
    if goal.at_least is None:
        return ""
    return f"  goal >= {goal.at_least:g}: {'reached' if outcome.reaches(goal) else 'MISSED'}"
