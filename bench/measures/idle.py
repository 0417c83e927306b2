"""What a platform costs that nobody uses, in processor time and memory: the whole deployment, and the embedded host."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import psutil

from bench import cpu_usage, platforms
from bench.environment import KEYS, Environment, Site
from bench.rounds import Goal, Measure
from bench.sizes import Sizes
from tools.platforms import DISTRIBUTED, EMBEDDED, Platform, running

WHOLE, THREADS, EMBEDDED_HOST = "whole deployment", "whole deployment on threads", "embedded host"
GOALS = [Goal(WHOLE, EMBEDDED_HOST), Goal(THREADS, WHOLE)]
SETTLES = 30.0
"""Seconds for which nothing is measured after the start of three whole platforms."""


@contextmanager
def opened(environment: Environment, sizes: Sizes) -> Iterator[Measure]:
    """Start every process of a deployment on real servers, on either host, and the embedded host; nobody asks them."""
    site, other, folder = environment.site(), environment.site(), environment.folder / "embedded"
    folder.mkdir(parents=True)
    with (
        platforms.started(environment, site, DISTRIBUTED, sizes) as whole,
        platforms.started(environment, other, DISTRIBUTED, sizes, SANJI_HOST="threads") as threads,
        running(EMBEDDED, folder, None, **KEYS) as embedded,
    ):
        time.sleep(SETTLES if sizes.seconds >= Sizes.seconds else 0)

        def used(platform: Platform) -> float:
            return _processor(platform, site, 5 * sizes.seconds)

        found = {WHOLE: whole, THREADS: threads, EMBEDDED_HOST: embedded}

        def memory() -> list[str]:
            return [line for name, platform in found.items() for line in _told(name, platform)]

        ways = {name: partial(used, platform) for name, platform in found.items()}
        notes = ["aims: whole deployment 40, embedded host 15; what the database and the broker take is not in it"]
        yield Measure("idle: nobody asks", "thousandths of a core", ways, GOALS, notes, memory)


def _processor(platform: Platform, site: Site, seconds: float) -> float:
    """Return how many thousandths of a core a platform's own processes take while nobody asks."""
    before, begun = cpu_usage.taken(platform, site), time.monotonic()
    time.sleep(seconds)
    after, lasted = cpu_usage.taken(platform, site), time.monotonic() - begun
    own = sum(after[name] - before[name] for name in platform.processes)
    return 1000 * max(own, 0.001) / lasted


def _told(name: str, platform: Platform) -> Iterator[str]:
    """Say what memory a platform's processes take, and what each service has taken of it and of the processor."""
    processes = [each for process in platform.processes.values() for each in _family(process.pid)]
    yield f"{name}: {_memory(processes) / 1e6:,.0f} MB (PSS) in {len(processes)} processes"
    services = [each for command, process in platform.processes.items() if command.startswith("services ")
                for each in _family(process.pid)]  # fmt: skip
    if services:
        yield f"{name}, each service: {_memory(services) / len(services) / 1e6:,.1f} MB (PSS)"


def _family(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def _memory(processes: Sequence[psutil.Process]) -> float:
    """Return the bytes that processes keep, what they share counted once."""
    return float(sum(each.memory_full_info().pss for each in processes))
