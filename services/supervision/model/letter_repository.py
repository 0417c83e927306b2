"""Selection and serialisation of the duties of a letter, each with its status."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.supervision.model import lifecycle
from services.supervision.model.duties import Duty, KnownProject, standing
from services.supervision.model.letters import LetterDuty, ResponsibilityLetter
from services.supervision.model.repository import to_view
from shared import org_paths
from shared.errors import Invalid
from shared.events.projects import ProjectState
from shared.pages import require_page_size


def letter_in_force(session: Session, organization_id: str, year: int) -> ResponsibilityLetter | None:
    """Return the letter of a unit and a year that both sides signed last, if there is one."""
    query = select(ResponsibilityLetter).where(
        ResponsibilityLetter.organization_id == organization_id,
        ResponsibilityLetter.year == year,
        ResponsibilityLetter.status == lifecycle.SIGNED,
    )
    return session.scalars(query.order_by(ResponsibilityLetter.id).with_for_update()).first()


DUTY_ID = re.compile(r"[\w:-]{1,150}", re.ASCII)
GONE = {"released", "dropped", "withdrawn", "lifted", "ended", "ended_with_organization"}
"""States in which nobody answers for a duty any more."""


def duties_below(session: Session, organization_id: str, year: int, day: date) -> Sequence[Duty]:
    """Return the duties of a unit and of everyone below it in a year, in the order of their ids."""
    return session.scalars(_below(organization_id, year, day)).all()


def duties_after(
    session: Session, organization_id: str, year: int, day: date, page_asked: tuple[str | None, int]
) -> Sequence[Duty]:
    """Return a page of the same duties, plus one where there are more."""
    return session.scalars(_after(_below(organization_id, year, day), page_asked)).all()


def _below(organization_id: str, year: int, day: date) -> Select[Duty]:
    below = Duty.organization_id.in_(org_paths.subtree(organization_id, day))
    return select(Duty).where(below, Duty.year == year, Duty.status.not_in(GONE)).order_by(Duty.id)


def named_by(session: Session, letter: ResponsibilityLetter) -> set[str]:
    """Return the ids of all duties that a letter names."""
    own = LetterDuty.district_id == letter.district_id, LetterDuty.letter_id == letter.id
    return set(session.scalars(select(LetterDuty.duty_id).where(*own)))


def named_after(session: Session, letter: ResponsibilityLetter, page_asked: tuple[str | None, int]) -> Sequence[Duty]:
    """Return a page of the duties that a letter names, in their replicated state, by their ids."""
    query = (
        select(Duty)
        .join(LetterDuty, (LetterDuty.district_id == Duty.district_id) & (LetterDuty.duty_id == Duty.id))
        .where(LetterDuty.district_id == letter.district_id, LetterDuty.letter_id == letter.id)
    )
    return session.scalars(_after(query.order_by(Duty.id), page_asked)).all()


def _after(query: Select[Duty], page_asked: tuple[str | None, int]) -> Select[Duty]:
    after, limit = page_asked
    if after is not None and not DUTY_ID.fullmatch(after):
        raise Invalid("cursor_unknown", field="cursor")
    return (query if after is None else query.where(Duty.id > after)).limit(require_page_size(limit) + 1)


def letter_view(letter: ResponsibilityLetter) -> dict[str, Any]:
    """Serialise a letter without its duties, which are a list of their own."""
    names = ("issuer_id", "parent_letter_id", "year", "number", "basis", "issuer_post", "unit_post", "duties",
             "issuer_signed_on", "unit_signed_on", "superseded_by")  # fmt: skip
    return to_view(letter, names)


def duties_view(session: Session, duties: Sequence[Duty], day: date) -> list[dict[str, Any]]:
    """Serialise duties with their status on a day, by the rule of their source service."""
    wholes = {duty.whole_id for duty in duties if duty.whole_id}
    query = select(KnownProject).where(KnownProject.id.in_(wholes))
    projects: dict[str | None, ProjectState] = {one.id: one.state() for one in session.scalars(query)} if wholes else {}
    names = ("id", "organization_id", "kind", "year", "title", "due_on")
    return [
        {name: getattr(duty, name) for name in names} | {"standing": standing(duty, projects.get(duty.whole_id), day)}
        for duty in duties
    ]
