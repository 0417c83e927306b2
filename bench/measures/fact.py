"""What one fact costs: processor time of a progress report, reported at a steady pace by people who are not remembered.

Beside the command alone and nameko as it is usually used stands the whole deployment, in which every service that
listens hears of it, and the levels show it.
"""

import itertools
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Self

from sqlalchemy import func, select, update

from bench import cpu_usage, load, platforms, readside
from bench.environment import Environment, Site
from bench.measures.commands import NAME, OURS, STOCK, await_told, both_at_work, progress_report
from bench.rounds import Goal, Measure
from bench.sample_district import SERVICES, SampleDistrict
from bench.sizes import Sizes
from gateway.identity_cache import FRESH
from shared import databases
from shared.messaging.tables import inbox, outbox
from tools.platforms import DISTRIBUTED, Platform

RATE = 20
"""Reports a second."""
PEOPLE = int(2 * FRESH * RATE)
"""So many that each comes again when the gateway no longer remembers who it is."""
ALONE, STOCK_WAY, WHOLE = "command alone", "stock nameko", "with all who listen"
PATIENCE = 120.0
"""Seconds that the whole deployment may take to hear all that was told before it started."""


@contextmanager
def opened(environment: Environment, sizes: Sizes) -> Iterator[Measure]:
    """Start three platforms on the same projects, the last of which has heard everything from the beginning."""
    made, ours, stock = both_at_work(environment, sizes)
    whole = environment.site()
    for name in SERVICES:
        environment.copy(ours, whole, name)
        _untell(whole, name)
    with ExitStack() as stack:
        ways = {
            name: stack.enter_context(_Way(environment, site, commands, made, sizes))
            for name, site, commands in ((ALONE, ours, OURS), (STOCK_WAY, stock, STOCK), (WHOLE, whole, DISTRIBUTED))
        }
        yield Measure(
            f"fact: a progress report, {RATE} a second",
            "ms of processor",
            {name: way.take for name, way in ways.items()},
            [Goal(STOCK_WAY, ALONE, 1.9), Goal(WHOLE, ALONE)],
            [f"{PEOPLE} people in turn, none of them remembered; aims: {ALONE} 5.5, {WHOLE} 22"],
            lambda: [f"{name}: {way.spent}" for name, way in ways.items()],
        )


class _Way:
    """One platform, and the people who report to it."""

    def __init__(
        self, environment: Environment, site: Site, commands: platforms.Commands, made: SampleDistrict, sizes: Sizes
    ) -> None:
        self.site = site
        self.made = made
        self.seconds = sizes.seconds
        self.projects = itertools.cycle(made.projects)
        self.started = platforms.started(environment, site, commands, sizes)

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.platform: Platform = stack.enter_context(self.started)
            self.spent = cpu_usage.PerCommand(self.platform, self.site)
            self.people = itertools.cycle(platforms.people(self.platform, self.made.district_id, PEOPLE))
            self.engine = self.site.engine(NAME)
            stack.callback(self.engine.dispose)
            self._come_to_rest()
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def take(self) -> float:
        """Report at a steady pace, and return the milliseconds of processor that one report took on this platform."""
        before = cpu_usage.PerCommand(self.platform, self.site)
        with before.measured():
            before.commands = self._report(max(1, int(RATE * self.seconds)))
            self._come_to_rest()
        self.spent.add(before)
        return before.milliseconds

    def _report(self, reports: int) -> int:
        client, begun = load.Client(self.platform.address), time.monotonic()
        for number in range(reports):
            time.sleep(max(0.0, begun + number / RATE - time.monotonic()))
            client.ask(progress_report(self.platform, next(self.projects), next(self.people)))
            while not client.answered():
                pass
        client.line.close()
        return reports

    def _come_to_rest(self) -> None:
        """Wait until everything is told, and nothing waits in any inbox."""
        await_told(self.engine)
        until = time.monotonic() + PATIENCE
        while self._waiting():
            if time.monotonic() > until:
                raise TimeoutError("the services do not hear what was told")
            time.sleep(0.05)

    def _waiting(self) -> int:
        running = {name.rpartition(" ")[2] for name in self.platform.processes if name.startswith("services ")}
        listening = [readside.NAME, *running] if "gateway.projector" in self.platform.processes else []
        return sum(map(self._waiting_of, listening))

    def _waiting_of(self, name: str) -> int:
        engine = self.site.engine(name)
        try:
            return int(databases.fetch_scalar(engine, select(func.count(inbox.c.sequence))))
        finally:
            engine.dispose()


def _untell(site: Site, name: str) -> None:
    """Have a service's relay tell everything anew."""
    engine = site.engine(name)
    with databases.transaction(engine) as session:
        session.execute(update(outbox).values(published_at=None))
    engine.dispose()
