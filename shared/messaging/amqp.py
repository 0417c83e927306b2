"""Publisher and consumer on RabbitMQ."""

from shared.messaging.broker import inbox_of
from shared.messaging.listener import listen
from shared.messaging.publisher import ConfirmingPublisher, UnconfirmedError

__all__ = ["ConfirmingPublisher", "UnconfirmedError", "inbox_of", "listen"]
