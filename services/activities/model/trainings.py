"""A training that a post asks for (党务工作者培训): needed by who took the post, met by hours attended."""

from datetime import date

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.activities.model.tables import ID, RULES, Base
from shared.deadlines import add_months
from shared.enumerations import TRAINING_NEED_STATUSES, TRAININGS
from shared.events.activities_trainings import TrainingNeedState
from shared.records import Record
from shared.rule_packs import Rule, RulePack, load_rule_pack
from shared.working_days import next_working_day

OPEN, MET, ENDED = TRAINING_NEED_STATUSES


class TrainingNeed(Record, Base):
    """What one post asks of who took it; each attended training of its kind counts its hours."""

    event_name = "training_need"
    state_type = TrainingNeedState
    unknown = "training_need_unknown"

    __tablename__ = "training_need"
    __table_args__ = (
        Index("training_need_by_id", "id"),
        Index("training_need_once", "district_id", "post_id", unique=True),
        Index("training_need_of_organization", "organization_id"),
        Index("training_need_of_member", "member_id"),
    )

    post_id: Mapped[str] = mapped_column(ID)
    post: Mapped[str] = mapped_column(String(40))
    member_id: Mapped[str] = mapped_column(ID)
    training: Mapped[str] = mapped_column(String(40))
    hours: Mapped[int] = mapped_column(Integer)
    from_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    overdue_from: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(10))
    hours_attended: Mapped[int] = mapped_column(Integer)
    met_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    rule_version: Mapped[str] = mapped_column(String(20))

    def settle(self, attended: list[tuple[date, int]]) -> bool:
        """Count the hours of the trainings that were attended, by day, and return whether anything changed.

        It is met on the day on which the hours were complete.
        """
        before = self.hours_attended, self.met_on
        self.hours_attended, self.met_on = 0, None
        for day, hours in sorted(attended):
            self.hours_attended += hours
            if self.met_on is None and self.hours_attended >= self.hours:
                self.met_on = day
        self.status = OPEN if self.met_on is None else MET
        return before != (self.hours_attended, self.met_on)


def training_rules(day: date) -> RulePack:
    """Return the rules of trainings in force on a day."""
    return load_rule_pack(RULES / "trainings.yaml", day)


def rule_for(post: str, rules: RulePack) -> Rule | None:
    """Return the rule that asks a training of who takes a post, if there is one."""
    return next((rule for rule in asking(rules) if post in rule["posts"]), None)


def asking(rules: RulePack) -> list[Rule]:
    """Return the rules that ask a training of posts, in their order."""
    return [rule for rule in rules.rules if rule.id in TRAININGS]


def last_day(rule: Rule, from_on: date) -> date:
    """Return the day by which a training is to be attended, the next working day where it is none."""
    return next_working_day(add_months(from_on, rule["months"]))
