"""Two or more ways of doing the same work, taken in turn, so that a machine whose speed drifts favours none of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

FEWEST = 5
"""Rounds of which a median is worth printing."""

Take = Callable[[], float]
"""Does one round of work and gives how much of it was done in a second."""


@dataclass(frozen=True)
class Goal:
    """How fast one way is to be, as a multiple of another; without `at_least` the ratio is only for information."""

    ours: str
    theirs: str
    at_least: float | None = None


@dataclass(frozen=True)
class Measure:
    """Ways of doing the same work, by what they are called, and how they are to compare."""

    title: str
    unit: str
    ways: Mapping[str, Take]
    goals: Sequence[Goal]
    notes: Sequence[str] = ()
    seen: Callable[[], Sequence[str]] = tuple
    """Tells afterwards what was noticed besides."""


@dataclass(frozen=True)
class Spread:
    """The middle of what was measured, and how far it scattered."""

    middle: float
    lowest: float
    highest: float

    @staticmethod
    def of(figures: Sequence[float]) -> "Spread":
        """Return the median of some figures, with the smallest and the largest."""
        return Spread(median(figures), min(figures), max(figures))


@dataclass
class Outcome:
    """What the rounds of one measure gave, round by round."""

    measure: Measure
    rates: dict[str, list[float]] = field(default_factory=dict)

    def rate(self, way: str) -> Spread:
        """Return how much one way did in a second."""
        return Spread.of(self.rates[way])

    def ratio(self, goal: Goal) -> Spread:
        """Compare two ways round by round: what slowed a whole round down slowed both."""
        pairs = zip(self.rates[goal.ours], self.rates[goal.theirs], strict=True)
        return Spread.of([ours / theirs for ours, theirs in pairs])

    def reaches(self, goal: Goal) -> bool:
        """Return whether the middle ratio reaches its goal."""
        return goal.at_least is None or self.ratio(goal).middle >= goal.at_least


def alternate(measure: Measure, rounds: int, tell: Callable[[str], None]) -> Outcome:
    """Take every way once to warm up, and then all of them in turn, round after round."""
    outcome = Outcome(measure, {way: [] for way in measure.ways})
    for number in range(rounds + 1):
        for way, take in measure.ways.items():
            rate = take()
            tell(f"{f'round {number}/{rounds}' if number else 'warm-up'}: {way} {rate:,.0f} {measure.unit}")
            if number:
                outcome.rates[way].append(rate)
    return outcome
