"""A listener reads many messages at once and hears each of them whole, whatever its size and wherever a read ends."""

from contextlib import closing
from typing import Any

import amqp
import pytest

from shared.messaging import broker

pytestmark = pytest.mark.server
BODIES = [bytes([number % 251]) * size for number, size in enumerate([0, 1, 7, 1500, 16_384, 200_000, 16_383] * 30)]


def test_what_is_read_ahead_is_heard_whole_in_order_and_in_few_reads(fresh_amqp_uri: str) -> None:
    with closing(broker.connect(fresh_amqp_uri)) as connection:
        asked: list[int] = []
        receive = connection.transport._quick_recv

        def counted(size: int) -> bytes:
            asked.append(size)
            return bytes(receive(size))

        connection.transport._quick_recv = counted
        broker.read_ahead(connection)
        channel: Any = connection.channel()
        channel.auto_decode = False
        channel.queue_declare("ahead", exclusive=True)
        for body in BODIES:
            channel.basic_publish(amqp.Message(body), routing_key="ahead")
        asked.clear()
        heard: list[bytes] = []
        channel.basic_consume("ahead", no_ack=True, callback=lambda message: heard.append(message.body or b""))
        while len(heard) < len(BODIES):
            assert broker.drain(connection, 10)
        assert heard == BODIES
        assert not broker.drain(connection, 0.2)
        # Left to itself, py-amqp reads at least nine times for each.
        # Left to itself, py-amqp reads nine times for each.
        assert len(asked) < 4 * len(BODIES)
