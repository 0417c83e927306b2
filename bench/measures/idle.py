"""What a platform costs that nobody uses: processor time and memory, of the whole deployment and the embedded host."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from bench import cpu_usage, platforms
from bench.environment import KEYS, Environment, Site
from bench.rounds import Goal, Measure
from bench.sizes import Sizes
from tools.platforms import DISTRIBUTED, EMBEDDED, Platform, running

WHOLE, EMBEDDED_HOST = "whole deployment", "embedded host"
GOALS = [Goal(WHOLE, EMBEDDED_HOST)]
SETTLES = 30.0
"""Seconds for which nothing is measured after the start of two whole platforms."""


@contextmanager
def opened(environment: Environment, sizes: Sizes) -> Iterator[Measure]:
    """Start every process of a deployment on real servers, and the embedded host beside it; nobody asks either."""
    site, folder = environment.site(), environment.folder / "embedded"
    folder.mkdir(parents=True)
    with (
        platforms.started(environment, site, DISTRIBUTED, sizes) as whole,
        running(EMBEDDED, folder, None, **KEYS) as embedded,
    ):
        time.sleep(SETTLES if sizes.seconds >= Sizes.seconds else 0)

        def used(platform: Platform) -> float:
            return _processor(platform, site, 5 * sizes.seconds)

        def memory() -> list[str]:
            return [
                f"{name}: {_memory(platform) / 1e6:,.0f} MB (PSS) in {len(_processes(platform))} processes"
                for name, platform in ((WHOLE, whole), (EMBEDDED_HOST, embedded))
            ]

        ways = {WHOLE: lambda: used(whole), EMBEDDED_HOST: lambda: used(embedded)}
        notes = ["aims: whole deployment 40, embedded host 15; what the database and the broker take is not in it"]
        yield Measure("idle: nobody asks", "thousandths of a core", ways, GOALS, notes, memory)


def _processor(platform: Platform, site: Site, seconds: float) -> float:
    """Return how many thousandths of a core a platform's own processes take while nobody asks."""
    before, begun = cpu_usage.taken(platform, site), time.monotonic()
    time.sleep(seconds)
    after, lasted = cpu_usage.taken(platform, site), time.monotonic() - begun
    own = sum(after[name] - before[name] for name in platform.processes)
    return 1000 * max(own, 0.001) / lasted


def _processes(platform: Platform) -> list[psutil.Process]:
    parents = [psutil.Process(process.pid) for process in platform.processes.values()]
    return [each for parent in parents for each in (parent, *parent.children(recursive=True))]


def _memory(platform: Platform) -> float:
    """Return the bytes that a platform's processes keep, what they share counted once."""
    return float(sum(each.memory_full_info().pss for each in _processes(platform)))
