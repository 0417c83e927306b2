"""Organizations, their members, terms, tiers and transfers, as leaf records without personal data.

All facts about one of these come in one order, so the event's number in that order serves as the revision.
"""

from collections.abc import Iterable
from datetime import timedelta

from gateway.projections.records import ALWAYS, Mapper, Record, family, iso, leaf, phases_of, turns_of, yields
from shared.events import organizations as events
from shared.events.organizations_mentors import MentorHelped, MentorshipEvent
from shared.messaging.events import Envelope, Event
from shared.periods import period_named
from shared.schedule_status import mentorship_schedule, term_schedule
from shared.trees import Timeline

GONE = "gone"
"""A member whose place in an organization has ended."""
HELD, LEFT = "held", "left"


@yields("organization")
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
        since=ALWAYS,
    )


@yields("member")
def _member(event: events.MemberEvent, item: Envelope) -> Iterable[Record]:
    is_gone = isinstance(event, events.MemberTransferredOut | events.MemberLeft)
    state = {"member_id": event.member_id, "status": GONE if is_gone else event.status}
    state["member_class"] = event.member_class
    # A place in one organization: leaving one and joining another are told in two orders, and both may come first.
    record_id, since = f"{event.member_id}:{event.organization_id}", event.effective_on.isoformat()
    yield leaf(event, "member", record_id, state, revision=item.number, since=since)


def _double_entry(status: str) -> Mapper:
    @yields("double_entry")
    def map_double_entry(event: events.MemberTwice, item: Envelope) -> Iterable[Record]:
        yield leaf(event, "double_entry", event.member_id, {"status": status}, revision=item.number)

    return map_double_entry


def _transfer(status: str) -> Mapper:
    @yields("transfer")
    def map_transfer(event: events.TransferEvent, item: Envelope) -> Iterable[Record]:
        state = {"status": status, "to_organization_id": event.to_organization_id}
        yield leaf(event, "transfer", event.transfer_id, state, revision=item.number)

    return map_transfer


@yields("term")
def _term(event: events.TermBegan | events.TermShifted, item: Envelope) -> Iterable[Record]:
    schedule = term_schedule(event.remind_from, event.due_on)
    state = {"standing": schedule.status, "due_on": iso(event.due_on)}
    phases = phases_of(*turns_of(schedule))
    yield leaf(event, "term", event.term_id, state, revision=item.number, phases=phases)


@yields("term")
def _term_ended(event: events.TermEnded, item: Envelope) -> Iterable[Record]:
    since = iso(event.ended_on + timedelta(days=1))
    yield leaf(event, "term", event.term_id, {"standing": "ended"}, revision=item.number, since=since)


@yields("post")
def _post(event: events.PostTaken | events.PostLeft, item: Envelope) -> Iterable[Record]:
    after = iso(event.until_on + timedelta(days=1)) if isinstance(event, events.PostLeft) else None
    begun = iso(event.from_on)
    is_held = begun is not None and (after is None or begun < after)
    state = {
        "title": event.title,
        "status": HELD if is_held else LEFT,
        "from_on": begun,
        "on_roll": event.member_id is not None,
    }
    phases = phases_of((after, {"status": LEFT}))
    since = begun or after
    yield leaf(event, "post", event.post_id, state, revision=item.number, phases=phases, since=since)


@yields("tier")
def _tier(event: events.TierAssigned | events.TierWithdrawn, item: Envelope) -> Iterable[Record]:
    tier = event.stands if isinstance(event, events.TierWithdrawn) else event.tier
    first, last = period_named(event.period)
    state = {
        "tier": None,
        "change": None,
        "period": event.period,
        "year": int(event.period[:4]),
        "decided_for": "quarter" if "Q" in event.period else "year",
    }
    # A tier is that of its period, on whichever day it was decided.
    phases = phases_of(
        (first.isoformat(), {"tier": tier, "change": event.change}),
        ((last + timedelta(days=1)).isoformat(), {"tier": None, "change": None}),
    )
    record_id = f"{event.organization_id}:{event.period}"
    yield leaf(event, "tier", record_id, state, revision=item.number, phases=phases, since=ALWAYS)


@yields("mentorship", "mentor_help")
def _mentorship(event: MentorshipEvent, _item: Envelope) -> Iterable[Record]:
    stands = event.mentorship
    schedule = mentorship_schedule(stands.until_on)
    state = {
        "standing": schedule.status,
        "mentor_id": stands.mentor_id,
        "from_on": iso(stands.from_on),
        "until_on": iso(stands.until_on),
        "helped": stands.helped,
    }
    yield leaf(
        event,
        "mentorship",
        event.mentorship_id,
        state,
        revision=stands.revision,
        phases=phases_of(*turns_of(schedule)),
        since=iso(stands.from_on),
    )
    if isinstance(event, MentorHelped):
        done = {"mentorship_id": event.mentorship_id, "done_on": iso(event.effective_on)}
        yield leaf(event, "mentor_help", event.help_id, done, revision=1, since=ALWAYS)


ADDRESSES = {
    "mentorship": "mentorships/{record_id}",
    "mentor_help": "mentorships/{mentorship_id}",
    "organization": "organizations/{record_id}",
    "member": "members/{member_id}",
    "term": "terms/{record_id}",
    "tier": "organizations/{organization_id}/tiers/{period}",
    "post": "organizations/{organization_id}/posts",
    "transfer": "transfers/{record_id}",
    "double_entry": "organizations/{organization_id}/members?below=true&entered_twice=true",
}
MAPPERS: dict[type[Event], Mapper] = {
    **dict.fromkeys(events.TREE_EVENTS, _tree),
    events.MemberRegistered: _member,
    events.MemberAmended: _member,
    events.MemberTransferredOut: _member,
    events.MemberTransferredIn: _member,
    events.MemberLeft: _member,
    events.MemberEnteredTwice: _double_entry("open"),
    events.MemberEntrySettled: _double_entry("settled"),
    events.TransferRequested: _transfer("requested"),
    events.TransferConfirmed: _transfer("confirmed"),
    events.TransferRefused: _transfer("refused"),
    events.TransferWithdrawn: _transfer("withdrawn"),
    events.PostTaken: _post,
    events.PostLeft: _post,
    events.TermBegan: _term,
    events.TermShifted: _term,
    events.TermEnded: _term_ended,
    **family(MentorshipEvent, _mentorship),
    events.TierAssigned: _tier,
    events.TierWithdrawn: _tier,
}
