"""Where the time goes: the seconds of processor that each part of a platform took, whoever else uses the machine."""

from collections import defaultdict
from collections.abc import Iterator

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
