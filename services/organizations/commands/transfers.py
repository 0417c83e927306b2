"""组织关系转接: the organization a member is in lets it go, the other confirms; only then does the place change."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.organizations.commands.loading import lock_tree, require_lasting
from services.organizations.commands.recording import emit, settle_transfer
from services.organizations.commands.successions import change_place
from services.organizations.model import persons, reminders, repository
from services.organizations.model.members import CONFIRMED, REFUSED, REQUESTED, WITHDRAWN, Member, Transfer
from services.organizations.model.posts import Post
from services.organizations.model.tree import district_of
from shared import trees
from shared.errors import Conflict, Invalid
from shared.events.organizations import TransferConfirmed, TransferRefused, TransferRequested, TransferWithdrawn
from shared.lifecycles import require_version
from shared.service import command
from shared.text_validation import require_text, require_text_or_none
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


@command
def request_transfer(
    work: UnitOfWork,
    *,
    member_id: str,
    to_organization_id: str,
    reason: str | None = None,
    expected_version: int | None = None,
) -> Answer[Transfer]:
    """Request the transfer of a member to another organization of the district, which has to confirm.

    Conflict: `transfer_open`, `member_has_left`. Invalid: `transfer_to_itself`, and `other_district`: that way is
    leaving with the reason `transferred_outside`.
    """
    member = _load_member(work, member_id)
    places = repository.places_of(work.session, member)
    _require_right(work, repository.nearest_organization(places, work.today) or member.district_id)
    place = repository.place_on(places, work.today)
    if place is None:
        raise Conflict("member_has_left", member_id=member_id)
    require_version(member.version, expected_version)
    _require_destination(work, member, place.organization_id, to_organization_id)
    transfer = Transfer(
        district_id=member.district_id,
        transfer_id=work.new_id(),
        member_id=member_id,
        from_organization_id=place.organization_id,
        to_organization_id=to_organization_id,
        status=REQUESTED,
        requested_at=work.now,
        requested_by=work.actor.account_id,
        reason=require_text_or_none(reason, label="事由 reason", limit=persons.REASON, field="reason", lines=True),
        version=1,
    )
    work.session.add(transfer)
    member.version += 1
    emit(work, transfer, TransferRequested)
    return Answer(transfer, {"warnings": _posts_left(work, member, place.organization_id)})


@command
def confirm_transfer(
    work: UnitOfWork, *, transfer_id: str, effective_on: date | None = None, expected_version: int | None = None
) -> Answer[Transfer]:
    """Confirm a transfer: the membership changes on a day, today unless an earlier one is named.

    Conflict: `transfer_settled`, and `transfer_overtaken` where the member is no longer where it was let go.
    """
    day = persons.require_past(effective_on or work.today, work.today, field="effective_on")
    transfer, member = _load_for_update(work, transfer_id, "to_organization_id", expected_version)
    require_lasting(work, transfer.to_organization_id, day)
    places = repository.places_of(work.session, member)
    here = repository.place_on(places, work.today)
    if here is None or here.organization_id != transfer.from_organization_id or here.valid_until is not None:
        raise Conflict("transfer_overtaken", transfer_id=transfer_id)
    change_place(work, member, transfer.to_organization_id, day, transfer_id)
    settle_transfer(work, transfer, CONFIRMED)
    transfer.effective_on = day
    member.version += 1
    emit(work, transfer, TransferConfirmed)
    return Answer(transfer, {"warnings": _posts_left(work, member, transfer.from_organization_id)})


@command
def refuse_transfer(
    work: UnitOfWork, *, transfer_id: str, reason: str, expected_version: int | None = None
) -> Answer[Transfer]:
    """Refuse a transfer on behalf of the receiving organization, with a reason."""
    transfer, member = _load_for_update(work, transfer_id, "to_organization_id", expected_version)
    transfer.reason = require_text(reason, label="理由 reason", limit=persons.REASON, field="reason", lines=True)
    settle_transfer(work, transfer, REFUSED)
    member.version += 1
    emit(work, transfer, TransferRefused)
    return Answer(transfer, {"warnings": []})


@command
def withdraw_transfer(work: UnitOfWork, *, transfer_id: str, expected_version: int | None = None) -> Answer[Transfer]:
    """Withdraw an unconfirmed transfer on behalf of the sending organization."""
    transfer, member = _load_for_update(work, transfer_id, "from_organization_id", expected_version)
    settle_transfer(work, transfer, WITHDRAWN)
    member.version += 1
    emit(work, transfer, TransferWithdrawn)
    return Answer(transfer, {"warnings": []})


def _load_member(work: UnitOfWork, member_id: str) -> Member:
    lock_tree(work, repository.load_record(work.session, Member, member_id).district_id)
    return repository.load_record(work.session, Member, member_id, lock=True)


def _load_for_update(
    work: UnitOfWork, transfer_id: str, side: str, expected_version: int | None
) -> tuple[Transfer, Member]:
    """Lock both sides of a transfer, for a caller who manages the roll of one."""
    member = _load_member(work, repository.load_record(work.session, Transfer, transfer_id).member_id)
    transfer = repository.load_record(work.session, Transfer, transfer_id, lock=True)
    _require_right(work, getattr(transfer, side))
    require_version(transfer.version, expected_version)
    if transfer.status != REQUESTED:
        raise Conflict("transfer_settled", transfer_id=transfer_id, state=transfer.status)
    return transfer, member


def _require_right(work: UnitOfWork, organization_id: str) -> None:
    work.actor.require("members.keep", trees.path(work.session, organization_id, work.today))


def _require_destination(work: UnitOfWork, member: Member, left: str, to_organization_id: str) -> None:
    if to_organization_id == left:
        raise Invalid("transfer_to_itself", field="to_organization_id")
    if district_of(work.session, to_organization_id, field="to_organization_id") != member.district_id:
        name = trees.timeline(work.session, to_organization_id).versions[-1].name
        raise Invalid("other_district", field="to_organization_id", organization=name)
    require_lasting(work, to_organization_id, work.today, field="to_organization_id")
    waiting = select(Transfer.transfer_id).where(
        Transfer.district_id == member.district_id,
        Transfer.member_id == member.member_id,
        Transfer.status == REQUESTED,
    )
    if (transfer_id := work.session.scalar(waiting)) is not None:
        raise Conflict("transfer_open", transfer_id=transfer_id)


def _posts_left(work: UnitOfWork, member: Member, organization_id: str) -> list[dict[str, Any]]:
    count = work.session.scalar(
        select(func.count()).where(
            Post.district_id == member.district_id,
            Post.member_id == member.member_id,
            Post.organization_id == organization_id,
            Post.until_on.is_(None),
        )
    )
    return [reminders.warning("members", "still_in_post", work.today, count=count)] if count else []
