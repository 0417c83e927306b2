"""An event is a fact in the past tense; on the wire it is a CloudEvents 1.0 document in JSON.

Events only grow: a new field has a default, an unknown field is ignored, a changed meaning is a new type.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import ClassVar, Self, TypeVar

import msgspec

from shared.struct_types import prepared

EventClass = type["Event"]
CATALOGUE: dict[tuple[str, str], EventClass] = {}
Fact = TypeVar("Fact", bound="Event")


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What every event carries: the district it belongs to and the organization whose order it keeps."""

    source: ClassVar[str]
    name: ClassVar[str]
    in_order_of: ClassVar[str] = "organization_id"

    district_id: str
    organization_id: str

    @property
    def partition_key(self) -> str:
        """The organization in whose order this event takes effect."""
        return str(getattr(self, self.in_order_of))


class DatedEvent(Event, frozen=True, kw_only=True):
    """A fact that may be told later than on the day from which it holds, `effective_on`; None means the day it is told.

    What is told late about an earlier day is true of that day: whoever keeps figures of days counts it from then on.
    """

    effective_on: date | None = None


def emitted_by(source: str) -> Callable[[type[Fact]], type[Fact]]:
    """Register an event class in the catalogue, under its service and its name in snake case."""

    def enter(event: type[Fact]) -> type[Fact]:
        event.source = source
        event.name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", event.__name__).lower()
        CATALOGUE[source, event.name] = event
        return event

    return enter


PUBLIC_URL = "http://127.0.0.1:8000"
SCHEMAS = "/schemas"
"""The path below which the gateway serves the JSON schema of each event's data."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event on its way: CloudEvents 1.0 with the extensions partitioning, sequence and distributed tracing."""

    # These two are no defaults, so that they always stand on the wire: CloudEvents requires the first.
    specversion: str
    datacontenttype: str
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    dataschema: str
    partitionkey: str
    # The sequence extension is a text whose alphabetical order is the order.
    sequence: str
    districtid: str
    correlationid: str = ""
    causationid: str = ""
    traceparent: str = ""
    data: msgspec.Raw

    @property
    def number(self) -> int:
        """The sequence as a number: 1 for an organization's first event of this source."""
        return int(self.sequence)

    @property
    def event_name(self) -> str:
        """The routing key, e.g. `project_approved`."""
        return self.type.rpartition(".")[2]

    @property
    def source_name(self) -> str:
        """The service that emitted it, e.g. `projects`."""
        return self.source.removeprefix("/services/")

    @property
    def event_class(self) -> "EventClass | None":
        """The class of the event, or None for a type unknown to this process."""
        return CATALOGUE.get((self.source_name, self.event_name))

    def event(self) -> "Event | None":
        """Decode the event, or return None for a type unknown to this process."""
        kind = self.event_class
        return msgspec.json.decode(self.data, type=prepared(kind)) if kind else None

    def encode(self) -> bytes:
        """Serialise the envelope as stored in the outbox and sent to the broker."""
        return msgspec.json.encode(self)

    @classmethod
    def decode(cls, body: bytes | str) -> Self:
        """Parse an envelope; msgspec.DecodeError and ValidationError mean it is not one of ours."""
        return msgspec.json.decode(body, type=prepared(cls))


def envelope(
    event: Event,
    *,
    id: str,  # noqa: A002 - as CloudEvents names it
    time: datetime,
    number: int,
    public_url: str = PUBLIC_URL,
    **context: str,
) -> Envelope:
    """Wrap an event in its envelope; `number` is its sequence number in its organization's stream.

    `public_url` is where the gateway serves the schema of `data`: CloudEvents wants an absolute address.
    """
    return Envelope(
        specversion="1.0",
        datacontenttype="application/json",
        id=id,
        source=f"/services/{event.source}",
        type=f"sanji.{event.source}.{event.name}",
        subject=event.organization_id,
        time=time,
        dataschema=f"{public_url}{SCHEMAS}/{event.source}/{event.name}.json",
        partitionkey=event.partition_key,
        sequence=f"{number:012d}",
        districtid=event.district_id,
        data=msgspec.Raw(msgspec.json.encode(event)),
        **context,
    )
