"""Serialisation of members, posts, terms, tiers and transfers, of the history and of imports."""

from dataclasses import dataclass
from typing import Any

from services.organizations.model import persons, reminders, repository
from services.organizations.model.members import Affiliation, Member, Transfer
from services.organizations.model.posts import Post, Term, Tier, TierProposal
from services.organizations.model.tables import Change, ImportJob, ImportRow
from shared.field_encryption import FieldCipher
from shared.jobs import WAITING
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
PUBLIC_TERM = frozenset(
    {"began_on", "years", "regular_due_on", "due_on", "remind_from", "standing", "rules_version", "ended_on"}
)
PUBLIC_TIER = frozenset({"period", "number", "tier", "decided_on", "recorded_at", "stands"})

CHECKED_SHARE = 50
"""Percent that checking all rows is worth; applying all sound rows is worth the rest."""


@dataclass(frozen=True)
class RollEntry:
    """A member, the organization that answers for it, and the cipher of its personal data."""

    member: Member
    organization_id: str | None
    cipher: FieldCipher


@to_view.register
def roll_entry_view(entry: RollEntry, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a member, the personal data masked."""
    del work
    personal = repository.decrypted(entry.member, entry.cipher)
    number, phone = personal["identity_number"], personal["phone"]
    names = ("id", "version", "name", "status", "member_class", "born_on", "joined_on", "long_ill", "district_id")
    return fields_of(entry.member, names) | {
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
    """Serialise a transfer with whom it is about: a name, a status and a class, nothing encrypted."""
    names = (
        "id", "version", "organization_id", "member_id", "from_organization_id", "to_organization_id", "requested_by",
         "decided_by", "effective_on", "reason", "district_id", "requested_at", "decided_at",
    )  # fmt: skip
    member = work.session.get_one(Member, (transfer.district_id, transfer.member_id))
    about = fields_of(member, ("name", "status", "member_class"))
    return fields_of(transfer, names) | about | {"state": transfer.status}


@to_view.register
def post_view(post: Post, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a post with the name of its holder, and whether it is held today."""
    names = ("id", "version", "organization_id", "title", "member_id", "from_on", "until_on", "district_id")
    member = work.session.get_one(Member, (post.district_id, post.member_id)) if post.member_id else None
    holder = {"person_name": member.name if member else post.person_name, "held": post.is_held_on(work.today)}
    return fields_of(post, names) | holder


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
    return {"row": row.number, "code": row.cells["code"], "name": row.cells["name"]} | fields_of(row, names)
