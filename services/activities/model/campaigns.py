"""A campaign (学习传承活动、制度化活动): a named theme, the units taking part, the exemplars chosen in it."""

from datetime import date

from sqlalchemy import Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.activities.model import validation
from services.activities.model.tables import ID, Base
from shared.enumerations import CAMPAIGN_STATUSES
from shared.errors import Invalid
from shared.events.activities import CampaignState, ExemplarState, PartState
from shared.lifecycles import Lifecycle

OPEN, CLOSED = CAMPAIGN_STATUSES
TAKING_PART, LEFT = "taking_part", "left"
CHOSEN, REVOKED = "chosen", "revoked"
DEEDS = {
    "amend": "修改",
    "close": "结束",
    "join": "参加",
    "leave": "退出",
    "choose": "选树典型",
    "revoke": "撤销典型",
}
CAMPAIGN = Lifecycle(
    "活动主题",
    {OPEN: "进行中", CLOSED: "已结束"},
    {
        "amend": ({OPEN}, None),
        "close": ({OPEN}, CLOSED),
        "join": ({OPEN}, None),
        "leave": ({OPEN}, None),
        "choose": ({OPEN, CLOSED}, None),
        "revoke": ({OPEN, CLOSED}, None),
    },
    DEEDS,
)


class Campaign(Base):
    """A campaign; `version` increases with every event about it."""

    __tablename__ = "campaign"
    __table_args__ = (Index("campaign_by_id", "id"), Index("campaign_of_organization", "organization_id"))

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    organization_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(validation.TITLE))
    basis: Mapped[str] = mapped_column(String(validation.TITLE))
    content: Mapped[str | None] = mapped_column(Text)
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(10))

    def lasts(self, first: date, last: date | None) -> None:
        """Set from when to when it lasts; refuses as Invalid an end before the beginning."""
        validation.year_of(first, "first")
        if last is not None and validation.year_of(last, "last") < first:
            raise Invalid("days_out_of_order", field="last", first=first, last=last)
        self.first, self.last = first, last

    def must_last_on(self, day: date) -> None:
        """Refuse as Invalid an activity of a day on which the campaign is not."""
        if day < self.first or (self.last is not None and day > self.last):
            raise Invalid("campaign_not_then", field="campaign_id", title=self.title, day=day)

    def state(self) -> CampaignState:
        names = ("organization_id", "kind", "title", "first", "last", "status")
        return CampaignState(
            campaign_id=self.id, revision=self.version, **{name: getattr(self, name) for name in names}
        )


class Part(Base):
    """A unit's part in a campaign."""

    __tablename__ = "campaign_part"
    __table_args__ = (Index("part_of_organization", "organization_id"),)

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(12))
    joined_on: Mapped[date] = mapped_column(Date)

    def state(self, campaign: Campaign) -> PartState:
        return PartState(
            revision=self.version,
            organization_id=self.organization_id,
            campaign_id=self.campaign_id,
            year=campaign.first.year,
            title=campaign.title,
            status=self.status,
            joined_on=self.joined_on,
        )


class Exemplar(Base):
    """An exemplar (先进典型): a unit taking part, or a member of it, chosen by people with a reason."""

    __tablename__ = "exemplar"
    __table_args__ = (Index("exemplar_of_campaign", "campaign_id"),)

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    campaign_id: Mapped[str] = mapped_column(ID)
    organization_id: Mapped[str] = mapped_column(ID)
    member_id: Mapped[str | None] = mapped_column(ID)
    reason: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(10))
    chosen_on: Mapped[date] = mapped_column(Date)

    def state(self, campaign: Campaign) -> ExemplarState:
        """Serialise the exemplar for events; why it was chosen stays at home."""
        return ExemplarState(
            exemplar_id=self.id,
            revision=self.version,
            organization_id=self.organization_id,
            member_id=self.member_id,
            campaign_id=self.campaign_id,
            year=campaign.first.year,
            status=self.status,
            chosen_on=self.chosen_on,
        )
