"""Whose an identity number is already: answered to who reads that roll, and to nobody else."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.organizations.model import repository
from services.organizations.model.members import Member
from shared import trees
from shared.errors import Conflict
from shared.field_encryption import FieldCipher
from shared.unit_of_work import UnitOfWork

READ = "members.read"


def holders(work: UnitOfWork, cipher: FieldCipher, district_id: str, number: str | None) -> Sequence[Member]:
    """Load and lock the members of a district who have an identity number."""
    return [] if number is None else repository.holders_of(work.session, cipher, district_id, number)


def is_seen(work: UnitOfWork, member: Member) -> bool:
    """Return whether the caller reads the roll on which a member is, or was last."""
    here = repository.nearest_organization(repository.places_of(work.session, member), work.today)
    return here is not None and work.actor.reaches(READ, trees.path(work.session, here, work.today))


def require_unseen(work: UnitOfWork, members: Iterable[Member], *, from_day: date | None = None) -> None:
    """Refuse as Conflict a number on a roll that the caller reads, with the roll's name.

    With `from_day`, members whose place ended by that day do not count.
    """
    for member in members:
        places = repository.places_of(work.session, member)
        ends = [place.valid_until for place in places]
        is_there = from_day is None or any(until is None or until > from_day for until in ends)
        if is_there and is_seen(work, member):
            name = trees.timeline(work.session, places[-1].organization_id).versions[-1].name
            raise Conflict("member_known", field="identity_number", organization=name)
