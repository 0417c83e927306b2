"""Where the time goes: the seconds of processor that each part of a platform took, whoever else uses the machine."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
from sqlalchemy.engine import make_url

from bench.environment import Site
from tools.platforms import Platform

POSTGRESQL, RABBITMQ = "PostgreSQL", "RabbitMQ"
SESSION = "postgres:"
"""How PostgreSQL's sessions call themselves, with the database's name further on."""
BEAM = "beam.smp"


def taken(platform: Platform, site: Site) -> dict[str, float]:
    """Return the seconds that a platform's processes and its servers have taken so far.

    The broker's are those of all its work; servers on another machine are not in it.
    """
    seconds: defaultdict[str, float] = defaultdict(float)
    for name, process in platform.processes.items():
        parent = psutil.Process(process.pid)
        for each in (parent, *parent.children(recursive=True)):
            seconds[name] += _seconds(each)
    for part, process in _servers(str(make_url(site.database_url).database)):
        seconds[part] += _seconds(process)
    return seconds


class PerCommand:
    """The milliseconds of processor that each part of a platform took for one command, over all rounds."""

    def __init__(self, platform: Platform, site: Site) -> None:
        self.platform = platform
        self.site = site
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.commands = 0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Measure what is done in the block; whoever does it adds its commands to `commands`."""
        before = taken(self.platform, self.site)
        yield
        for part, seconds in taken(self.platform, self.site).items():
            self.seconds[part] += seconds - before.get(part, 0.0)

    def add(self, other: "PerCommand") -> None:
        """Add what another one measured."""
        self.commands += other.commands
        for part, seconds in other.seconds.items():
            self.seconds[part] += seconds

    @property
    def milliseconds(self) -> float:
        """All parts together."""
        return 1000 * sum(self.seconds.values()) / self.commands

    def __str__(self) -> str:
        each = {part: 1000 * seconds / self.commands for part, seconds in self.seconds.items()}
        dearest = sorted(each, key=lambda part: -each[part])
        return f"{self.milliseconds:.1f} ms: " + ", ".join(f"{part} {each[part]:.1f}" for part in dearest)


def _servers(databases: str) -> Iterator[tuple[str, psutil.Process]]:
    for process in psutil.process_iter(["name", "cmdline"]):
        command = " ".join(process.info["cmdline"] or [])
        if command.startswith(SESSION) and databases in command:
            yield POSTGRESQL, process
        elif process.info["name"] == BEAM:
            yield RABBITMQ, process


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
