"""Posts, terms and tiers: who holds which post, when the next election is due, what tier people decided on."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.organizations.model.records import Base

SECRETARY = "secretary"
TITLES = (
    SECRETARY,
    "first_secretary",
    "deputy_secretary",
    "organization_member",
    "publicity_member",
    "discipline_member",
    "committee_member",
)
SINGLE = (SECRETARY, "first_secretary")
"""Posts that one person at a time can hold in an organization."""

ADVANCED, QUALIFIED, LAGGING = TIERS = ("advanced", "qualified", "lagging")


class Post(Base):
    """One person in one post (书记、委员); `until_on` is the last day."""

    __tablename__ = "post"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    organization_id: Mapped[str] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(30))
    member_id: Mapped[str | None] = mapped_column(index=True)
    person_name: Mapped[str | None] = mapped_column(String(50))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class Term(Base):
    """The time between two elections (换届); `due_on` is the day by which the next one is to be held."""

    __tablename__ = "term"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    term_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    organization_id: Mapped[str] = mapped_column(index=True)
    began_on: Mapped[date]
    years: Mapped[int]
    regular_due_on: Mapped[date]
    due_on: Mapped[date] = mapped_column(index=True)
    shift_basis: Mapped[str | None] = mapped_column(String(200))
    rules_version: Mapped[str] = mapped_column(String(40))
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class TierProposal(Base):
    """What published thresholds propose for a period; `decided_number` is the decision that a person took on it."""

    __tablename__ = "tier_proposal"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    proposal_id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(index=True)
    period: Mapped[str] = mapped_column(String(6))
    tier: Mapped[str] = mapped_column(String(12))
    score: Mapped[str] = mapped_column(String(10))
    basis: Mapped[str] = mapped_column(String(1000))
    proposed_on: Mapped[date]
    decided_number: Mapped[int | None]


class Tier(Base):
    """One decision on an organization's tier in a period; a later decision for the same period stands in its place."""

    __tablename__ = "tier"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(6), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    tier: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(500))
    basis: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date]
    account_id: Mapped[str]
    account_name: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
