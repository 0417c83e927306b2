"""Commands through the gateway, each answered and its event told, against nameko as it is usually used.

Both have the same front (this gateway, all of it), the same rules and tables, one service process, and as many workers
and threads. What differs is the seam: RPC, what a command keeps, and how its event goes out.
"""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from time import monotonic, perf_counter, sleep
from typing import Self

from sqlalchemy import Engine, select

from bench import cpu_usage, load, platforms, readside, sample_district
from bench.environment import Environment, Site
from bench.queues import Queue
from bench.rounds import Goal, Measure
from bench.sample_district import SampleDistrict
from bench.sizes import Sizes
from shared import databases
from shared.messaging.broker import inbox_of
from shared.messaging.tables import outbox
from shared.unit_of_work import new_id
from tools.platforms import Platform

NAME = "projects"
OURS = (("services", NAME), ("services.relay", NAME), ("gateway",))
STOCK = (("bench.stock",), ("bench.stock.gateway",))
EVENTS: dict[platforms.Commands, int] = {OURS: 2, STOCK: 1}
"""Events of one command: its fact, and on the platform who gave it, for the trail."""
PATIENCE = 30.0
"""Seconds that telling what a round left behind may take."""


@contextmanager
def opened(environment: Environment, sizes: Sizes) -> Iterator[Measure]:
    """Start both platforms on the same projects; reports of progress are what is asked of them."""
    made, ours, stock = both_at_work(environment, sizes)
    with ExitStack() as stack:
        ways = {
            name: stack.enter_context(_Way(environment, site, commands, made, sizes))
            for name, site, commands in (("platform", ours, OURS), ("stock nameko", stock, STOCK))
        }
        yield Measure(
            "commands: progress reports over HTTP",
            "commands/s",
            {name: way.take for name, way in ways.items()},
            [Goal("platform", "stock nameko", 2.0)],
            [f"{sizes.crowd}, one service process; a round ends when the broker has confirmed the last event"],
            lambda: [f"{name}, processor time of a command: {way.spent}" for name, way in ways.items()],
        )


def both_at_work(environment: Environment, sizes: Sizes) -> tuple[SampleDistrict, Site, Site]:
    """Make the same district at work on two sites, the platform's and that of the stock way."""
    ours, stock = environment.site(), environment.site()
    made = sample_district.build(ours, projects=sizes.projects, reports=sizes.reports)
    readside.begin(ours)
    readside.fill(ours, made.told)
    for name in (NAME, readside.NAME):
        environment.copy(ours, stock, name)
    return made, ours, stock


class _Way:
    """One platform under its own name, with what it takes to ask it."""

    def __init__(
        self, environment: Environment, site: Site, commands: platforms.Commands, made: SampleDistrict, sizes: Sizes
    ) -> None:
        self.site = site
        self.sizes = sizes
        self.made = made
        self.projects = itertools.cycle(made.projects)
        self.events = EVENTS[commands]
        self.started = platforms.started(environment, site, commands, sizes)

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.queue = stack.enter_context(Queue(self.site.amqp_uri, NAME, inbox_of("gateway")))
            self.platform: Platform = stack.enter_context(self.started)
            self.spent = cpu_usage.PerCommand(self.platform, self.site)
            self.identity = platforms.signed_in(self.platform, self.made.district_id)
            self.engine = self.site.engine(NAME)
            stack.callback(self.engine.dispose)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def take(self) -> float:
        """Ask for some seconds and give the commands a second that were answered and told."""
        begun = perf_counter()
        with self.spent.measured():
            answers, _ = load.press(
                self.platform.address, self._next, clients=self.sizes.clients, seconds=self.sizes.seconds
            )
            await_told(self.engine)
        seconds = perf_counter() - begun
        self.spent.commands += answers
        if (told := self.queue.take_all()) != answers * self.events:
            raise RuntimeError(f"{answers} commands were answered and {told} events told, not {self.events} of each")
        return answers / seconds

    def _next(self) -> bytes:
        return progress_report(self.platform, next(self.projects), self.identity)


def progress_report(platform: Platform, project_id: str, identity: Mapping[str, str]) -> bytes:
    """Write the request that reports a project's progress."""
    said = {"text": "完成入户走访", "people_served": 3}
    headers = {**identity, "Idempotency-Key": new_id()}
    return load.request("POST", platform.address, f"/api/v1/projects/{project_id}/progress", headers, said)


def await_told(engine: Engine) -> None:
    """Wait until a service's relay has told all that its outbox holds."""
    waiting = select(outbox.c.position).where(outbox.c.published_at.is_(None)).limit(1)
    until = monotonic() + PATIENCE
    while databases.fetch_scalar(engine, waiting) is not None:
        if monotonic() > until:
            raise TimeoutError("the relay does not keep up")
        sleep(0.01)
