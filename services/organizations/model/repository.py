"""Finders of records, the places of members on a day, and the encryption of their personal data."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from services.organizations.model.members import Affiliation, Member
from shared.duplicates import recorded_already
from shared.field_encryption import FieldCipher
from shared.records import Versioned, load
from shared.text_validation import comparable
from shared.unit_of_work import UnitOfWork

ENCRYPTED = ("identity_number", "phone")


Found = TypeVar("Found", bound=Versioned)


def load_record(session: Session, kind: type[Found], record_id: str, *, lock: bool = False) -> Found:
    """Load a record, locked until the transaction ends where it is to be changed; NotFound names the id's field."""
    return load(session, kind, record_id, lock=lock, field=f"{kind.event_name}_id")


def places_of(session: Session, member: Member) -> Sequence[Affiliation]:
    """Return every place that a member ever had, the first one first."""
    return session.scalars(
        select(Affiliation)
        .where(Affiliation.district_id == member.district_id, Affiliation.member_id == member.member_id)
        .order_by(Affiliation.valid_from)
    ).all()


def place_on(places: Sequence[Affiliation], day: date) -> Affiliation | None:
    """Return the place that holds on a day, if any."""
    begun = (place for place in places if place.valid_from <= day)
    return next((place for place in begun if place.valid_until is None or day < place.valid_until), None)


def nearest_organization(places: Sequence[Affiliation], day: date) -> str | None:
    """Return the organization that answers for a member on a day: where it is, or was last."""
    last = place_on(places, day) or next((place for place in reversed(places) if place.valid_from <= day), None)
    return (last or places[0]).organization_id if places else None


def reaching(day: date) -> ColumnElement[bool]:
    """Return the term for places that hold on a day or later."""
    return or_(Affiliation.valid_until.is_(None), Affiliation.valid_until > day)


def encrypt_fields(member: Member, values: dict[str, Any], cipher: FieldCipher) -> None:
    """Store details in a member's row, the personal ones encrypted for this row alone."""
    for name, value in values.items():
        is_personal = name in ENCRYPTED and value is not None
        setattr(member, name, cipher.encrypt(value, place=_place(member, name)) if is_personal else value)
    if "identity_number" in values:
        number = values["identity_number"]
        member.identity_index = None if number is None else index_of(cipher, member.district_id, number)


def index_of(cipher: FieldCipher, district_id: str, number: str) -> str:
    """Return the blind index of an identity number in a district."""
    return cipher.index(number, scope=f"identity {district_id}")


def decrypted(member: Member, cipher: FieldCipher) -> dict[str, str | None]:
    """Decrypt a member's personal data."""
    encrypted = {name: getattr(member, name) for name in ENCRYPTED}
    return {
        name: None if value is None else cipher.decrypt(value, place=_place(member, name))
        for name, value in encrypted.items()
    }


def _place(member: Member, name: str) -> str:
    return f"member/{member.district_id}/{member.member_id}/{name}"


def same_members(work: UnitOfWork, member: Member, organization_id: str) -> list[dict[str, Any]]:
    """Warn of a member of the same name, born and admitted on the same days, in the roll of the same organization."""
    namesakes = work.session.execute(
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
    same = next((row.member_id for row in namesakes if comparable(row.name) == comparable(member.name)), None)
    if same is None:
        return []
    href = f"/api/v1/members/{same}"
    words = {"kind_zh": "党员", "kind_en": "member", "void": f"{href}/departures"}
    return [recorded_already(work.today, record_id=same, href=href, **words)]
