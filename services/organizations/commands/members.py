"""Entering a member in an organization's roll, amending the record, and ending the place when someone leaves."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from services.organizations.commands import known_numbers
from services.organizations.commands.loading import authorize, lock_tree, require_lasting
from services.organizations.commands.recording import emit, end_posts, withdraw_transfers
from services.organizations.model import persons, reminders, repository
from services.organizations.model.members import Affiliation, Member, Transfer
from services.organizations.model.posts import Post
from services.organizations.model.views import RollEntry
from shared import trees
from shared.enumerations import LEAVING_REASONS
from shared.errors import Conflict, Invalid
from shared.events.organizations import (
    MemberAmended,
    MemberLeft,
    MemberRegistered,
    MemberTransferredIn,
    MemberTransferredOut,
)
from shared.field_encryption import FieldCipher
from shared.lifecycles import require_version
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


@command
def register_member(
    work: UnitOfWork,
    *,
    cipher: FieldCipher,
    organization_id: str,
    name: str,
    status: str,
    member_class: str,
    born_on: date | None = None,
    joined_on: date | None = None,
    long_ill: bool = False,
    identity_number: str | None = None,
    phone: str | None = None,
    effective_on: date | None = None,
    expected_version: int | None = None,
) -> Answer[RollEntry]:
    """Enter a member in the roll from a day on, today unless an earlier one is named.

    Someone who left and came back is the same member again. Conflict: `member_known` where the number stands on a roll
    that the caller reads; of any other roll nothing is said, and who reads both finds the member entered twice.
    Invalid: details that cannot be.
    """
    day = persons.require_past(effective_on or work.today, work.today, field="effective_on")
    district_id = authorize(work, organization_id, "members.keep", expected_version=expected_version)
    require_lasting(work, organization_id, day)
    details: dict[str, Any] = {"name": name, "status": status, "member_class": member_class, "born_on": born_on}
    details |= {"joined_on": joined_on, "long_ill": long_ill, "identity_number": identity_number, "phone": phone}
    values = persons.checked(details, work.today)
    persons.require_consistent(values["born_on"], values["joined_on"], values["identity_number"])
    holders = known_numbers.holders(work, cipher, district_id, values["identity_number"])
    member = _load_returning(work, holders, day)
    if member is None:
        member = Member(district_id=district_id, member_id=work.new_id(), version=1, recorded_at=work.now)
        work.session.add(member)
    else:
        repository.keep_details(work, member, day)
        member.version += 1
        member.departure_recorded_on = None
    repository.encrypt_fields(member, values, cipher, holders)
    place = Affiliation(district_id=district_id, member_id=member.member_id, organization_id=organization_id)
    place.valid_from = day
    work.session.add(place)
    emit(work, member, MemberRegistered, organization_id=organization_id, effective_on=day)
    answer = _with_warnings(work, member, organization_id, cipher)
    answer.beside["warnings"] += repository.same_members(work, member, organization_id)
    return answer


def _load_returning(work: UnitOfWork, holders: Sequence[Member], day: date) -> Member | None:
    """Return who left a roll that the caller reads, or None; Conflict where such a roll still has the number."""
    known_numbers.require_unseen(work, holders, from_day=day)
    left = next((member for member in holders if known_numbers.is_seen(work, member)), None)
    if left is not None:
        _delete_empty_place(work, left, day)
    return left


def _delete_empty_place(work: UnitOfWork, member: Member, day: date) -> None:
    empty = work.session.get(Affiliation, (member.district_id, member.member_id, day))
    if empty is not None:
        work.session.delete(empty)
        work.session.flush()


@command
def amend_member(
    work: UnitOfWork,
    *,
    cipher: FieldCipher,
    member_id: str,
    changes: dict[str, Any],
    expected_version: int | None = None,
) -> Answer[RollEntry]:
    """Change a member's details; a field not named stays, None clears it.

    Conflict: `member_known` where another member has the identity number, `member_purged` where nothing is kept of a
    departed member any more.
    """
    member, places = _load_for_update(work, member_id, expected_version)
    if not changes:
        raise Invalid("member_nothing_to_change")
    if member.purged_on is not None:
        raise Conflict("member_purged", member_id=member_id, purged_on=member.purged_on)
    values = persons.checked(changes, work.today, born_on=member.born_on)
    details = repository.decrypted(member, cipher) | {"born_on": member.born_on, "joined_on": member.joined_on} | values
    persons.require_consistent(details["born_on"], details["joined_on"], details["identity_number"])
    holders = known_numbers.holders(work, cipher, member.district_id, values.get("identity_number"))
    others = [holder for holder in holders if holder is not member]
    known_numbers.require_unseen(work, others)
    before = (member.status, member.member_class)
    repository.keep_details(work, member, work.today)
    repository.encrypt_fields(member, values, cipher, holders)
    member.version += 1
    if before != (member.status, member.member_class) or "identity_number" in values:
        _emit_places(work, member, places)
    return _with_warnings(work, member, repository.nearest_organization(places, work.today), cipher)


def _emit_places(work: UnitOfWork, member: Member, places: Sequence[Affiliation]) -> None:
    """Emit a changed affiliation again in its present form; a member who has left is amended in the roll alone."""
    lasting = [place for place in places if place.valid_until is None or place.valid_until > work.today]
    for number, place in enumerate(lasting):
        here = {"organization_id": place.organization_id}
        if place.valid_from <= work.today:
            emit(work, member, MemberAmended, **here, effective_on=work.today)
        else:
            before = lasting[number - 1].organization_id
            emit(work, member, MemberTransferredIn, **here, effective_on=place.valid_from, from_organization_id=before)
        if place.valid_until is not None and number + 1 < len(lasting):
            heir = lasting[number + 1].organization_id
            emit(work, member, MemberTransferredOut, **here, effective_on=place.valid_until, to_organization_id=heir)


@command
def leave_member(
    work: UnitOfWork,
    *,
    cipher: FieldCipher,
    member_id: str,
    reason: str,
    effective_on: date | None = None,
    expected_version: int | None = None,
) -> Answer[RollEntry]:
    """End a member's place in the district: `effective_on` (today) is the first day without it.

    The posts end the day before, an open transfer is withdrawn. Conflict: `member_has_left`.
    """
    persons.require_word(reason, LEAVING_REASONS, field="reason")
    day = persons.require_past(effective_on or work.today, work.today, field="effective_on")
    member, places = _load_for_update(work, member_id, expected_version)
    ending = [place for place in places if place.valid_until is None or place.valid_until > day]
    if not ending:
        raise Conflict("member_has_left", member_id=member_id)
    if ending[0].valid_from > day:
        raise Invalid("leaves_before_place", field="effective_on", effective_on=day, valid_from=ending[0].valid_from)
    for place in ending:
        place.valid_until, place.reason = day, reason
        if place.valid_from > day:
            work.session.delete(place)
        emit(work, member, MemberLeft, organization_id=place.organization_id, effective_on=day, reason=reason)
    member.version += 1
    member.departure_recorded_on = work.today
    own = (Post.district_id == member.district_id, Post.member_id == member_id)
    end_posts(work, day - timedelta(days=1), *own)
    withdraw_transfers(work, Transfer.district_id == member.district_id, Transfer.member_id == member_id)
    return _with_warnings(work, member, ending[0].organization_id, cipher)


def _load_for_update(
    work: UnitOfWork, member_id: str, expected_version: int | None
) -> tuple[Member, Sequence[Affiliation]]:
    """Lock the member and its tree, for a caller who manages its current or last roll."""
    district_id = repository.load_record(work.session, Member, member_id).district_id
    lock_tree(work, district_id)
    member = repository.load_record(work.session, Member, member_id, lock=True)
    places = repository.places_of(work.session, member)
    here = repository.nearest_organization(places, work.today) or district_id
    work.actor.require("members.keep", trees.path(work.session, here, work.today))
    require_version(member.version, expected_version)
    return member, places


def _with_warnings(
    work: UnitOfWork, member: Member, organization_id: str | None, cipher: FieldCipher
) -> Answer[RollEntry]:
    long_ill = repository.decrypted(member, cipher)["long_ill"]
    warnings = reminders.of_member(member, work.today, long_ill=long_ill)
    return Answer(RollEntry(member, organization_id, cipher), {"warnings": warnings})
