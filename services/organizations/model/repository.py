"""Finders of records, the places of members on a day, and the encryption of their personal data."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from services.organizations.model.members import DETAILS, IDENTITY, PLACE, Affiliation, Member, PastDetails
from shared.duplicates import recorded_already
from shared.field_encryption import FieldCipher
from shared.records import Versioned, load
from shared.text_validation import comparable
from shared.unit_of_work import UnitOfWork

ENCRYPTED = ("identity_number", "phone", "long_ill")
ILL, WELL = "1", "0"
"""As long as each other, so that the ciphertext's length says nothing."""


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


def past_on(day: date) -> ColumnElement[bool]:
    """Return the condition that joins a member to the past details that stood at the end of a day, if any."""
    own = PastDetails.district_id == Member.district_id, PastDetails.member_id == Member.member_id
    first = select(func.min(PastDetails.version)).where(*own, PastDetails.valid_until > day)
    return and_(*own, PastDetails.version == first.correlate(Member).scalar_subquery())


def keep_details(work: UnitOfWork, member: Member, until: date) -> None:
    """Keep a member's details, which others are about to replace from a day on, for reads of earlier days."""
    key = {"district_id": member.district_id, "member_id": member.member_id, "version": member.version}
    work.session.execute(
        update(PastDetails)
        .where(PastDetails.district_id == member.district_id, PastDetails.member_id == member.member_id)
        .where(PastDetails.valid_until > until)
        .values(valid_until=until)
    )
    details = {name: getattr(member, name) for name in DETAILS}
    work.session.add(PastDetails(**key, valid_until=until, changed_at=work.now, **details))


def encrypt_fields(member: Member, values: dict[str, Any], cipher: FieldCipher, holders: Sequence[Member] = ()) -> None:
    """Store details in a member's row, the personal ones encrypted for this row alone.

    `holders` are those who have the identity number already: their index is taken over, under whichever key it is.
    """
    if "long_ill" in values:
        values = values | {"long_ill": ILL if values["long_ill"] else WELL, "long_ill_before": None}
    for name, value in values.items():
        is_personal = name in ENCRYPTED and value is not None
        setattr(member, name, cipher.encrypt(value, place=_place(member, name)) if is_personal else value)
    if "identity_number" in values:
        number, known = values["identity_number"], [holder.identity_index or holder.shared_index for holder in holders]
        index = None if number is None else next(iter(known), None) or cipher.index(number, scope=_scope(member))
        is_shared = any(holder.identity_index for holder in holders if holder is not member)
        member.identity_index, member.shared_index = (None, index) if is_shared else (index, None)


def holders_of(session: Session, cipher: FieldCipher, district_id: str, number: str) -> Sequence[Member]:
    """Load and lock the members of a district who have an identity number, by its index under every key."""
    indexes = cipher.indexes(number, scope=IDENTITY.format(district_id=district_id))
    known = or_(Member.identity_index.in_(indexes), Member.shared_index.in_(indexes))
    query = select(Member).where(Member.district_id == district_id, known)
    return session.scalars(query.order_by(Member.member_id).with_for_update()).all()


def decrypted(member: Member | PastDetails, cipher: FieldCipher) -> dict[str, Any]:
    """Decrypt a member's personal data."""
    encrypted = {name: getattr(member, name) for name in ENCRYPTED}
    texts = {
        name: None if value is None else cipher.decrypt(value, place=_place(member, name))
        for name, value in encrypted.items()
    }
    before = member.long_ill_before
    return texts | {"long_ill": texts["long_ill"] == ILL if before is None else before}


def _place(member: Member | PastDetails, name: str) -> str:
    return PLACE.format(district_id=member.district_id, member_id=member.member_id) + name


def _scope(member: Member) -> str:
    return IDENTITY.format(district_id=member.district_id)


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
