"""Signatures of events: a relay signs each at publication, and a consumer refuses what no relay signed.

The signature stands in the headers of the message and covers every byte of its body, in which source, partition key,
sequence and type stand: it is good for no other event. It is never stored, so that an event published again is signed
with the key of that day.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from shared.keys import KeyRing
from shared.settings import ACCEPT, Settings

KEY_ID, SIGNATURE = "sanji-key-id", "sanji-signature"


class SignatureRefusedError(ValueError):
    """A message is not signed by a relay; `kind` is `unsigned`, `unknown_key` or `wrong`."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class EventSignatures:
    """Signs and verifies the bodies of events; during a transition it may accept unsigned ones."""

    ring: KeyRing
    accepts_unsigned: bool = False

    @staticmethod
    def from_settings(settings: Settings) -> "EventSignatures":
        """Return the signatures that an operator set keys for."""
        return EventSignatures(settings.event_keys, settings.unsigned_events == ACCEPT)

    def headers(self, body: bytes) -> dict[str, str]:
        """Return the headers that sign a body."""
        identifier, signature = self.ring.sign(body)
        return {KEY_ID: identifier, SIGNATURE: signature}

    def require(self, body: bytes, headers: Mapping[str, Any]) -> None:
        """Refuse a body whose headers do not sign it."""
        identifier, signature = headers.get(KEY_ID), headers.get(SIGNATURE)
        if identifier is None and signature is None:
            if not self.accepts_unsigned:
                raise SignatureRefusedError("unsigned", "the event is unsigned")
            return
        key = self.ring.find(str(identifier))
        if key is None:
            raise SignatureRefusedError(
                "unknown_key", f"the event is signed with an unknown key {str(identifier)!r:.40}"
            )
        expected = hmac.digest(key, body, sha256).hex()
        if not hmac.compare_digest(expected.encode(), str(signature).encode()):
            raise SignatureRefusedError("wrong", "the event's signature is wrong")
