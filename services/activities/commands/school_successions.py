"""Lecturers, classes and requests follow their hall: to the heir that it passes to, or they end with it."""

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from services.activities.model import ClassRequest, HallClass, LectureHall, Lecturer
from services.activities.model.classes import ACTIVE, GIVEN_UP, OFFERED, REQUESTED, RETIRED, WITHDRAWN
from shared.events.activities_classes import (
    ClassCarried,
    ClassRequestCarried,
    ClassRequestEnded,
    ClassWithdrawn,
    LecturerCarried,
    LecturerRetired,
)
from shared.records import emit
from shared.unit_of_work import UnitOfWork


def carry_school(work: UnitOfWork, hall: LectureHall, day: date) -> None:
    """Give what a hall has as a school to the organization that has the hall now."""
    heir = hall.organization_id
    for lecturer in work.session.scalars(_active(hall)).all():
        lecturer.organization_id = heir
        emit(work, lecturer, LecturerCarried, effective_on=day)
    for offered in work.session.scalars(_offered(hall)).all():
        offered.organization_id = heir
        emit(work, offered, ClassCarried, effective_on=day)
    for request in work.session.scalars(_asked_of(hall)).all():
        request.hall_organization_id = heir
        emit(work, request, ClassRequestCarried, effective_on=day)


def end_school(work: UnitOfWork, hall: LectureHall, day: date) -> None:
    """End what a hall has as a school with it."""
    for lecturer in work.session.scalars(_active(hall)).all():
        lecturer.status, lecturer.retired_on = RETIRED, day
        emit(work, lecturer, LecturerRetired, effective_on=day)
    for offered in work.session.scalars(_offered(hall)).all():
        offered.status, offered.withdrawn_on = WITHDRAWN, day
        emit(work, offered, ClassWithdrawn, effective_on=day)
    for request in work.session.scalars(_asked_of(hall)).all():
        _give_up(work, request, day)


def end_requests(work: UnitOfWork, organization_id: str, day: date) -> None:
    """End what an organization that ended had asked for."""
    asked = select(ClassRequest).where(
        ClassRequest.organization_id == organization_id, ClassRequest.status == REQUESTED
    )
    for request in work.session.scalars(asked.order_by(ClassRequest.id).with_for_update()).all():
        _give_up(work, request, day)


def _give_up(work: UnitOfWork, request: ClassRequest, day: date) -> None:
    request.status = GIVEN_UP
    emit(work, request, ClassRequestEnded, effective_on=day)


def _active(hall: LectureHall) -> Select[Any]:
    return select(Lecturer).where(Lecturer.hall_id == hall.id, Lecturer.status == ACTIVE).order_by(Lecturer.id)


def _offered(hall: LectureHall) -> Select[Any]:
    return select(HallClass).where(HallClass.hall_id == hall.id, HallClass.status == OFFERED).order_by(HallClass.id)


def _asked_of(hall: LectureHall) -> Select[Any]:
    classes = select(HallClass.id).where(HallClass.hall_id == hall.id)
    asked = ClassRequest.hall_class_id.in_(classes), ClassRequest.status == REQUESTED
    return select(ClassRequest).where(*asked).order_by(ClassRequest.id)
