"""Lecturers, the menu of classes and the requests of units, in the order of their ids and never of merit."""

from typing import Any

from sqlalchemy import or_, select

from services.activities.model import ClassRequest, HallClass, Lecturer, views
from services.activities.queries.access import READ, read_record, scope_of
from shared import org_paths
from shared.pages import Page, record_page
from shared.reading import view_of
from shared.records import load
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@query
def lecturers(
    work: UnitOfWork, *, organization_id: str, status: str | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """List the lecturers of the halls of an organization and everyone below it."""
    place, units = scope_of(work, organization_id)
    of_status = [Lecturer.status == status] if status is not None else []
    query = select(Lecturer).where(
        Lecturer.district_id == place.district_id, Lecturer.organization_id.in_(units), *of_status
    )
    return record_page(work, query, Lecturer.id, after, limit)


@query
def lecturer(work: UnitOfWork, *, lecturer_id: str) -> dict[str, Any]:
    record, view = read_record(work, Lecturer, lecturer_id)
    return view.of(to_view(record, work), views.PUBLIC_LECTURER)


@query
def hall_classes(
    work: UnitOfWork, *, organization_id: str, status: str | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """List the menus of the halls of an organization, of those above it and of those below it."""
    place, units = scope_of(work, organization_id)
    of_status = [HallClass.status == status] if status is not None else []
    query = select(HallClass).where(
        HallClass.district_id == place.district_id,
        or_(HallClass.organization_id.in_(units), HallClass.organization_id.in_(place.path)),
        *of_status,
    )
    return record_page(work, query, HallClass.id, after, limit)


@query
def hall_class(work: UnitOfWork, *, hall_class_id: str) -> dict[str, Any]:
    """Return a class of a menu; everyone at and below the hall's organization reads it."""
    record = load(work.session, HallClass, hall_class_id)
    view = view_of(work, READ, [record.organization_id], open_below=record.organization_id)
    return view.of(to_view(record, work), views.PUBLIC_HALL_CLASS)


@query
def class_requests(
    work: UnitOfWork, *, organization_id: str, status: str | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """List what units at and below an organization ask for, and what their halls are asked for."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units = org_paths.scoped_subtree(work.actor, READ, place, work.today)
    of_status = [ClassRequest.status == status] if status is not None else []
    query = select(ClassRequest).where(
        ClassRequest.district_id == place.district_id,
        or_(ClassRequest.organization_id.in_(units), ClassRequest.hall_organization_id.in_(units)),
        *of_status,
    )
    return record_page(work, query, ClassRequest.id, after, limit)


@query
def class_request(work: UnitOfWork, *, class_request_id: str) -> dict[str, Any]:
    record = load(work.session, ClassRequest, class_request_id)
    view = view_of(work, READ, [record.organization_id, record.hall_organization_id])
    return view.of(to_view(record, work), views.PUBLIC_CLASS_REQUEST)
