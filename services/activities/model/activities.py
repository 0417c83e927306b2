"""An activity: one record for all kinds of what an organization holds, with its attendance and its minutes."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from services.activities.model import validation
from services.activities.model.tables import ID, Base, Secretary
from shared.databases import UtcDateTime
from shared.enumerations import ACTIVITY_KINDS, ACTIVITY_STATUSES, SESSION_MODES, TRAININGS
from shared.errors import Invalid
from shared.events.activities import ActivityState
from shared.lifecycles import Lifecycle, RecordedStep
from shared.records import RecordWithHistory

PARTY_CLASS = "party_class"
HELD, CANCELLED = ACTIVITY_STATUSES
STATUSES = {HELD: "已举行", CANCELLED: "已作废"}
STEP_LABELS = {
    "record": "录入",
    "amend": "更正",
    "settle": "核对书记讲党课",
    "attend": "录入参加人员",
    "write": "撰写会议记录",
    "vote": "录入表决",
    "cancel": "作废",
}
ACTIVITY = Lifecycle(
    "活动",
    STATUSES,
    {step: ({HELD}, CANCELLED if step == "cancel" else None) for step in STEP_LABELS if step != "record"},
    STEP_LABELS,
)


class ActivityStep(RecordedStep, Base):
    """What was done to the record of an activity, by whom and why."""

    __tablename__ = "activity_step"
    owner = "activity_id"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    activity_id: Mapped[str] = mapped_column(ID, primary_key=True)


class Activity(RecordWithHistory, Base):
    """What an organization held on a day."""

    event_name = "activity"
    state_type = ActivityState
    unknown = "activity_unknown"
    lifecycle = ACTIVITY
    step_table = ActivityStep

    __tablename__ = "activity"
    __table_args__ = (
        Index("activity_by_id", "id"),
        Index("activity_of_organization", "organization_id", "held_on"),
        Index("activity_of_campaign", "campaign_id"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    mode: Mapped[str | None] = mapped_column(String(20))
    hall_id: Mapped[str | None] = mapped_column(ID)
    campaign_id: Mapped[str | None] = mapped_column(ID)
    title: Mapped[str] = mapped_column(String(validation.TITLE))
    content: Mapped[str | None] = mapped_column(Text)
    held_on: Mapped[date] = mapped_column(Date)
    makes_up_for: Mapped[str | None] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    speakers: Mapped[list[str]] = mapped_column(JSON)
    guest_speaker: Mapped[str | None] = mapped_column(String(validation.NAME))
    attended: Mapped[list[str]] = mapped_column(JSON)
    excused: Mapped[list[str]] = mapped_column(JSON)
    on_roll: Mapped[int] = mapped_column(Integer)
    evidence: Mapped[str | None] = mapped_column(String(validation.EVIDENCE))
    training: Mapped[str | None] = mapped_column(String(40))
    hours: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    by_secretary: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())

    def check_kind(self) -> None:
        """Refuse as Invalid a session without a mode or a training without its kind, and either on anything else."""
        validation.one_of(self.kind, ACTIVITY_KINDS, "kind")
        if self.kind == validation.SESSION and self.mode not in SESSION_MODES:
            raise Invalid("mode_missing", field="mode", known=SESSION_MODES)
        if self.kind != validation.SESSION and self.mode is not None:
            raise Invalid("mode_not_wanted", field="mode", kind=self.kind)
        if self.kind == validation.TRAINING and self.training not in TRAININGS:
            raise Invalid("training_missing", field="training", known=TRAININGS)
        if self.kind == validation.TRAINING and not self.hours:
            raise Invalid("hours_missing", field="hours")
        if self.kind != validation.TRAINING and (self.training is not None or self.hours):
            raise Invalid("training_not_wanted", field="training", kind=self.kind)

    def settle_secretary(self, secretaries: Iterable[Secretary]) -> bool:
        """Settle whether one of the organization's secretaries spoke at a party class; tell whether that changed."""
        before = self.by_secretary
        is_class = PARTY_CLASS in {self.kind, self.mode}
        self.by_secretary = is_class and any(
            each.member_id in self.speakers and each.is_in_office(self.held_on) for each in secretaries
        )
        return self.by_secretary is not before

    def state(self) -> ActivityState:
        """Serialise the activity for events, its people as tuples."""
        people = {name: tuple(getattr(self, name)) for name in ("attended", "excused", "speakers")}
        state: ActivityState = self.state_with(**people)
        return state


class Minutes(Base):
    """The minutes of an activity (会议记录); replaced only on the current version."""

    __tablename__ = "minutes"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    activity_id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    account_id: Mapped[str] = mapped_column(ID)
    account_name: Mapped[str] = mapped_column(String(100))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())
