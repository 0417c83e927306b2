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
from shared.records import Record

OPEN, CLOSED = CAMPAIGN_STATUSES
TAKING_PART, LEFT = "taking_part", "left"
CHOSEN, REVOKED = "chosen", "revoked"
STEP_LABELS = {
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
    STEP_LABELS,
)


class Campaign(Record, Base):
    """A named theme of a level for those below it; its version counts its parts and exemplars as well."""

    event_name = "campaign"
    state_type = CampaignState
    unknown = "campaign_unknown"

    __tablename__ = "campaign"
    __table_args__ = (Index("campaign_by_id", "id"), Index("campaign_of_organization", "organization_id"))

    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(validation.TITLE))
    basis: Mapped[str] = mapped_column(String(validation.TITLE))
    content: Mapped[str | None] = mapped_column(Text)
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(10))

    def set_days(self, first: date, last: date | None) -> None:
        """Set from when to when it lasts; refuses as Invalid an end before the beginning."""
        validation.listed_day(first, "first")
        if last is not None and validation.listed_day(last, "last") < first:
            raise Invalid("days_out_of_order", field="last", first=first, last=last)
        self.first, self.last = first, last

    def require_day(self, day: date) -> None:
        """Refuse as Invalid an activity of a day on which the campaign is not."""
        if day < self.first or (self.last is not None and day > self.last):
            raise Invalid("campaign_not_then", field="campaign_id", title=self.title, day=day)


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


class Exemplar(Record, Base):
    """An exemplar (先进典型): a unit taking part, or a member of it, chosen by people with a reason."""

    event_name = "exemplar"
    state_type = ExemplarState
    unknown = "exemplar_unknown"

    __tablename__ = "exemplar"
    __table_args__ = (Index("exemplar_of_campaign", "campaign_id"),)

    campaign_id: Mapped[str] = mapped_column(ID)
    member_id: Mapped[str | None] = mapped_column(ID)
    reason: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(10))
    chosen_on: Mapped[date] = mapped_column(Date)
