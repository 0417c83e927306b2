"""What changed for whom: one row for each organization that an event concerns, kept for a month.

`changes.yaml` says of which events; what an organization did itself is not told to it.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from sqlalchemy.orm import Session

from gateway.projections.records import Record
from gateway.projections.tables import change
from shared import databases
from shared.messaging.events import Envelope
from shared.struct_types import prepared

OWN, ISSUER = "own", "issuer"
ABOVE = "above"


class ChangeRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of which record an event tells, to whom, and in which words."""

    event: str
    of: str
    to: tuple[Literal["own", "issuer", "above", "street", "district"], ...]
    zh: str
    en: str


@cache
def change_rules() -> dict[str, ChangeRule]:
    """Load the rules by the event's name on the wire."""
    listed = msgspec.yaml.decode(Path(__file__).with_suffix(".yaml").read_bytes(), type=prepared(list[ChangeRule]))
    return {rule.event: rule for rule in listed}


def changes_of(item: Envelope, records: Iterable[Record]) -> Iterator[dict[str, Any]]:
    """Yield the rows that an event brings, from the records that it was mapped to."""
    name = f"{item.source_name}/{item.event_name}"
    rule = change_rules().get(name)
    record = None if rule is None else next((each for each in records if each.record_type == rule.of), None)
    if rule is None or record is None:
        return
    for to in rule.to:
        concerned = record.state.get("issuer_id") if to == ISSUER else record.organization_id
        if concerned is not None:
            yield {
                "event_id": item.id,
                "concerned": concerned,
                "reach": OWN if to == ISSUER else to,
                "district_id": item.districtid,
                "at": item.time,
                "event": name,
                "record_type": record.record_type,
                "record_id": record.record_id,
            }


def store(session: Session, rows: list[dict[str, Any]]) -> None:
    """Store what is new; what is told again, as by a rebuild, stays as it was."""
    if rows:
        session.execute(databases.insert(session, change).on_conflict_do_nothing(), rows)
