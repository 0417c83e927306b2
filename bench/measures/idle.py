"""What a platform costs that nobody uses: processor time and memory, of the whole deployment and the embedded host.

One service by itself is measured on both hosts that it may have on servers: two whole deployments would need more
connections than a server of Debian's admits.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial

import psutil

from bench import cpu_usage, platforms
from bench.environment import KEYS, Environment, Site
from bench.rounds import Goal, Measure
from bench.service_process import ServiceProcess
from bench.sizes import Sizes
from tools.platforms import DISTRIBUTED, EMBEDDED, Platform, running

WHOLE, EMBEDDED_HOST = "whole deployment", "embedded host"
ON_NAMEKO, ON_THREADS = "a service on nameko", "a service on threads"
SERVICES = {ON_NAMEKO: "rabbitmq", ON_THREADS: "threads"}
GOALS = [Goal(WHOLE, EMBEDDED_HOST), Goal(ON_THREADS, ON_NAMEKO)]
SERVICE = "projects"
SETTLES = 30.0
"""Seconds for which nothing is measured after the start of two whole platforms."""


@contextmanager
def opened(environment: Environment, sizes: Sizes) -> Iterator[Measure]:
    """Start all processes of a deployment, one service more on either host, and the embedded host; nobody asks them."""
    site, folder = environment.site(), environment.folder / "embedded"
    folder.mkdir(parents=True)
    with (
        platforms.started(environment, site, DISTRIBUTED, sizes) as whole,
        running(EMBEDDED, folder, None, **KEYS) as embedded,
        ExitStack() as stack,
    ):
        services = {
            name: ServiceProcess(stack, environment.site(), SERVICE, "services", SERVICE, SANJI_HOST=host)
            for name, host in SERVICES.items()
        }
        time.sleep(SETTLES if sizes.seconds >= Sizes.seconds else 0)

        def used(platform: Platform) -> float:
            return _processor(platform, site, 5 * sizes.seconds)

        def memory() -> list[str]:
            found = {WHOLE: _processes(whole), EMBEDDED_HOST: _processes(embedded)}
            found |= {name: [service.process] for name, service in services.items()}
            return [
                f"{name}: {_memory(processes) / 1e6:,.0f} MB (PSS), {_memory_alone(processes) / 1e6:,.0f} MB (USS)"
                f" in {len(processes)} processes"
                for name, processes in found.items()
            ]

        ways = {WHOLE: lambda: used(whole), EMBEDDED_HOST: lambda: used(embedded)}
        ways |= {name: partial(_taken_by, service, 5 * sizes.seconds) for name, service in services.items()}
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


def _taken_by(service: ServiceProcess, seconds: float) -> float:
    """Return how many thousandths of a core one service takes while nobody asks."""
    before, begun = service.taken(), time.monotonic()
    time.sleep(seconds)
    return 1000 * max(service.taken() - before, 0.001) / (time.monotonic() - begun)


def _memory(processes: Sequence[psutil.Process]) -> float:
    """Return the bytes that processes keep, what they share counted once."""
    return float(sum(each.memory_full_info().pss for each in processes))


def _memory_alone(processes: Sequence[psutil.Process]) -> float:
    """Return the bytes that processes keep and share with nobody."""
    return float(sum(each.memory_full_info().uss for each in processes))
