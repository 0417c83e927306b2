"""The relay, from a full outbox on PostgreSQL to the last confirm, against publishing the same without a database."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from time import perf_counter
from typing import Any, Self

import amqp
from kombu.connection import Connection
from sqlalchemy import insert, text

from bench import sample_district
from bench.environment import Environment, Site
from bench.queues import SIGNATURES, Queue
from bench.rounds import Goal, Measure, Take
from bench.sizes import Sizes
from shared import databases
from shared.messaging import broker
from shared.messaging.events import Envelope
from shared.messaging.publisher import ConfirmingPublisher
from shared.messaging.relay import BATCH, OutboxRow, Relay
from shared.messaging.relay_lease import RelayLease
from shared.messaging.tables import outbox
from shared.unit_of_work import clock

NAME = "projects"
TOGETHER = 100
"""Messages for which the plain publisher waits at once."""
SINGLY = 4
"""Waiting for each confirm is given this fraction of the messages: a round of it would last too long otherwise."""
PERSISTENT = 2
GOALS = (
    Goal("relay", "a confirm for each", 4.0),
    Goal("relay", "batched confirms", 0.8),
    Goal("relay", "its publisher alone"),
)


@contextmanager
def opened(environment: Environment, sizes: Sizes) -> Iterator[Measure]:
    """Fill an outbox, again for each round, and move it onto a quorum queue."""
    site = environment.site()
    made = sample_district.build(site, projects=sizes.projects, reports=sizes.reports)
    told = sample_district.elsewhere(made.told, sizes.districts)
    with ExitStack() as stack:
        queue = stack.enter_context(Queue(site.amqp_uri, NAME, "bench.inbox"))

        def timed(work: Callable[[], None], amount: int) -> float:
            begun = perf_counter()
            work()
            seconds = perf_counter() - begun
            if (arrived := queue.take_all()) != amount:
                raise RuntimeError(f"{arrived} of {amount} messages arrived")
            return amount / seconds

        few = told[: max(1, len(told) // SINGLY)]
        relay = stack.enter_context(_Relayed(site, told))
        ways: dict[str, Take] = {
            "relay": lambda: timed(relay.move, relay.fill()),
            "a confirm for each": lambda: timed(lambda: _publish_singly(site.amqp_uri, few), len(few)),
            "batched confirms": lambda: timed(lambda: _publish_batched(site.amqp_uri, told), len(told)),
            "its publisher alone": lambda: timed(lambda: queue.put(told), len(told)),
        }
        size = sum(len(item.envelope.encode()) for item in told) // len(told)
        notes = [
            f"{len(told)} events of {size} bytes; batches of {TOGETHER} confirms by py-amqp, of {BATCH} by the relay"
        ]
        yield Measure("relay: outbox on PostgreSQL to RabbitMQ", "events/s", ways, GOALS, notes)


class _Relayed:
    """An outbox that is full again whenever it is to be measured."""

    def __init__(self, site: Site, told: Sequence[OutboxRow]) -> None:
        self.site = site
        self.rows = [_row(item) for item in told]

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.engine = self.site.engine(NAME)
            stack.callback(self.engine.dispose)
            self.publisher = stack.enter_context(closing(ConfirmingPublisher(self.site.amqp_uri, NAME, SIGNATURES)))
            self.lease = stack.enter_context(RelayLease(self.engine.url))
            self.relay = Relay(NAME, self.engine, self.publisher, clock, self.lease)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def fill(self) -> int:
        """Put all events into an empty outbox, and let PostgreSQL know what is in it."""
        with databases.transaction(self.engine) as session:
            session.execute(text("TRUNCATE outbox"))
            session.execute(insert(outbox), self.rows)
            session.execute(text("ANALYZE outbox"))
        return len(self.rows)

    def move(self) -> None:
        """Do what the relay's process does while something waits."""
        while self.lease.held() and self.relay.move():
            pass


def _row(item: OutboxRow) -> dict[str, object]:
    envelope = Envelope.decode(item.envelope)
    return {
        "district_id": envelope.districtid,
        "partition_key": envelope.partitionkey,
        "sequence": envelope.number,
        "name": item.name,
        "recorded_at": datetime.now(UTC),
        "envelope": item.envelope,
    }


def _publish_singly(uri: str, told: Sequence[OutboxRow]) -> None:
    """As nameko and most others publish: kombu's producer, and py-amqp waits for the broker after each message."""
    exchange = broker.exchange_of(NAME)
    with Connection(uri, transport_options={"confirm_publish": True}) as connection:  # type: ignore[no-untyped-call]
        producer: Any = connection.Producer()
        for item in told:
            producer.publish(
                item.envelope,
                exchange=exchange,
                routing_key=item.name,
                delivery_mode=PERSISTENT,
                mandatory=True,
                content_type="application/json",
                content_encoding="utf-8",
            )


def _publish_batched(uri: str, told: Sequence[OutboxRow]) -> None:
    """As bare as it gets with py-amqp: send a batch, then wait until the broker has confirmed all of it."""
    exchange, unconfirmed = broker.exchange_of(NAME), set[int]()

    def confirmed(tag: int, multiple: bool) -> None:  # noqa: FBT001 - py-amqp calls it so
        unconfirmed.difference_update([each for each in unconfirmed if each <= tag] if multiple else [tag])

    with closing(broker.connect(uri)) as connection:
        channel = connection.channel()
        channel.events["basic_ack"].add(confirmed)
        channel.confirm_select()
        for begin in range(0, len(told), TOGETHER):
            batch = told[begin : begin + TOGETHER]
            unconfirmed.update(range(begin + 1, begin + len(batch) + 1))
            for item in batch:
                message = amqp.Message(item.envelope, content_type="application/json", delivery_mode=PERSISTENT)
                channel.basic_publish(message, exchange, item.name, mandatory=True)
            while unconfirmed:
                connection.drain_events(timeout=broker.TIMEOUT)
