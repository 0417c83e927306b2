"""Points derive from what is recorded elsewhere: each item, member and piece of evidence at most once.

They are corrected when the record is. What comes too late for a year that is closed is booked in the next.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from services.member_points.commands import posting
from services.member_points.commands.successions import move_declarations
from services.member_points.model import facts, ledger, validation
from services.member_points.model.facts import ACTIVITY, PROJECT, SECRETARY, VISIT, Claim, Fact, HeldPost
from services.member_points.model.ledger import PointEntry
from services.member_points.model.scheme_rules import Item, Plan
from services.member_points.model.schemes import Published, Scheme, published
from services.member_points.model.years import frozen_years, open_year
from shared import memberships
from shared.events.activities import ActivityState
from shared.events.member_points import DerivationContinued
from shared.events.observation_visits import VisitHeld
from shared.events.organizations import MemberEvent, MemberTransferredIn, PostLeft, PostTaken
from shared.events.projects import ProjectAccepted
from shared.memberships import Membership
from shared.records import load
from shared.unit_of_work import UnitOfWork

PAGE = 50
"""Facts that are derived in one transaction once a scheme is published."""
CORRECTED = "所依据的记录已更正 · the record it derives from was corrected"
Key = tuple[str, str, date]
"""Item, member and day: the deduplication key of entries from one piece of evidence."""


class Due(msgspec.Struct, frozen=True):
    """One entry that a fact gives: by which rules, for which item, to whom and where earned."""

    rules: tuple[Scheme, Plan]
    item: Item
    place: Membership


def derive_from_activity(work: UnitOfWork, district_id: str, activity: ActivityState) -> None:
    """Update the ledger by an activity's present state; an older revision changes nothing."""
    details: dict[str, Any] = {"kind": activity.kind, "mode": activity.mode}
    people = {name: sorted(set(getattr(activity, name))) for name in ("attended", "speakers")}
    fact = Fact(district_id=district_id, evidence_type=ACTIVITY, evidence_id=activity.activity_id)
    fact.revision, fact.holds, fact.title = activity.revision, activity.status == "held", activity.title
    _upsert_fact(work, fact, activity.organization_id, activity.held_on, details | people)


def derive_from_visit(work: UnitOfWork, event: VisitHeld) -> None:
    """Update the ledger by a visit: its host and its participants."""
    replica = work.session.get(Fact, (event.district_id, VISIT, event.visit_id))
    fact = Fact(district_id=event.district_id, evidence_type=VISIT, evidence_id=event.visit_id, title="观摩 visit")
    fact.revision, fact.holds = 1 if replica is None else replica.revision + 1, True
    people = {name: sorted(set(getattr(event, name))) for name in ("hosts", "visitors")}
    _upsert_fact(work, fact, event.organization_id, event.held_on, people)


def derive_from_project(work: UnitOfWork, event: ProjectAccepted) -> None:
    """Return points for an accepted project to who holds the secretary's post on that day."""
    project = event.project
    if project.kind != "secretary_project":
        return
    fact = Fact(district_id=event.district_id, evidence_type=PROJECT, evidence_id=event.project_id, title=project.title)
    fact.revision, fact.holds = project.revision, True
    _upsert_fact(work, fact, event.organization_id, event.accepted_on, {})


def replicate_post(work: UnitOfWork, event: PostTaken | PostLeft) -> None:
    """Replicate who holds a secretary's post, and derive the points of the organization's projects again."""
    if event.title != SECRETARY:
        return
    key = (event.district_id, event.post_id)
    post = work.session.get(HeldPost, key)
    if isinstance(event, PostTaken):
        if event.member_id is None or post is not None:
            return
        post = HeldPost(district_id=event.district_id, post_id=event.post_id, organization_id=event.organization_id)
        post.member_id, post.from_on = event.member_id, event.from_on
        work.session.add(post)
    elif post is not None:
        post.until_on = event.until_on
    work.session.flush()
    for fact in facts.projects_of(work.session, event.organization_id):
        _derive(work, fact)


def replicate_member(work: UnitOfWork, event: MemberEvent) -> None:
    """Replicate the memberships, and derive what waited for the member."""
    memberships.upsert_membership(work.session, event)
    if isinstance(event, MemberTransferredIn):
        move_declarations(work, event)
    for fact in facts.pop_pending(work.session, event.district_id, event.member_id):
        _derive(work, fact)


def derive_for_scheme(work: UnitOfWork, scheme_id: str, after: str = "") -> None:
    """Derive what was recorded before a scheme was published, a page of facts at a time."""
    scheme = load(work.session, Scheme, scheme_id)
    page = facts.facts_of_year(work.session, scheme.district_id, scheme.valid_from, after=after, limit=PAGE)
    for fact in page:
        _derive(work, fact)
    if len(page) == PAGE:
        district = {"district_id": scheme.district_id, "organization_id": scheme.district_id}
        work.emit(DerivationContinued(**district, scheme_id=scheme_id, after=page[-1].evidence_id))


def _upsert_fact(work: UnitOfWork, fact: Fact, organization_id: str, day: date, details: dict[str, Any]) -> None:
    replica = work.session.get(Fact, (fact.district_id, fact.evidence_type, fact.evidence_id))
    if replica is not None and replica.revision >= fact.revision:
        return
    fact.organization_id, fact.occurred_on, fact.year, fact.says = organization_id, day, day.year, details
    stored = work.session.merge(fact)
    work.session.flush()
    _derive(work, stored)


def _derive(work: UnitOfWork, fact: Fact) -> None:
    holders = facts.holders_on(work.session, fact.organization_id, fact.occurred_on)
    due = _entries_due(work, fact, list(fact.claims(holders)))
    entries = ledger.entries_of_evidence(work.session, fact.district_id, fact.evidence_type, fact.evidence_id)
    reversed_ids = {entry.reverses for entry in entries}
    derived = [entry for entry in entries if entry.source == validation.DERIVED]
    valid = {_key(entry): entry for entry in derived if entry.id not in reversed_ids}
    wrong = [entry for key, entry in valid.items() if key not in due]
    missing = [entry_due for key, entry_due in due.items() if key not in valid]
    if not wrong and not missing:
        return
    ledger.lock_ledger(work.session, fact.district_id, {fact.year, *(entry.year for entry in wrong)})
    closed = frozen_years(work.session, fact.district_id, sorted({key[1] for key in [*valid, *due]}))
    turns = Counter((entry.item, entry.member_id) for entry in derived)
    posted = [_reversal(work, entry, closed) for entry in wrong]
    posted += [_entry(work, fact, entry_due, turns, closed) for entry_due in missing]
    posting.post(work, fact.organization_id, posted)


def _entries_due(work: UnitOfWork, fact: Fact, claims: Sequence[Claim]) -> dict[Key, Due]:
    members = sorted({member_id for _, _, member_id in claims})
    histories = memberships.histories(work.session, members).items()
    places = {member_id: memberships.nearest(history, fact.occurred_on) for member_id, history in histories}
    facts.store_pending(work.session, fact, set(members) - set(places))
    schemes = published(work.session, fact.district_id, [fact.year])
    return {
        (due.item.code, due.place.member_id, fact.occurred_on): due
        for claim in claims
        if claim[2] in places
        for due in _due(schemes, fact.occurred_on, claim, places[claim[2]])
    }


def _due(schemes: Published, day: date, claim: Claim, place: Membership) -> list[Due]:
    rules = schemes.on(day, place.member_class)
    return [] if rules is None else [Due(rules, item, place) for item in rules[1].derived(claim[0], claim[1])]


def _entry(
    work: UnitOfWork, fact: Fact, due: Due, turns: Counter[tuple[str, str]], closed: set[tuple[str, int]]
) -> PointEntry:
    member_id = due.place.member_id
    turn = turns[due.item.code, member_id] + 1
    once = f"{validation.DERIVED}:{fact.evidence_type}:{fact.evidence_id}:{due.item.code}:{member_id}:{turn}"
    return posting.entry(
        work,
        due.rules,
        due.item,
        once=once,
        hundredths=due.item.hundredths,
        year=open_year(closed, member_id, fact.year),
        member_id=member_id,
        organization_id=due.place.organization_id,
        reason=fact.title,
        evidence_type=fact.evidence_type,
        evidence_id=fact.evidence_id,
        occurred_on=fact.occurred_on,
        source=validation.DERIVED,
    )


def _reversal(work: UnitOfWork, wrong: PointEntry, closed: set[tuple[str, int]]) -> PointEntry:
    year = open_year(closed, wrong.member_id, wrong.year)
    return posting.reversal(work, wrong, reason=CORRECTED, year=year, on=work.today)


def _key(entry: PointEntry) -> Key:
    return entry.item, entry.member_id, entry.occurred_on
