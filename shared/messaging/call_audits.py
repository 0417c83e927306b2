"""Audit events: who had a service carry out which command, or read which personal data, for the audit trail.

They are no facts of a record, so the catalogue lists them apart. Each account's are a stream of their own, by account
and not by organization: whoever listens to an organization misses nothing, and no district waits for one counter.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar

from shared.messaging.events import Envelope, Event
from shared.rights import EVERYTHING, Actor

NAME = "call_audited"
CONSUMER = "gateway"
"""The only listener that takes them in; a service's inbox passes them over."""
PREFIX = "calls-"
PERSONAL = "sanji_personal"
"""Marks a query that reads personal data."""
LONGEST_ID, LONGEST_NAME = 64, 100
NO_DETAIL: Mapping[str, str] = MappingProxyType({})


class CallAudited(Event, frozen=True, kw_only=True):
    """An account had a service carry out a command, or read personal data; for the gateway's audit trail alone."""

    name: ClassVar[str] = NAME
    in_order_of: ClassVar[str] = "stream"

    stream: str
    call_id: str
    method: str
    account_id: str
    account_name: str
    person_id: str
    personal: bool
    detail: dict[str, str]
    """The versions before and after, the ids that the call named, and what was purged by which rule."""


@cache
def event_class(service: str) -> type[CallAudited]:
    """Return the class of a service's audit events."""

    class Audited(CallAudited, frozen=True, kw_only=True):
        __doc__ = CallAudited.__doc__
        source: ClassVar[str] = service

    return Audited


def audited(
    service: str,
    method: Callable[..., Any],
    actor: Actor,
    params: Mapping[str, Any],
    answer: Any,
    *,
    call_id: str,
    detail: Mapping[str, str] = NO_DETAIL,
) -> CallAudited:
    """Return the audit event of a call that was carried out; texts are cut to what the trail holds."""
    shown: Mapping[str, Any] = answer if isinstance(answer, dict) else {}
    named = {name: _text(value) for name, value in params.items() if name.endswith("_id") and isinstance(value, str)}
    versions = {"before": params.get("expected_version"), "after": shown.get("version")}
    is_personal = hasattr(method, PERSONAL)
    told = {} if is_personal else {name: _text(str(value)) for name, value in versions.items() if value is not None}
    organization = shown.get("organization_id") or params.get("organization_id")
    return event_class(service)(
        district_id=EVERYTHING,
        organization_id=_text(organization) if isinstance(organization, str) else EVERYTHING,
        stream=PREFIX + hashlib.sha256(actor.account_id.encode()).hexdigest()[:40],
        call_id=call_id,
        method=method.__name__,
        account_id=_text(actor.account_id),
        account_name=_text(actor.name, LONGEST_NAME),
        person_id=_text(actor.person_id),
        personal=is_personal,
        detail={**named, **told, **detail},
    )


def is_audit(item: Envelope) -> bool:
    """Return whether an envelope is an audit event."""
    return item.event_name == NAME and is_audit_stream(item.partitionkey)


def is_audit_stream(partition_key: str) -> bool:
    """Return whether a stream has an account's audit events."""
    return partition_key.startswith(PREFIX)


def is_heard_by(consumer: str, partition_key: str) -> bool:
    """Return whether a consumer takes in a stream."""
    return consumer == CONSUMER or not is_audit_stream(partition_key)


def _text(value: str, longest: int = LONGEST_ID) -> str:
    # Whoever calls a service directly chooses these; what no column takes would hold up the account's whole trail.
    return "".join(filter(str.isprintable, value))[:longest]
