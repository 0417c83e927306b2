"""Requests as the broker delivers them."""

from shared.hosts.rpc.server_messages import Delivery
from shared.messaging.json_codec import dumps


def delivery(method: str, *args: object, expiration: str = "", content_type: str = "application/json") -> Delivery:
    """Return a request as the broker delivers it."""
    properties = {"content_type": content_type, "reply_to": "r", "correlation_id": "c"}
    properties |= {"expiration": expiration} if expiration else {}
    info = {"routing_key": f"echo_service.{method}", "delivery_tag": 1}
    return Delivery(("r", "c"), dumps({"args": args, "kwargs": {}}), properties, {}, info, None)
