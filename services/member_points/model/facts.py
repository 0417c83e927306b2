"""Replicated facts from which points derive: who did what, stored to be derived again.

A fact may be heard before the scheme is published, before the member is known, or before the secretary's post is; each
of these, when it comes, derives it again. What stands already is left as it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.member_points.model import validation
from services.member_points.model.tables import Base
from shared.records import ID

ACTIVITY, VISIT, PROJECT = "activity", "visit", "project"
SECRETARY = "secretary"
Claim = tuple[str, str, str]
"""A fact's code, the kind of activity, and the member it speaks for."""


class Fact(Base):
    """The newest revision of a fact that points derive from; `holds` is False once it was cancelled."""

    __tablename__ = "point_fact"
    __table_args__ = (
        Index("point_fact_of_year", "district_id", "year", "evidence_id"),
        Index("point_fact_of_organization", "organization_id", "evidence_type"),
    )

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    evidence_type: Mapped[str] = mapped_column(String(20), primary_key=True)
    evidence_id: Mapped[str] = mapped_column(ID, primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    organization_id: Mapped[str] = mapped_column(ID)
    year: Mapped[int] = mapped_column(Integer)
    occurred_on: Mapped[date] = mapped_column(Date)
    title: Mapped[str] = mapped_column(String(validation.REASON))
    holds: Mapped[bool] = mapped_column(Boolean)
    says: Mapped[dict[str, Any]] = mapped_column(JSON)

    def claims(self, holders: Sequence[str] = ()) -> Iterator[Claim]:
        """Yield who did what by this fact; `holders` hold the secretary's post on its day."""
        if not self.holds:
            return
        if self.evidence_type == PROJECT:
            yield from ((validation.PROJECT_ACCEPTED, "", member_id) for member_id in holders)
        elif self.evidence_type == VISIT:
            yield from ((validation.HOSTED_VISIT, "", member_id) for member_id in self.says["hosts"])
            yield from ((validation.ATTENDED_VISIT, "", member_id) for member_id in self.says["visitors"])
        else:
            yield from self._of_activity(str(self.says["kind"]))

    def _of_activity(self, kind: str) -> Iterator[Claim]:
        for member_id in self.says["attended"]:
            yield validation.ATTENDED, kind, member_id
            if kind == validation.VOLUNTARY_SERVICE:
                yield validation.SERVED, kind, member_id
        if kind == validation.PARTY_CLASS or (
            kind == validation.SESSION and self.says["mode"] == validation.PARTY_CLASS
        ):
            yield from ((validation.SPOKE, kind, member_id) for member_id in self.says["speakers"])


class WaitingMember(Base):
    """A fact about a member who is not replicated yet."""

    __tablename__ = "point_waiting_member"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    member_id: Mapped[str] = mapped_column(ID, primary_key=True)
    evidence_type: Mapped[str] = mapped_column(String(20), primary_key=True)
    evidence_id: Mapped[str] = mapped_column(ID, primary_key=True)


class HeldPost(Base):
    """A copy of who holds which secretary's post; `until_on` is the last day."""

    __tablename__ = "point_post"
    __table_args__ = (Index("point_post_of_organization", "organization_id"),)

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    post_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID)
    member_id: Mapped[str] = mapped_column(ID)
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)


def holders_on(session: Session, organization_id: str, day: date) -> Sequence[str]:
    """Return the members who hold an organization's secretary post on a day."""
    query = select(HeldPost.member_id).where(
        HeldPost.organization_id == organization_id,
        HeldPost.from_on <= day,
        or_(HeldPost.until_on.is_(None), HeldPost.until_on >= day),
    )
    return session.scalars(query.order_by(HeldPost.member_id).distinct()).all()


def facts_of_year(session: Session, district_id: str, since: date, *, after: str, limit: int) -> Sequence[Fact]:
    """Return a page of the facts from a day on until its year ends, in the order of their ids."""
    query = select(Fact).where(
        Fact.district_id == district_id, Fact.year == since.year, Fact.occurred_on >= since, Fact.evidence_id > after
    )
    return session.scalars(query.order_by(Fact.evidence_id).limit(limit)).all()


def projects_of(session: Session, organization_id: str) -> Sequence[Fact]:
    query = select(Fact).where(Fact.organization_id == organization_id, Fact.evidence_type == PROJECT)
    return session.scalars(query.order_by(Fact.evidence_id)).all()


def pop_pending(session: Session, district_id: str, member_id: str) -> list[Fact]:
    """Return the facts that waited for a member, who is replicated now."""
    own = WaitingMember.district_id == district_id, WaitingMember.member_id == member_id
    facts: list[Fact] = []
    for row in session.scalars(select(WaitingMember).where(*own)).all():
        fact = session.get(Fact, (district_id, row.evidence_type, row.evidence_id))
        facts += [fact] if fact is not None else []
        session.delete(row)
    return facts


def store_pending(session: Session, fact: Fact, members: Iterable[str]) -> None:
    """Store a fact until its members are replicated."""
    for member_id in sorted(set(members)):
        key = (fact.district_id, member_id, fact.evidence_type, fact.evidence_id)
        if session.get(WaitingMember, key) is None:
            names = ("district_id", "member_id", "evidence_type", "evidence_id")
            session.add(WaitingMember(**dict(zip(names, key, strict=True))))
