"""Channel on which requests are published, with the broker's confirms, returns and rejections.

Opened just after a broker node was lost, a channel of RabbitMQ may know the lost node as the leader of a queue; it then
refuses everything for that queue until the node is back, and would drop it without a word were it not asked to confirm.
Another channel, opened a moment later, knows the new leader.
"""

from typing import Any

import amqp

from shared.hosts.rpc.connection import EXCHANGE
from shared.hosts.rpc.pending_requests import PendingRequests, Request


class ConfirmedPublishing:
    """Publishes requests over a channel of its own, and resends those that took no effect."""

    def __init__(self, link: Any, requests: PendingRequests, reply_to: str) -> None:
        self.requests = requests
        self.reply_to = reply_to
        self.sent = 0
        self.unconfirmed: dict[int, str] = {}
        self.refused = False
        self.channel = link.channel()
        for name, callback in (
            ("basic_ack", self._taken),
            ("basic_nack", self._refused),
            ("basic_return", self._returned),
        ):
            self.channel.events[name].add(callback)
        self.channel.confirm_select()

    def publish(self, request: Request) -> None:
        """Publish a request that the broker drops when its caller has timed out, since it must not take effect then."""
        message = amqp.Message(
            request.body,
            content_type="application/json",
            content_encoding="utf-8",
            application_headers={},
            delivery_mode=1,
            correlation_id=request.id,
            reply_to=self.reply_to,
            expiration=str(max(1, int(request.left * 1000))),
        )
        self.channel.basic_publish(message, EXCHANGE, request.routing_key, mandatory=True)
        self.sent += 1
        self.unconfirmed[self.sent] = request.id

    def _taken(self, tag: int, multiple: bool) -> None:  # noqa: FBT001 - py-amqp calls it so
        self._settled(tag, multiple=multiple)

    def _refused(self, tag: int, multiple: bool) -> None:  # noqa: FBT001 - py-amqp calls it so
        self.refused = True
        for request_id in self._settled(tag, multiple=multiple):
            self.requests.came_back(request_id, "the broker refuses requests")

    def _settled(self, tag: int, *, multiple: bool) -> list[str]:
        tags = [each for each in self.unconfirmed if each <= tag] if multiple else [tag]
        return [self.unconfirmed.pop(each) for each in tags if each in self.unconfirmed]

    def _returned(self, _error: Exception, _exchange: str, routing_key: str, message: Any) -> None:
        self.requests.came_back(message.properties.get("correlation_id"), f"nobody takes requests for {routing_key}")
