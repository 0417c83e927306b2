"""A lecture hall (新时代学“习”大讲堂): each organization has one, established when it meets its standard."""

from datetime import date, timedelta

from sqlalchemy import Boolean, Date, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.activities.model import validation
from services.activities.model.tables import ID, RULES, Base
from shared.enumerations import HALL_STATUSES, HALL_WAITING
from shared.errors import Conflict, NotFound
from shared.events.activities import HallState
from shared.lifecycles import Lifecycle, RecordedStep
from shared.records import RecordWithSteps
from shared.rule_packs import RulePack, load_rule_pack
from shared.schedule_status import deadline_schedule
from shared.text_validation import printable
from shared.working_days import is_published, next_working_day

MISSING, PLANNED, BUILDING, ESTABLISHED, ENDED = HALL_STATUSES
STATUSES = {
    MISSING: "尚未建设",
    PLANNED: "已规划",
    BUILDING: "建设中",
    ESTABLISHED: "已建成",
    ENDED: "随组织终止",
}
WAITING = HALL_WAITING
"""The states in which the deadline counts."""
EXISTING = (PLANNED, BUILDING, ESTABLISHED)
"""The states of an existing hall, at least on paper: sessions can be held in it, and it can be transferred."""
LISTS = ("six_haves", "five_systems")
STEP_LABELS = {
    "want": "列入建设",
    "plan": "规划",
    "amend": "修改",
    "begin": "启动建设",
    "check": "核对标准",
    "uncheck": "撤销核对",
    "establish": "建成",
    "set_deadline": "设定期限",
    "carry": "承接",
    "end": "终止",
}
HALL = Lifecycle(
    "大讲堂",
    STATUSES,
    {
        "plan": ({MISSING}, PLANNED),
        "amend": (EXISTING, None),
        "begin": ({PLANNED}, BUILDING),
        "check": ({PLANNED, BUILDING}, None),
        "uncheck": ({PLANNED, BUILDING}, None),
        "establish": ({BUILDING}, ESTABLISHED),
    },
    STEP_LABELS,
)


class HallStep(RecordedStep, Base):
    """One step of a hall: who took it, on which day, with which opinion."""

    __tablename__ = "hall_step"
    owner = "hall_id"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    hall_id: Mapped[str] = mapped_column(ID, primary_key=True)


class HallItem(Base):
    """An item of the standard that was found to be there, with what shows it."""

    __tablename__ = "hall_item"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    hall_id: Mapped[str] = mapped_column(ID, primary_key=True)
    item: Mapped[str] = mapped_column(String(30), primary_key=True)
    checked_on: Mapped[date] = mapped_column(Date)
    evidence: Mapped[str | None] = mapped_column(String(validation.EVIDENCE))
    account_name: Mapped[str] = mapped_column(String(100))


class HallDeadline(Base):
    """The day by which a district wants its halls of a year established, and on what basis."""

    __tablename__ = "hall_deadline"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    deadline: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    calendar_published: Mapped[bool] = mapped_column(Boolean)
    basis: Mapped[str] = mapped_column(String(validation.TITLE))


class LectureHall(RecordWithSteps, Base):
    """A lecture hall, or the want of one."""

    event_name = "hall"
    state_type = HallState
    unknown = "hall_unknown"
    lifecycle = HALL
    step_table = HallStep

    __tablename__ = "lecture_hall"
    __table_args__ = (
        Index("hall_by_id", "id"),
        Index(
            "hall_once",
            "organization_id",
            unique=True,
            postgresql_where=text("status <> 'ended'"),
            sqlite_where=text("status <> 'ended'"),
        ),
    )

    title: Mapped[str] = mapped_column(String(validation.TITLE))
    address: Mapped[str | None] = mapped_column(String(validation.TITLE))
    status: Mapped[str] = mapped_column(String(20))
    standard: Mapped[str] = mapped_column(String(20))
    standard_of: Mapped[date] = mapped_column(Date)
    items_checked: Mapped[int] = mapped_column(Integer)
    deadline: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    overdue_from: Mapped[date | None] = mapped_column(Date)
    planned_on: Mapped[date | None] = mapped_column(Date)
    building_on: Mapped[date | None] = mapped_column(Date)
    established_on: Mapped[date | None] = mapped_column(Date)

    @property
    def rules(self) -> RulePack:
        """The version of the standard that the hall was planned by."""
        return hall_rules(self.standard_of)

    @property
    def items_needed(self) -> int:
        """How many items of its standard's lists the hall has to have."""
        return sum(self.rules[name]["needed"] for name in LISTS)

    def bind_standard(self, day: date) -> None:
        """Bind the hall to the standard in force on a day."""
        self.standard, self.standard_of = hall_rules(day).version, day

    def require_item(self, item: str) -> str:
        """Return an item of the hall's standard, or refuse it as NotFound."""
        if item not in items_of(self.rules):
            raise NotFound("item_unknown", field="item", item=printable(item, limit=40), known=items_of(self.rules))
        return item

    def require_standard(self, checked: set[str]) -> None:
        """Refuse as Conflict a hall of which a checklist has fewer items than its rule needs."""
        for name in LISTS:
            rule = self.rules[name]
            there = sum(item["id"] in checked for item in rule["items"])
            if there < rule["needed"]:
                lacking = "、".join(item["zh"] for item in rule["items"] if item["id"] not in checked)
                words_en = ", ".join(item["en"] for item in rule["items"] if item["id"] not in checked)
                raise Conflict(
                    "standard_not_met", list=rule.zh, there=there, needed=rule["needed"], lacking=lacking, en=words_en
                )

    def set_deadline(self, deadline: HallDeadline) -> None:
        """Set the district's deadline; the hall is overdue from the day after."""
        self.deadline, self.due_on = deadline.deadline, deadline.due_on
        self.overdue_from = deadline.due_on + timedelta(days=1)

    def schedule_status(self, day: date) -> str | None:
        """Return `on_track` or `overdue` while a deadline counts, else None."""
        if self.status not in WAITING or self.overdue_from is None:
            return None
        return deadline_schedule(None, self.overdue_from).on(day)


def hall_rules(day: date) -> RulePack:
    """Return the standard of lecture halls in force on a day."""
    return load_rule_pack(RULES / "lecture_halls.yaml", day)


def is_wanted_of(rules: RulePack, level: str, kind: str) -> bool:
    """Return whether a hall is wanted of an organization of a kind on a level."""
    wanted = rules["wanted_of"]
    return level in wanted["levels"] or kind in wanted["kinds"]


def items_of(rules: RulePack) -> dict[str, dict[str, str]]:
    """Return the items of both checklists, by id."""
    return {item["id"]: item for name in LISTS for item in rules[name]["items"]}


def deadline_of(district_id: str, year: int, deadline: date, basis: str) -> HallDeadline:
    """Build a year's deadline; on a day off it moves to the next working day."""
    due_on = next_working_day(deadline)
    return HallDeadline(
        district_id=district_id,
        year=year,
        deadline=deadline,
        due_on=due_on,
        calendar_published=is_published(due_on.year),
        basis=basis,
    )
