"""The two ends of the wire on RabbitMQ: what tells, and what listens."""

from shared.messaging.broker import inbox_of
from shared.messaging.listener import listen
from shared.messaging.publisher import ConfirmingPublisher, UnconfirmedError

__all__ = ["ConfirmingPublisher", "UnconfirmedError", "inbox_of", "listen"]
