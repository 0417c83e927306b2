"""A lecture hall (新时代学“习”大讲堂): each organization has one, established when it meets its standard."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.activities.model import validation
from services.activities.model.tables import ID, RULES, Base
from shared.enumerations import HALL_STATUSES, HALL_WAITING
from shared.errors import Conflict, NotFound
from shared.events.activities_halls import AskedPeriod, HallState
from shared.lifecycles import Lifecycle, RecordedStep
from shared.records import RecordWithSteps
from shared.rule_packs import RulePack, load_rule_pack
from shared.schedule_status import deadline_schedule
from shared.text_validation import printable
from shared.trees import BRANCH
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
    "ask": "调整建设要求",
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


class HallScope(Base):
    """Of branches of which kinds a district asks a hall from a day on, until the day of the next; and on what basis."""

    __tablename__ = "hall_scope"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    from_on: Mapped[date] = mapped_column(Date, primary_key=True)
    kinds: Mapped[list[str]] = mapped_column(JSON)
    basis: Mapped[str] = mapped_column(String(validation.TITLE))


class LectureHall(RecordWithSteps, Base):
    """A lecture hall, or the want of one.

    `asked` are the days on which one is asked of a branch, as pairs of the first day and the day after the last; it is
    None where one is asked on every day.
    """

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
    asked: Mapped[list[list[str | None]] | None] = mapped_column(JSON(none_as_null=True))
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

    def set_deadline(self, deadline: HallDeadline | None) -> None:
        """Set the district's deadline, or none; the hall is overdue from the day after."""
        self.deadline, self.due_on = (deadline.deadline, deadline.due_on) if deadline else (None, None)
        self.overdue_from = deadline.due_on + timedelta(days=1) if deadline else None

    def asked_periods(self) -> tuple[AskedPeriod, ...] | None:
        """Return the days on which the hall is asked for, or None where it always is."""
        if self.asked is None:
            return None
        days = [[None if day is None else date.fromisoformat(day) for day in period] for period in self.asked]
        return tuple(AskedPeriod(from_on=first or date.min, until_on=until) for first, until in days)

    def is_owed_on(self, day: date) -> bool:
        """Return whether the hall is to be established on a day: it is asked for, or begun without anybody asking."""
        asked = self.asked_periods()
        if asked is None or self.status != MISSING:
            return True
        return any(period.from_on <= day and (period.until_on is None or day < period.until_on) for period in asked)

    def owed_from(self, day: date) -> date:
        """Return the first day, from a day on, on which the hall is asked for; that day itself where there is none."""
        asked = self.asked_periods() or ()
        return next((max(day, each.from_on) for each in asked if each.until_on is None or each.until_on > day), day)

    def state(self) -> HallState:
        """Return the hall as its events carry it."""
        state: HallState = self.state_with(asked=self.asked_periods())
        return state

    def schedule_status(self, day: date) -> str | None:
        """Return `on_track` or `overdue` while a deadline counts, else None."""
        if self.status not in WAITING or self.overdue_from is None or not self.is_owed_on(day):
            return None
        return deadline_schedule(None, self.overdue_from).on(day)


def hall_rules(day: date) -> RulePack:
    """Return the standard of lecture halls in force on a day."""
    return load_rule_pack(RULES / "lecture_halls.yaml", day)


def is_wanted_of(rules: RulePack, kinds: Iterable[str], level: str, kind: str) -> bool:
    """Return whether a hall is wanted of an organization of a kind on a level, given the `kinds` of branches asked."""
    return level in rules["wanted_of"]["levels"] or (level == BRANCH and kind in kinds)


def periods_asked(rules: RulePack, scopes: Iterable[HallScope], level: str, kind: str) -> list[list[str | None]] | None:
    """Return `asked` of the hall of an organization of a kind on a level, by a district's settings, oldest first."""
    if level in rules["wanted_of"]["levels"]:
        return None
    periods: list[list[str | None]] = []
    turns = [(date.min, rules["wanted_of"]["kinds"]), *((scope.from_on, scope.kinds) for scope in scopes)]
    for day, kinds in turns:
        is_asked, was_asked = is_wanted_of(rules, kinds, level, kind), bool(periods) and periods[-1][1] is None
        if is_asked and not was_asked:
            periods.append([day.isoformat(), None])
        elif was_asked and not is_asked:
            periods[-1][1] = day.isoformat()
    return periods


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
