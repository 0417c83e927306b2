"""The projector, from a full queue to figures at every level, against taking the same messages and doing nothing."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from time import perf_counter
from typing import Any

from sqlalchemy import func, select

from bench import readside, sample_district
from bench.environment import Environment, Site
from bench.queues import SIGNATURES, Queue
from bench.rounds import Goal, Measure, Take
from bench.sizes import Sizes
from gateway.projector import BATCH, SOURCES, Projector
from shared.messaging import broker
from shared.messaging.consumer import consume
from shared.messaging.events import Envelope
from shared.messaging.tables import inbox_cursor
from shared.unit_of_work import new_id


@contextmanager
def opened(environment: Environment, sizes: Sizes) -> Iterator[Measure]:
    """Fill the gateway's queue for each round, and empty it into tables that know nothing yet."""
    site, unread = environment.site(), environment.site()
    made = sample_district.build(site, projects=sizes.projects, reports=sizes.reports)
    told = sample_district.elsewhere(made.told, sizes.districts)
    readside.begin(unread)

    def timed(take: Callable[[Queue, int], None]) -> float:
        # A queue for each round: what a broker had not yet noted as taken when its reader left comes back into it.
        with Queue(site.amqp_uri, "projects", f"bench.{new_id()}") as queue:
            queue.put(told)
            begun = perf_counter()
            take(queue, len(told))
            return len(told) / (perf_counter() - begun)

    def projected() -> float:
        environment.copy(unread, site, readside.NAME)
        return timed(partial(_project, site))

    ways: dict[str, Take] = {
        "projector": projected,
        "consume and ack": lambda: timed(partial(_consume, together=1)),
        "consume, ack together": lambda: timed(partial(_consume, together=BATCH)),
    }
    goals = (Goal("projector", "consume and ack", 0.5), Goal("projector", "consume, ack together"))
    kinds = len({item.name for item in told})
    notes = [f"{len(told)} events of {kinds} kinds, of {sizes.districts} districts; batches of {BATCH}"]
    yield Measure("projector: RabbitMQ to the figures of three levels", "events/s", ways, goals, notes)


def _project(site: Site, queue: Queue, amount: int) -> None:
    engine, stopping = site.engine(readside.NAME), threading.Event()
    projector, heard = Projector(engine), 0

    def receive(envelopes: Sequence[Envelope]) -> None:
        nonlocal heard
        projector.receive(envelopes)
        heard += len(envelopes)
        if heard == amount:
            stopping.set()

    sources = frozenset(SOURCES)
    consume(queue.uri, queue.name, sources, receive, signatures=SIGNATURES, batch=BATCH, stopping=stopping)
    with engine.connect() as session:
        applied = int(session.scalar(select(func.sum(inbox_cursor.c.applied))) or 0)
    engine.dispose()
    if applied != amount:
        raise RuntimeError(f"{applied} of {amount} events took effect")


def _consume(queue: Queue, amount: int, *, together: int) -> None:
    with closing(broker.connect(queue.uri)) as connection:
        channel: Any = connection.channel()
        taken = 0

        def take(message: Any) -> None:
            nonlocal taken
            taken += 1
            if taken % together == 0 or taken == amount:
                channel.basic_ack(message.delivery_tag, multiple=together > 1)

        channel.basic_qos(0, 2 * BATCH, False)
        channel.basic_consume(queue.name, callback=take)
        while taken < amount:
            connection.drain_events(timeout=broker.TIMEOUT)
