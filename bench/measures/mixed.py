"""How many clients a platform serves at once who read more than they write, until one answer in a hundred is late."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from random import Random
from statistics import quantiles

from bench import load, platforms
from bench.environment import Environment
from bench.measures.commands import NAME, OURS, STOCK, await_told, both_at_work, progress_report
from bench.rounds import Goal, Measure, Take
from bench.sample_district import SampleDistrict
from bench.sizes import Sizes
from tools.platforms import Platform

WRITES = 0.3
"""Which part of the requests reports progress; the others read an overview or a list."""
LATE = 0.3
"""Seconds that the slowest answer in a hundred may take."""
FEWEST, MOST, MORE = 4, 400, 1.25
"""With so many clients it begins and ends, and so many times more come each time."""


@contextmanager
def opened(environment: Environment, sizes: Sizes) -> Iterator[Measure]:
    """Start both platforms on the same projects."""
    made, ours, stock = both_at_work(environment, sizes)
    with ExitStack() as stack:
        ways = {}
        for way, site, commands in (("platform", ours, OURS), ("stock nameko", stock, STOCK)):
            platform = stack.enter_context(platforms.started(environment, site, commands, sizes))
            engine = site.engine(NAME)
            stack.callback(engine.dispose)
            ways[way] = _take(platform, made, sizes, partial(await_told, engine))
        notes = [f"clients who ask again at once, {WRITES:.0%} of them writing; p99 of {LATE * 1000:.0f} ms"]
        yield Measure("mixed: reads and writes over HTTP", "clients", ways, [Goal("platform", "stock nameko")], notes)


def _take(platform: Platform, made: SampleDistrict, sizes: Sizes, rest: Callable[[], None]) -> Take:
    identity, draw = platforms.signed_in(platform, made.district_id), Random(1)
    projects = itertools.cycle(made.projects)
    level = f"/api/v1/levels/district/{made.district_id}/overview?indicators=sessions,projects,members"
    reads = [level, f"/api/v1/projects?organization_id={made.district_id}&limit=20"]
    texts = itertools.cycle([load.request("GET", platform.address, path, identity) for path in reads])

    def following() -> bytes:
        return progress_report(platform, next(projects), identity) if draw.random() < WRITES else next(texts)

    def late(clients: int) -> bool:
        waited: list[float] = []
        load.press(platform.address, following, clients=clients, seconds=sizes.seconds, waited=waited)
        rest()
        return quantiles(waited, n=100)[-1] > LATE

    def most() -> float:
        served, clients = 0, FEWEST
        while clients <= MOST and not late(clients):
            served, clients = clients, max(clients + 1, round(clients * MORE))
        return float(max(served, 1))

    return most
