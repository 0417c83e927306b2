"""Posts, terms and tiers: who holds which post, when the next election is due, what tier people decided on."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, synonym

from services.organizations.model.tables import Base
from shared.enumerations import TERM_STANDINGS, TIERS
from shared.records import Versioned
from shared.schedule_status import term_schedule
from shared.trees import LEVELS

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

RUNNING, DUE, OVERDUE, ENDED = SCHEDULE_STATUSES = TERM_STANDINGS

ADVANCED, QUALIFIED, LAGGING = TIERS
TIER_WORDS = {ADVANCED: ("先进", "advanced"), QUALIFIED: ("达标", "qualified"), LAGGING: ("后进", "lagging")}


class Post(Versioned, Base):
    """One person in one post (书记、委员); `until_on` is the last day."""

    event_name = "post"
    unknown = "post_unknown"

    __tablename__ = "post"

    id = synonym("post_id")
    district_id: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    organization_id: Mapped[str] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(30))
    member_id: Mapped[str | None] = mapped_column(index=True)
    person_name: Mapped[str | None] = mapped_column(String(50))
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    def is_held_on(self, day: date) -> bool:
        """Return whether a day is between the first and the last one of the post."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


class Term(Versioned, Base):
    """The time between two elections (换届); `due_on` is the day by which the next one is to be held."""

    event_name = "term"
    unknown = "term_unknown"

    __tablename__ = "term"

    id = synonym("term_id")
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

    def schedule_status(self, remind_from: date, day: date) -> str:
        """Return the status of a day: ended, overdue, due from the day its election is prepared, or running."""
        return ENDED if self.ended_on is not None else str(term_schedule(remind_from, self.due_on).on(day))


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
    """One decision on an organization's tier in a period: by whom, and whether it is in force.

    A later decision of the same organization takes its place; of several organizations' last words, that of the highest
    level stands, as long as it is not withdrawn.
    """

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
    decided_by: Mapped[str]
    decided_level: Mapped[str] = mapped_column(String(12))
    stands: Mapped[bool]
    withdrawn_on: Mapped[date | None]
    withdrawal_reason: Mapped[str | None] = mapped_column(String(500))
    withdrawn_by_account_id: Mapped[str | None]
    withdrawn_by_account_name: Mapped[str | None] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None]

    @property
    def decision_id(self) -> str:
        """The decision's id among those on its organization: the period and the number."""
        return f"{self.period}-{self.number}"

    @property
    def rank(self) -> int:
        """The number of the level that decided, the district's first."""
        return LEVELS.index(self.decided_level)
