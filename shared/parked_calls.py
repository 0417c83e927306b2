"""What every service, and the gateway, answers about its parked events: they are listed, replayed, or discarded.

Only who operates the whole platform decides on them: an event of one district may hold up another's.
"""

from typing import Any

from shared.errors import Forbidden, Invalid
from shared.messaging import parking
from shared.messaging.events import Envelope
from shared.messaging.outbox import Position
from shared.messaging.parking import Decision
from shared.rights import EVERYTHING, SYSTEM_ADMIN
from shared.service import command, query
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork


@query
def parked_events(work: UnitOfWork) -> dict[str, Any]:
    """Return the parked events of a process, the oldest first, without what stands in them."""
    _require_operator(work)
    return {"items": [_view(row) for row in parking.parked(work.session)]}


@command
def replay_parked_event(work: UnitOfWork, *, position: str, reason: str) -> dict[str, Any]:
    """Try a parked event again at once, with all its attempts, for a reason."""
    return _decided(work, parking.replay, position, reason)


@command
def discard_parked_event(work: UnitOfWork, *, position: str, reason: str) -> dict[str, Any]:
    """Step over exactly this event, for a reason: what its organization said after it goes on."""
    return _decided(work, parking.discard, position, reason)


def _decided(work: UnitOfWork, decide: Any, position: str, reason: str) -> dict[str, Any]:
    _require_operator(work)
    found = _view(parking.find(work.session, _parsed(position)))
    decide(work.session, _parsed(position), Decision(work.actor.account_id, reason, work.now, work.new_id))
    return found


def _parsed(position: str) -> Position:
    try:
        return Position.parse(position)
    except ValueError as error:
        raise Invalid("parked_position_malformed", field="position", given=printable(position, limit=100)) from error


def _require_operator(work: UnitOfWork) -> None:
    if not work.actor.reaches_as(SYSTEM_ADMIN, [EVERYTHING]):
        raise Forbidden("platform_operator_needed")


def _view(row: Any) -> dict[str, Any]:
    return {
        "position": str(Position(row.source, row.partition_key, row.sequence)),
        "source": row.source,
        "event": Envelope.decode(row.envelope).event_name,
        "district_id": row.district_id,
        "organization_id": row.partition_key,
        "attempts": row.attempts,
        "parked_at": row.parked_at,
        "behind": row.behind,
        "error": (row.error or "").partition("\n")[0],
    }
