"""The roll of members: how one is found, where its place is on a day, what is sealed and what is shown of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from services.organizations.model import persons
from services.organizations.model.members import Affiliation, Member
from shared.duplicates import recorded_already
from shared.errors import NotFound
from shared.field_encryption import FieldCipher
from shared.text_validation import comparable
from shared.unit_of_work import UnitOfWork

ENCRYPTED = ("identity_number", "phone")


def member_of(session: Session, member_id: str, *, lock: bool = False) -> Member:
    """Load a member, locked until the transaction ends where it is to be changed."""
    query = select(Member).where(Member.member_id == member_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("member_unknown", field="member_id", member_id=member_id)
    return found


def places_of(session: Session, member: Member) -> Sequence[Affiliation]:
    """Return every place that a member ever had, the first one first."""
    return session.scalars(
        select(Affiliation)
        .where(Affiliation.district_id == member.district_id, Affiliation.member_id == member.member_id)
        .order_by(Affiliation.valid_from)
    ).all()


def place_on(places: Sequence[Affiliation], day: date) -> Affiliation | None:
    """Return the place that holds on a day, if any."""
    held = (place for place in places if place.valid_from <= day)
    return next((place for place in held if place.valid_until is None or day < place.valid_until), None)


def nearest(places: Sequence[Affiliation], day: date) -> str | None:
    """Return the organization that answers for a member on a day: where it is, or was last."""
    held = place_on(places, day) or next((place for place in reversed(places) if place.valid_from <= day), None)
    return (held or places[0]).organization_id if places else None


def reaching(day: date) -> ColumnElement[bool]:
    """Return the term for places that hold on a day or later."""
    return or_(Affiliation.valid_until.is_(None), Affiliation.valid_until > day)


def encrypt_fields(member: Member, values: dict[str, Any], cipher: FieldCipher) -> None:
    """Store details in a member's row, the personal ones encrypted for this row alone."""
    for name, value in values.items():
        sealed = name in ENCRYPTED and value is not None
        setattr(member, name, cipher.encrypt(value, place=_place(member, name)) if sealed else value)
    if "identity_number" in values:
        number = values["identity_number"]
        member.identity_index = None if number is None else index_of(cipher, member.district_id, number)


def index_of(cipher: FieldCipher, district_id: str, number: str) -> str:
    """Return the blind index of an identity number in a district."""
    return cipher.index(number, scope=f"identity {district_id}")


def decrypted(member: Member, cipher: FieldCipher) -> dict[str, str | None]:
    """Open a member's personal data."""
    found = {name: getattr(member, name) for name in ENCRYPTED}
    return {
        name: None if value is None else cipher.decrypt(value, place=_place(member, name))
        for name, value in found.items()
    }


def to_view(member: Member, organization_id: str | None, cipher: FieldCipher) -> dict[str, Any]:
    """Return a member, the personal data masked."""
    known = decrypted(member, cipher)
    number, phone = known["identity_number"], known["phone"]
    names = ("version", "name", "status", "member_class", "born_on", "joined_on", "long_ill", "district_id")
    return {name: getattr(member, name) for name in names} | {
        "id": member.member_id,
        "organization_id": organization_id,
        "identity_number": number and persons.masked_number(number),
        "phone": phone and persons.masked_phone(phone),
    }


def _place(member: Member, name: str) -> str:
    return f"member/{member.district_id}/{member.member_id}/{name}"


def same_members(work: UnitOfWork, member: Member, organization_id: str) -> list[dict[str, Any]]:
    """Warn of a member of the same name, born and admitted on the same days, in the roll of the same organization."""
    found = work.session.execute(
        select(Member.member_id, Member.name)
        .join(
            Affiliation,
            (Affiliation.district_id == Member.district_id) & (Affiliation.member_id == Member.member_id),
        )
        .where(
            Affiliation.organization_id == organization_id,
            Affiliation.valid_until.is_(None),
            Member.member_id != member.member_id,
            Member.born_on == member.born_on,
            Member.joined_on == member.joined_on,
        )
        .order_by(Member.recorded_at, Member.member_id)
    )
    same = next((row.member_id for row in found if comparable(row.name) == comparable(member.name)), None)
    if same is None:
        return []
    href = f"/api/v1/members/{same}"
    words = {"kind_zh": "党员", "kind_en": "member", "void": f"{href}/departures"}
    return [recorded_already(work.today, record_id=same, href=href, **words)]
