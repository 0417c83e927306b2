"""Which part of a large round is planned anew next: delegations and hosts near one another, trouble first."""

from collections import Counter
from functools import cached_property
from random import Random

from visit_solver.pairing.instance import Assignment, Pair, PairingInstance

SMALLEST, USUAL, LARGEST = 6, 12, 40
"""Delegations that are freed at once."""


class Neighbourhoods:
    """Draws neighbourhoods; they shrink while nothing gets better and grow when something does."""

    def __init__(self, instance: PairingInstance, random: Random) -> None:
        self.instance = instance
        self.random = random
        self.size = USUAL

    @cached_property
    def possible(self) -> frozenset[Pair]:
        """Return every possible pair, to be looked up."""
        return frozenset(self.instance.pairs)

    def next(self, visits: Assignment) -> tuple[dict[Pair, int], list[Pair]]:
        """Return what stays settled, and the pairs among which the rest is free to choose."""
        centre = self._centre(visits)
        freed = sorted(range(len(self.instance.delegations)), key=lambda one: self._distance(centre, one))[: self.size]
        settled = {pair: at for pair, at in visits.items() if pair[0] not in freed}
        visited = Counter(host for _, host in settled)
        near = sorted(range(len(self.instance.hosts)), key=lambda host: self._worth(centre, host, visited))
        hosts = set(near[: 2 * self.size]) | {host for one, host in visits if one in freed}
        pairs = [(one, host) for one in freed for host in sorted(hosts) if (one, host) in self.possible]
        return settled, pairs

    def learn(self, *, better: bool) -> None:
        """Look further around after a success, and closer after none."""
        self.size = min(LARGEST, self.size + 2) if better else max(SMALLEST, self.size - 1)

    def _centre(self, visits: Assignment) -> int:
        """Half of the time a delegation with too few visits, where there is one; else any."""
        made = Counter(one for one, _ in visits)
        short = [at for at, each in enumerate(self.instance.delegations) if made[at] < each.visits]
        if short and self.random.random() < 1 / 2:
            return self.random.choice(short)
        return self.random.randrange(len(self.instance.delegations))

    def _distance(self, centre: int, one: int) -> tuple[float, int]:
        here = self.instance.delegations[centre].start_place_id
        there = self.instance.delegations[one].start_place_id
        return self._blurred(here, there) if one != centre else (-1.0, one)

    def _worth(self, centre: int, host: int, visited: Counter[int]) -> tuple[bool, float, int]:
        here = self.instance.delegations[centre].start_place_id
        near, tie = self._blurred(here, self.instance.hosts[host].place_id)
        return visited[host] > 0 or not self.instance.hosts[host].required, near, tie

    def _blurred(self, here: str, there: str) -> tuple[float, int]:
        minutes = self.instance.trips.travel_times.minutes(here, there)
        far = 10_000 if minutes is None else minutes
        return far * self.random.uniform(0.5, 1.5), self.random.randrange(1000)
