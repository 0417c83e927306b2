"""Mentor units of organizations, with what was done."""

from typing import Any

from sqlalchemy import select

from services.organizations.model import repository, views
from services.organizations.model.mentors import MentorHelp, Mentorship
from services.organizations.queries.access import keyset_page, scope_of
from shared.pages import Page
from shared.reading import view_of
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of, to_view

READ = "organizations.read"


@query
def mentorships(
    work: UnitOfWork, *, organization_id: str, below: bool = False, after: str | None = None, limit: int = 50
) -> Page:
    """List the mentorships of an organization by their first day, those that ended among them."""
    district_id, inside = scope_of(work, organization_id, READ, below=below)
    query = select(Mentorship).where(Mentorship.district_id == district_id, Mentorship.organization_id.in_(inside))
    return keyset_page(work, query, [Mentorship.from_on, Mentorship.mentorship_id], after, limit)


@query
def mentorship(work: UnitOfWork, *, mentorship_id: str) -> dict[str, Any]:
    """Return one mentorship with what was done, the first deed first."""
    record = repository.load_record(work.session, Mentorship, mentorship_id)
    done = select(MentorHelp).where(
        MentorHelp.district_id == record.district_id, MentorHelp.mentorship_id == record.mentorship_id
    )
    rows = work.session.scalars(done.order_by(MentorHelp.done_on, MentorHelp.help_id))
    view = view_of(
        work,
        READ,
        [record.organization_id],
        opened_by=select(Mentorship.mentor_id).where(
            Mentorship.district_id == record.district_id, Mentorship.mentorship_id == record.mentorship_id
        ),
    )
    names = ("done_on", "text", "account_name", "recorded_at")
    helps = view.each(({"id": one.help_id} | fields_of(one, names) for one in rows), views.PUBLIC_MENTOR_HELP)
    return view.of(to_view(record, work) | {"helps": helps}, views.PUBLIC_MENTORSHIP)
