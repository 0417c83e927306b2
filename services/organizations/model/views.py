"""Serialisation of members, posts, terms, tiers and transfers, of the history and of imports."""

from dataclasses import dataclass
from typing import Any

from services.organizations.model import persons, reminders, repository
from services.organizations.model.members import Affiliation, Member, PastDetails, Transfer
from services.organizations.model.mentors import Mentorship
from services.organizations.model.posts import Post, Term, Tier, TierProposal
from services.organizations.model.tables import Change, ImportJob, ImportRow
from shared import trees
from shared.field_encryption import FieldCipher
from shared.jobs import WAITING
from shared.reading import REDUCED, WHOLE
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of, to_view

PUBLIC_MEMBER = frozenset({"status", "member_class"})
PUBLIC_TRANSFER = frozenset(
    {"from_organization_id", "to_organization_id", "state", "requested_at", "decided_at", "effective_on"}
)
PUBLIC_ORGANIZATION = frozenset(
    {
        "name", "level", "kind", "party_form", "parent_id", "division_code", "valid_from", "valid_until", "as_of",
        "opened_on", "closed_on", "path", "children",
    }
)  # fmt: skip
PUBLIC_POST = frozenset({"title", "from_on", "until_on", "held", "on_roll"})
PUBLIC_TERM = frozenset(
    {"began_on", "years", "regular_due_on", "due_on", "remind_from", "standing", "rules_version", "ended_on"}
)
PUBLIC_TIER = frozenset({"period", "number", "tier", "decided_on", "recorded_at", "stands"})

PUBLIC_MENTORSHIP = frozenset({"mentor_id", "from_on", "until_on", "standing", "helped", "helps"})
PUBLIC_MENTOR_HELP = frozenset({"done_on"})

READ_ROLL = "members.read"

CHECKED_SHARE = 50
"""Percent that checking all rows is worth; applying all sound rows is worth the rest."""


@dataclass(frozen=True)
class RollEntry:
    """A member today or as it stood, the organization that answers for it, and the cipher of its personal data."""

    member: Member | PastDetails
    organization_id: str | None
    cipher: FieldCipher


@to_view.register
def roll_entry_view(entry: RollEntry, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a member, the personal data masked."""
    del work
    personal = repository.decrypted(entry.member, entry.cipher)
    number, phone = personal["identity_number"], personal["phone"]
    names = ("id", "version", "name", "status", "member_class", "born_on", "joined_on", "district_id")
    return fields_of(entry.member, names) | {
        "long_ill": personal["long_ill"],
        "organization_id": entry.organization_id,
        "identity_number": number and persons.masked_number(number),
        "phone": phone and persons.masked_phone(phone),
    }


@to_view.register
def affiliation_view(place: Affiliation, work: UnitOfWork) -> dict[str, Any]:
    del work
    return fields_of(place, ("organization_id", "valid_from", "valid_until", "reason"))


@to_view.register
def transfer_view(transfer: Transfer, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a transfer with whom it is about, as known when it was decided on: a name, a status and a class."""
    names = (
        "id", "version", "organization_id", "member_id", "from_organization_id", "to_organization_id", "requested_by",
         "decided_by", "effective_on", "reason", "district_id", "requested_at", "decided_at",
    )  # fmt: skip
    member = work.session.get_one(Member, (transfer.district_id, transfer.member_id))
    known = member if transfer.decided_at is None else member.details_at(transfer.decided_at)
    about = fields_of(known, ("name", "status", "member_class"))
    return fields_of(transfer, names) | about | {"state": transfer.status}


@to_view.register
def post_view(post: Post, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a post with the name of its holder, that of its last day once it ended, and whether it is held.

    Who may not read the organization's roll reads that the post is held, not by whom.
    """
    names = ("id", "version", "organization_id", "title", "member_id", "from_on", "until_on", "district_id")
    member = work.session.get_one(Member, (post.district_id, post.member_id)) if post.member_id else None
    if member is not None:
        known = member if post.until_on is None or post.until_on >= work.today else member.details_on(post.until_on)
    holder = {"person_name": known.name if member else post.person_name, "held": post.is_held_on(work.today)}
    holder["on_roll"] = post.member_id is not None
    is_named = work.actor.holds(READ_ROLL) and work.actor.reaches(
        READ_ROLL, trees.path(work.session, post.organization_id, work.today)
    )
    return (WHOLE if is_named else REDUCED).of(fields_of(post, names) | holder, PUBLIC_POST)


@to_view.register
def term_view(term: Term, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a term with its schedule status of the day, and from when on its election is prepared."""
    names = (
        "id", "version", "organization_id", "began_on", "years", "regular_due_on", "due_on", "shift_basis",
        "rules_version", "ended_on", "district_id",
    )  # fmt: skip
    remind_from = reminders.remind_from(term.due_on, work.today)
    status = term.schedule_status(remind_from, work.today)
    return fields_of(term, names) | {"remind_from": remind_from, "standing": status}


@to_view.register
def proposal_view(proposal: TierProposal, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a proposal, and the decision that a person made on it, if any."""
    del work
    names = ("organization_id", "period", "tier", "score", "basis", "proposed_on", "decided_number", "district_id")
    return {"id": proposal.proposal_id} | fields_of(proposal, names)


@to_view.register
def tier_view(tier: Tier, work: UnitOfWork) -> dict[str, Any]:
    """Serialise one decision on a tier; `stands` is false where another replaced it."""
    del work
    names = (
        "organization_id", "period", "number", "tier", "reason", "basis", "decided_on", "account_id", "account_name",
        "district_id", "decided_by", "decided_level", "stands", "withdrawn_on", "withdrawal_reason",
        "recorded_at",
    )  # fmt: skip
    return {"id": tier.decision_id} | fields_of(tier, names)


@to_view.register
def mentorship_view(mentorship: Mentorship, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a mentorship with whether it runs today."""
    names = (
        "id", "version", "organization_id", "mentor_id", "from_on", "until_on", "basis", "plan", "outcome", "helped",
        "district_id",
    )  # fmt: skip
    return fields_of(mentorship, names) | {"standing": mentorship.standing_on(work.today)}


@to_view.register
def change_view(change: Change, work: UnitOfWork) -> dict[str, Any]:
    del work
    recorded_by = {"account_id": change.account_id, "name": change.account_name}
    names = ("number", "kind", "effective_on", "recorded_at", "details")
    return fields_of(change, names) | {"recorded_by": recorded_by}


@to_view.register
def job_view(job: ImportJob, work: UnitOfWork) -> dict[str, Any]:
    """Serialise an import with its progress in percent and rows, and how many rows end how."""
    del work
    names = (
        "state", "rows_total", "rows_checked", "rows_applied", "outcomes", "notes", "dry_run", "skip_faulty",
        "effective_on", "file_name", "organization_id", "requested_at", "ended_at",
    )  # fmt: skip
    percent = 0 if job.state == WAITING else CHECKED_SHARE if job.ended_at is None else 100
    return {"id": job.job_id, "percent": percent} | fields_of(job, names)


@to_view.register
def row_view(row: ImportRow, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = ("outcome", "organization_id", "reasons", "warnings")
    shown = {"row": row.number, "code": row.cells["code"], "name": row.cells["name"], "cells": row.cells}
    return shown | fields_of(row, names)
