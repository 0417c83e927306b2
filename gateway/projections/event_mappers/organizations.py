"""Organizations, their members, terms, tiers and transfers, as leaf records without personal data.

All facts about one of these come in one order, so the event's number in that order serves as the revision.
"""

from collections.abc import Iterable
from typing import Any

from gateway.projections.records import Mapper, Record, iso, leaf, phases_of, turns_of
from shared.events import organizations as events
from shared.messaging.events import Envelope, Event
from shared.schedule_status import term_schedule
from shared.trees import Timeline


def _tree(event: events.TreeChanged, item: Envelope) -> Iterable[Record]:
    for timeline in event.changed:
        yield _organization(event.district_id, timeline, item.number)


def _organization(district_id: str, timeline: Timeline, revision: int) -> Record:
    versions = timeline.versions
    turns = [
        (iso(version.valid_from), {"status": "open", "level": version.level, "party_form": version.party_form})
        for version in versions
    ]
    turns.append((iso(versions[-1].valid_until), {"status": "closed"}))
    return Record(
        district_id=district_id,
        record_type="organization",
        record_id=timeline.organization_id,
        organization_id=timeline.organization_id,
        revision=revision,
        state={"status": "planned", "title": versions[-1].name},
        phases=phases_of(*turns),
    )


def _member(event: events.MemberEvent, item: Envelope) -> Iterable[Record]:
    after = {"status": event.status, "member_class": event.member_class}
    before: dict[str, Any] = {"status": "expected"}
    if isinstance(event, events.MemberTransferredOut | events.MemberLeft):
        before, after = after, {"status": "gone"}
    # A place in one organization: leaving one and joining another are told in two orders, and both may come first.
    record_id = f"{event.member_id}:{event.organization_id}"
    state = {"member_id": event.member_id} | before
    phases = phases_of((iso(event.effective_on), after))
    yield leaf(event, "member", record_id, state, revision=item.number, phases=phases)


def _amended(event: events.MemberAmended, item: Envelope) -> Iterable[Record]:
    # What the member was before is not said, so an amendment counts from its telling.
    state = {"member_id": event.member_id, "status": event.status, "member_class": event.member_class}
    yield leaf(event, "member", f"{event.member_id}:{event.organization_id}", state, revision=item.number)


def _transfer(status: str) -> Mapper:
    def map_transfer(event: events.TransferEvent, item: Envelope) -> Iterable[Record]:
        state = {"status": status, "to_organization_id": event.to_organization_id}
        yield leaf(event, "transfer", event.transfer_id, state, revision=item.number)

    return map_transfer


def _term(event: events.TermBegan | events.TermShifted, item: Envelope) -> Iterable[Record]:
    schedule = term_schedule(event.remind_from, event.due_on)
    state = {"standing": schedule.status, "due_on": iso(event.due_on)}
    phases = phases_of(*turns_of(schedule))
    yield leaf(event, "term", event.term_id, state, revision=item.number, phases=phases)


def _term_ended(event: events.TermEnded, item: Envelope) -> Iterable[Record]:
    yield leaf(event, "term", event.term_id, {"standing": "ended"}, revision=item.number)


def _tier(event: events.TierAssigned | events.TierWithdrawn, item: Envelope) -> Iterable[Record]:
    state = {
        "tier": event.stands if isinstance(event, events.TierWithdrawn) else event.tier,
        "period": event.period,
        "year": int(event.period[:4]),
        "decided_for": "quarter" if "Q" in event.period else "year",
    }
    yield leaf(event, "tier", f"{event.organization_id}:{event.period}", state, revision=item.number)


ADDRESSES = {
    "organization": "organizations/{record_id}",
    "member": "members/{member_id}",
    "term": "terms/{record_id}",
    "tier": "organizations/{organization_id}/tiers/{period}",
    "transfer": "transfers/{record_id}",
}
MAPPERS: dict[type[Event], Mapper] = {
    **dict.fromkeys(events.TREE_EVENTS, _tree),
    events.MemberRegistered: _member,
    events.MemberAmended: _amended,
    events.MemberTransferredOut: _member,
    events.MemberTransferredIn: _member,
    events.MemberLeft: _member,
    events.TransferRequested: _transfer("requested"),
    events.TransferConfirmed: _transfer("confirmed"),
    events.TransferRefused: _transfer("refused"),
    events.TransferWithdrawn: _transfer("withdrawn"),
    events.TermBegan: _term,
    events.TermShifted: _term,
    events.TermEnded: _term_ended,
    events.TierAssigned: _tier,
    events.TierWithdrawn: _tier,
}
