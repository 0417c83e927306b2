"""Selection of a unit's letter in force, and of the duties that a letter names or could name."""

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.supervision.model import lifecycle
from services.supervision.model.duties import Duty
from services.supervision.model.letters import LetterDuty, ResponsibilityLetter
from shared import org_paths

ENDED = {"released", "dropped", "withdrawn", "lifted", "ended", "ended_with_organization"}
"""States in which nobody answers for a duty any more."""


def letter_in_force(session: Session, organization_id: str, year: int) -> ResponsibilityLetter | None:
    """Return the letter of a unit and a year that both sides signed last, if there is one."""
    query = select(ResponsibilityLetter).where(
        ResponsibilityLetter.organization_id == organization_id,
        ResponsibilityLetter.year == year,
        ResponsibilityLetter.status == lifecycle.SIGNED,
    )
    return session.scalars(query.order_by(ResponsibilityLetter.id).with_for_update()).first()


def assigned_duties(organization_id: str, year: int, day: date) -> Select[Duty]:
    """Select the duties of a unit and of everyone below it in a year, in the order of their ids."""
    below = Duty.organization_id.in_(org_paths.subtree(organization_id, day))
    return select(Duty).where(below, Duty.year == year, Duty.status.not_in(ENDED)).order_by(Duty.id)


def named_duties(letter: ResponsibilityLetter) -> Select[Duty]:
    """Select the duties that a letter names, in their replicated state, in the order of their ids."""
    return (
        select(Duty)
        .join(LetterDuty, (LetterDuty.district_id == Duty.district_id) & (LetterDuty.duty_id == Duty.id))
        .where(LetterDuty.district_id == letter.district_id, LetterDuty.letter_id == letter.id)
        .order_by(Duty.id)
    )


def named_duty_ids(session: Session, letter: ResponsibilityLetter) -> set[str]:
    """Return the ids of all duties that a letter names."""
    own = LetterDuty.district_id == letter.district_id, LetterDuty.letter_id == letter.id
    return set(session.scalars(select(LetterDuty.duty_id).where(*own)))
