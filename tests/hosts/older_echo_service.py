"""A service process as the version before had it: it declares its queue as the broker likes, and takes from it."""

import json
import threading
from typing import Any, Self

import amqp

from shared.messaging import broker

TAG = "older"


class OlderEchoService:
    """Answers everything with `older` until it ends; what is still in the queue then stays there."""

    def __init__(self, uri: str) -> None:
        self.stopping = threading.Event()
        self.answered = 0
        self.connection = broker.connect(uri)
        self.channel = self.connection.channel()
        declare_classic(self.channel)
        self.channel.basic_qos(0, 10, False)
        self.channel.basic_consume("rpc-echo_service", callback=self._answer, consumer_tag=TAG)
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while not self.stopping.is_set():
            broker.drain(self.connection, 0.05)
        self.channel.basic_cancel(TAG)
        while broker.drain(self.connection, 0.2):
            pass
        broker.close(self.connection)

    def _answer(self, message: Any) -> None:
        properties = message.properties
        answer = amqp.Message(
            json.dumps({"result": "older", "error": None}),
            content_type="application/json",
            content_encoding="utf-8",
            correlation_id=properties["correlation_id"],
        )
        self.channel.basic_publish(answer, "nameko-rpc", properties["reply_to"])
        self.channel.basic_ack(message.delivery_tag)
        self.answered += 1

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.thread.join()


def declare_classic(channel: Any) -> None:
    """Declare the queue and its exchange as nameko does, and as this project did."""
    channel.exchange_declare("nameko-rpc", "topic", durable=True, auto_delete=False)
    channel.queue_declare("rpc-echo_service", durable=True, auto_delete=False)
    channel.queue_bind("rpc-echo_service", "nameko-rpc", "echo_service.*")
