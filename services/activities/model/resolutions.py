"""A vote of a meeting (表决): its outcome follows from the numbers and is never typed in."""

from datetime import date

from sqlalchemy import Boolean, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.activities.model import validation
from services.activities.model.tables import ID, RULES, Base
from shared.enumerations import RESOLUTION_OUTCOMES
from shared.errors import Invalid
from shared.events.activities import ResolutionState
from shared.records import Record
from shared.rule_packs import RulePack, load_rule_pack

PASSED, NOT_PASSED, NO_QUORUM = OUTCOMES = RESOLUTION_OUTCOMES
VOTED, VOID = "voted", "void"
NUMBERS = ("entitled", "present", "votes_for", "votes_against", "abstained")
MOST = 100_000


class Resolution(Record, Base):
    """One vote; its events do not say what it was about."""

    event_name = "resolution"
    state_type = ResolutionState
    unknown = "resolution_unknown"

    __tablename__ = "resolution"
    __table_args__ = (Index("resolution_by_id", "id"), Index("resolution_of_activity", "activity_id"))

    activity_id: Mapped[str] = mapped_column(ID)
    held_on: Mapped[date] = mapped_column(Date)
    subject: Mapped[str] = mapped_column(String(validation.EVIDENCE))
    election: Mapped[bool] = mapped_column(Boolean)
    status: Mapped[str] = mapped_column(String(10))
    entitled: Mapped[int] = mapped_column(Integer)
    present: Mapped[int] = mapped_column(Integer)
    votes_for: Mapped[int] = mapped_column(Integer)
    votes_against: Mapped[int] = mapped_column(Integer)
    abstained: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[str] = mapped_column(String(20))
    rule_version: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(validation.REASON))

    def derive(self) -> None:
        """Check the numbers and derive the outcome by the rules of the day of the meeting.

        Refuses as Invalid a number out of range, more present than entitled, and votes that do not add up to present.
        """
        self._check()
        rules = voting_rules(self.held_on)
        self.rule_version = rules.version
        quorum = rules["quorum_of_election" if self.election else "quorum"]
        if self.present * quorum["of"] < self.entitled * quorum["parts"]:
            self.outcome = NO_QUORUM
        else:
            enough = self.votes_for * rules["passed"]["of"] > self.entitled * rules["passed"]["parts"]
            self.outcome = PASSED if enough else NOT_PASSED

    def _check(self) -> None:
        wrong = [
            Invalid("figure_out_of_range", field=name, field_name=name, least=least, most=MOST)
            for name, least in ((name, 1 if name == "entitled" else 0) for name in NUMBERS)
            if not least <= getattr(self, name) <= MOST
        ]
        if wrong:
            raise Invalid.combine(wrong)
        if self.present > self.entitled:
            raise Invalid("more_present_than_entitled", field="present", present=self.present, entitled=self.entitled)
        votes = self.votes_for + self.votes_against + self.abstained
        if votes != self.present:
            raise Invalid("votes_do_not_add_up", field="votes_for", votes=votes, present=self.present)


def voting_rules(day: date) -> RulePack:
    return load_rule_pack(RULES / "voting.yaml", day)
