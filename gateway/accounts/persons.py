"""Persons behind accounts: chosen when an account is made, and listed where two have one name."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from gateway.accounts import grant_policy
from gateway.accounts.grant_policy import within_scope
from gateway.accounts.model import Account, Person
from shared.errors import Forbidden, Invalid, NotFound
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of


def chosen(
    work: UnitOfWork, district_id: str, person_id: str | None, name: str, member_id: str | None = None
) -> Person:
    """Return the person named, or store a new one; Invalid where both a person and a member are named."""
    if person_id is not None:
        if member_id is not None:
            raise Invalid("person_has_member", field="member_id")
        return load(work, person_id)
    person = Person(district_id=district_id, id=work.new_id(), name=name, member_id=member_id, created_at=work.now)
    work.session.add(person)
    return person


def load(work: UnitOfWork, person_id: str) -> Person:
    """Load a person one of whose accounts the caller may keep; NotFound any other."""
    person = work.session.scalar(select(Person).where(Person.id == person_id))
    kept = work.session.scalars(select(Account.organization_id).where(Account.person_id == person_id)).all()
    if person is None or not any(
        work.actor.reaches("accounts.keep", grant_policy.path_of(work, organization_id)) for organization_id in kept
    ):
        raise NotFound("person_unknown", field="person_id", person_id=person_id)
    return person


def same_name(work: UnitOfWork, person: Person) -> list[dict[str, Any]]:
    """Return the other persons of a district who have a person's name, of those whose accounts the caller may read."""
    alike = Person.district_id == person.district_id, Person.name == person.name, Person.id != person.id
    others = select(Person).where(*alike, Person.id.in_(_in_reach(work)))
    return _shown(work, work.session.scalars(others.order_by(Person.id).limit(20)).all())


def persons(work: UnitOfWork, *, same_name: bool = False, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """List the persons whose accounts the caller may read, by name; all, or those who share theirs with another."""
    if not work.actor.holds("accounts.read"):
        raise Forbidden("grant_does_not_reach", right="accounts.read")
    key = Person.name + "|" + Person.id
    query = select(Person, key.label("position")).where(Person.id.in_(_in_reach(work))).order_by(key).limit(limit + 1)
    if same_name:
        shared = select(Person.name).where(Person.id.in_(_in_reach(work))).group_by(Person.name)
        query = query.where(Person.name.in_(shared.having(func.count() > 1)))
    if after is not None:
        query = query.where(key > after)
    rows = work.session.execute(query).all()
    shown = _shown(work, [row[0] for row in rows[:limit]])
    return {"items": shown, "next_after": rows[limit - 1].position if len(rows) > limit else None}


def _in_reach(work: UnitOfWork) -> Any:
    return _readable(work, select(Account.person_id))


def _readable(work: UnitOfWork, query: Any) -> Any:
    reached = within_scope(Account.organization_id, work.actor, "accounts.read", work.today)
    return query if reached is None else query.where(reached)


def _shown(work: UnitOfWork, found: Iterable[Person]) -> list[dict[str, Any]]:
    people = list(found)
    owned: dict[str, list[str]] = {person.id: [] for person in people}
    accounts = _readable(work, select(Account.person_id, Account.username)).where(Account.person_id.in_(owned))
    for row in work.session.execute(accounts.order_by(Account.username)):
        owned[row.person_id].append(row.username)
    return [fields_of(person, ("id", "name", "member_id")) | {"accounts": owned[person.id]} for person in people]
