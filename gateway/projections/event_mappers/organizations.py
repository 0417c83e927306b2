"""Organizations, their members, terms, tiers and transfers, as leaf records without personal data.

All facts about one of these come in one order, so the event's number in that order serves as the revision.
"""

from collections.abc import Iterable
from typing import Any

from gateway.projections.records import Mapper, Record, iso, leaf, phases_of, turns_of
from shared.events import organizations as told
from shared.messaging.events import Envelope, Event
from shared.schedule_status import term_schedule
from shared.trees import Timeline


def _tree(event: told.TreeChanged, item: Envelope) -> Iterable[Record]:
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


def _member(event: told.MemberEvent, item: Envelope) -> Iterable[Record]:
    stands = {"status": event.status, "member_class": event.member_class}
    before: dict[str, Any] = {"status": "expected"}
    if isinstance(event, told.MemberTransferredOut | told.MemberLeft):
        before, stands = stands, {"status": "gone"}
    # A place in one organization: leaving one and joining another are told in two orders, and both may come first.
    record_id = f"{event.member_id}:{event.organization_id}"
    state = {"member_id": event.member_id} | before
    phases = phases_of((iso(event.effective_on), stands))
    yield leaf(event, "member", record_id, state, revision=item.number, phases=phases)


def _amended(event: told.MemberAmended, item: Envelope) -> Iterable[Record]:
    # What the member was before is not said, so an amendment counts from its telling.
    state = {"member_id": event.member_id, "status": event.status, "member_class": event.member_class}
    yield leaf(event, "member", f"{event.member_id}:{event.organization_id}", state, revision=item.number)


def _transfer(status: str) -> Mapper:
    def heard(event: told.TransferEvent, item: Envelope) -> Iterable[Record]:
        state = {"status": status, "to_organization_id": event.to_organization_id}
        yield leaf(event, "transfer", event.transfer_id, state, revision=item.number)

    return heard


def _term(event: told.TermBegan | told.TermShifted, item: Envelope) -> Iterable[Record]:
    schedule = term_schedule(event.remind_from, event.due_on)
    state = {"standing": schedule.status, "due_on": iso(event.due_on)}
    phases = phases_of(*turns_of(schedule))
    yield leaf(event, "term", event.term_id, state, revision=item.number, phases=phases)


def _term_ended(event: told.TermEnded, item: Envelope) -> Iterable[Record]:
    yield leaf(event, "term", event.term_id, {"standing": "ended"}, revision=item.number)


def _tier(event: told.TierAssigned | told.TierWithdrawn, item: Envelope) -> Iterable[Record]:
    state = {
        "tier": event.stands if isinstance(event, told.TierWithdrawn) else event.tier,
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
    **dict.fromkeys(told.TREE_EVENTS, _tree),
    told.MemberRegistered: _member,
    told.MemberAmended: _amended,
    told.MemberTransferredOut: _member,
    told.MemberTransferredIn: _member,
    told.MemberLeft: _member,
    told.TransferRequested: _transfer("requested"),
    told.TransferConfirmed: _transfer("confirmed"),
    told.TransferRefused: _transfer("refused"),
    told.TransferWithdrawn: _transfer("withdrawn"),
    told.TermBegan: _term,
    told.TermShifted: _term,
    told.TermEnded: _term_ended,
    told.TierAssigned: _tier,
    told.TierWithdrawn: _tier,
}
