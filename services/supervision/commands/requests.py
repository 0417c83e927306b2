"""Requests for data, once (最多报一次): what is held or was requested before is refused and counted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from services.supervision.commands import loading
from services.supervision.commands.successions import settle_successions
from services.supervision.model import (
    DataAsk,
    DataRequest,
    RequestedField,
    SparedUnit,
    lifecycle,
    repository,
    validation,
)
from services.supervision.model.known_data import HeldFact, held_as, key_of, near_facts
from services.supervision.model.requests import (
    ASKED,
    FIELD_KINDS,
    HELD,
    MOST_FIELDS,
    MOST_UNITS,
    REPEATED,
    Period,
    period_of,
    quarter_of,
    value_of,
)
from services.supervision.model.rules import rules, until
from shared import org_paths, trees
from shared.errors import Invalid, Refusal
from shared.events.supervision import (
    DataAnswered,
    DataAsked,
    DataAskEnded,
    DataRequested,
    DataRequestRefused,
    DataRequestWithdrawn,
    RefusedField,
)
from shared.lifecycles import require_version
from shared.org_paths import OrgPath
from shared.records import add_record, emit, load, take_step
from shared.service import command
from shared.trees import organization_version
from shared.unit_of_work import UnitOfWork
from shared.working_days import add_working_days


@command
def request_data(
    work: UnitOfWork,
    *,
    organization_id: str,
    owner_post: str,
    title: str,
    basis: str,
    period: str,
    due_on: date,
    data_fields: list[dict[str, Any]],
    units: list[str] | None = None,
    level: str | None = None,
    addresses: Mapping[str, str] | None = None,
) -> DataRequest:
    """Ask units below an organization for data, or record that the request is refused.

    The units are named, or all of one level below. Where the platform holds one of the fields, or one of the units was
    asked for it already in an overlapping period by anybody of the district, nobody is asked anything: the answer is a
    request in the state `refused`, each such field with a pointer to where its value is: of a held fact the one among
    `addresses`, which are by code and belong to whoever calls. A field that is much like a
    held fact is refused as Invalid until its `differs_from` names that fact: nobody is asked before a person has
    compared them. Refuses as Invalid a request without basis, owner, period, fields or units, and a deadline that
    leaves less time than the rule pack wants.
    """
    place = loading.load_issuer(work, organization_id, loading.REQUEST)
    work.actor.require_below(loading.REQUEST, place.path)
    span = period_of(period)
    _check_deadline(work, due_on)
    unit_ids = _unit_ids(work, place, units, level)
    addresses = addresses or {}
    fields = _fields(data_fields, addresses)
    request = DataRequest(
        district_id=place.district_id, id=work.new_id(), version=0, organization_id=organization_id,
        status=lifecycle.OPEN, steps=0, last_step_on=work.today, owner_post=validation.line(owner_post, "owner_post"),
        title=validation.line(title, "title"), basis=validation.line(basis, "basis"), period=period,
        first_on=span.first, last_on=span.last,
        year=work.today.year, quarter=quarter_of(work.today), asked_on=work.today, due_on=due_on,
        overdue_from=until(due_on, "").overdue_from, fields=len(fields), units=len(unit_ids),
    )  # fmt: skip
    _mark_repeated(work, request, fields, span, unit_ids)
    _ask_or_refuse(work, request, fields, unit_ids, addresses)
    return request


@command
def answer_request(
    work: UnitOfWork,
    *,
    request_id: str,
    organization_id: str,
    values: dict[str, str],
    on: date | None = None,
    expected_version: int | None = None,
) -> DataAsk:
    """Return a unit's values, one for each field by its number; they are given once and complete."""
    settle_successions(work)
    # Locked before the unit's part, as a withdrawal locks them; a unit that names no version waits for no other.
    request = None if expected_version is None else load(work.session, DataRequest, request_id, lock=True)
    ask = repository.load_ask(work.session, request_id, organization_id)
    work.actor.require(loading.ANSWER, org_paths.load_org_path(work.session, ask.organization_id, work.today).path)
    if request is not None:
        require_version(request.version, expected_version)
    ask.lifecycle.after("answer", ask.status)
    fields = repository.fields_of_request(work.session, request_id)
    missing = sorted({str(field.number) for field in fields} ^ set(values))
    if missing:
        raise Invalid("values_incomplete", field="values", fields=len(fields), numbers="、".join(missing[:5])[:60])
    ask.given = {str(field.number): value_of(field, values[str(field.number)]) for field in fields}
    ask.answered, ask.answered_on = len(fields), take_step(work, ask, "answer", on)
    emit(work, ask, DataAnswered)
    return ask


@command
def withdraw_request(
    work: UnitOfWork, *, request_id: str, reason: str, expected_version: int | None = None
) -> DataRequest:
    """Withdraw a request, with a reason; unanswered asks end."""
    request, _ = loading.load_over_units_below(work, DataRequest, request_id, loading.REQUEST, expected_version)
    take_step(work, request, "withdraw", opinion=validation.lines(reason, "reason"))
    waiting = select(DataAsk).where(DataAsk.request_id == request.id, DataAsk.status == lifecycle.OPEN)
    for ask in work.session.scalars(waiting.order_by(DataAsk.id).with_for_update()).all():
        take_step(work, ask, "end", organization_id=request.organization_id)
        emit(work, ask, DataAskEnded)
    emit(work, request, DataRequestWithdrawn)
    return request


def _check_deadline(work: UnitOfWork, due_on: date) -> None:
    earliest = add_working_days(work.today, rules(work.today)["data_request"]["working_days"])
    if not earliest <= due_on <= date(work.today.year + 1, 12, 31):
        raise Invalid("data_deadline_too_short", field="due_on", due_on=due_on, earliest=earliest)


def _ask_or_refuse(
    work: UnitOfWork,
    request: DataRequest,
    fields: list[RequestedField],
    unit_ids: list[str],
    addresses: Mapping[str, str],
) -> None:
    """Ask the units for all fields, or none of them where one is held or was asked for already."""
    request.held, request.repeated = (sum(field.outcome == why for field in fields) for why in (HELD, REPEATED))
    if request.held or request.repeated:
        request.status = lifecycle.REFUSED
        _add(work, request, fields, "refuse")
        _emit_refused(work, request, fields, unit_ids)
    else:
        _check_compared(fields, addresses)
        _add(work, request, fields, "ask")
        emit(work, request, DataRequested, fields=tuple(field.name for field in fields))
        _add_asks(work, request, unit_ids)


def _unit_ids(work: UnitOfWork, place: OrgPath, units: list[str] | None, level: str | None) -> list[str]:
    if (units is None) == (level is None):
        raise Invalid("addressees_missing", field="units")
    if units is not None:
        chosen = sorted(set(units))
        loading.require_units_below(work, place, chosen)
    else:
        version = organization_version.c
        below = version.organization_id.in_(org_paths.subtree(place.path[0], work.today))
        of_level = work.session.scalars(
            select(version.organization_id).where(below, version.level == level, *trees.on_day(work.today))
        )
        chosen = sorted(set(of_level) - {place.path[0]})
    if not 1 <= len(chosen) <= MOST_UNITS:
        raise Invalid("addressees_missing", field="units" if units is not None else "level")
    return chosen


def _fields(data_fields: list[dict[str, Any]], addresses: Mapping[str, str]) -> list[RequestedField]:
    validation.figure(len(data_fields), "data_fields", 1, MOST_FIELDS)
    fields = [_field(number, addresses, **given) for number, given in enumerate(data_fields)]
    keys = [field.key for field in fields]
    twice = next((number for number, key in enumerate(keys) if key in keys[:number]), None)
    if twice is not None:
        raise Invalid("field_twice", field=f"data_fields.{twice}.name", name=fields[twice].name)
    return fields


def _field(
    number: int,
    addresses: Mapping[str, str],
    *,
    name: str,
    kind: str = FIELD_KINDS[0],
    unit: str | None = None,
    code: str | None = None,
    differs_from: list[str] | None = None,
) -> RequestedField:
    name = validation.line(name, "name", f"data_fields.{number}.name")
    key = key_of(name)
    if not key:
        raise Invalid("field_name_empty", field=f"data_fields.{number}.name", name=name)
    if kind not in FIELD_KINDS:
        raise Invalid("field_kind_unknown", field=f"data_fields.{number}.kind", kind=kind, known=FIELD_KINDS)
    fact = held_as(name, code)
    return RequestedField(
        name=name, key=key, kind=kind, unit=validation.line_or_none(unit, "unit"), outcome=HELD if fact else ASKED,
        held_as=fact.code if fact else None, pointer=addresses.get(fact.code) if fact else None,
        differs_from=sorted(set(differs_from or [])),
    )  # fmt: skip


def _check_compared(fields: list[RequestedField], addresses: Mapping[str, str]) -> None:
    refusals = []
    for number, field in enumerate(fields):
        near = near_facts(field.name)
        codes = [fact.code for fact in near]
        if set(codes) - set(field.differs_from or []):
            refusals.append(_near_refusal(number, field, near, addresses))
        field.differs_from = codes
    if refusals:
        raise Refusal.combine(refusals)


def _near_refusal(number: int, field: RequestedField, near: list[HeldFact], addresses: Mapping[str, str]) -> Invalid:
    return Invalid(
        "field_near_held",
        field=f"data_fields.{number}.name",
        name=field.name,
        field_name="differs_from",
        near_zh="、".join(f"“{fact.zh}”（{addresses.get(fact.code, fact.code)}）" for fact in near),
        near_en=", ".join(f"{fact.en} ({addresses.get(fact.code, fact.code)})" for fact in near),
        codes=", ".join(fact.code for fact in near),
    )


def _mark_repeated(
    work: UnitOfWork, request: DataRequest, fields: list[RequestedField], span: Period, unit_ids: list[str]
) -> None:
    # One after the other within a district: of two that ask for the same at the same moment, the second is refused.
    district = request.district_id
    request.number = repository.next_number(work.session, district, district, request.year, request.event_name)
    for field in fields:
        if field.outcome == ASKED:
            earlier = repository.earlier_request(work.session, district, field.key, span, unit_ids)
            if earlier is not None:
                field.outcome, field.pointer = REPEATED, f"/api/v1/data-requests/{earlier}"


def _add(work: UnitOfWork, request: DataRequest, fields: list[RequestedField], step: str) -> None:
    add_record(work, request, step)
    for number, field in enumerate(fields, start=1):
        field.district_id, field.request_id, field.number = request.district_id, request.id, number
        work.session.add(field)


def _emit_refused(work: UnitOfWork, request: DataRequest, fields: list[RequestedField], spared: list[str]) -> None:
    refused = tuple(
        RefusedField(field=field.name, outcome=field.outcome, pointer=field.pointer or "")
        for field in fields
        if field.outcome != ASKED
    )
    key = {"district_id": request.district_id, "request_id": request.id}
    work.session.add_all(SparedUnit(organization_id=unit_id, **key) for unit_id in spared)
    emit(work, request, DataRequestRefused, refused=refused, spared=tuple(spared))


def _add_asks(work: UnitOfWork, request: DataRequest, unit_ids: list[str]) -> None:
    for unit_id in unit_ids:
        ask = DataAsk(
            district_id=request.district_id, id=work.new_id(), version=0, organization_id=unit_id,
            status=lifecycle.OPEN, steps=0, last_step_on=request.asked_on, request_id=request.id, title=request.title,
            year=request.year, quarter=request.quarter, due_on=request.due_on, overdue_from=request.overdue_from,
            asked=request.fields, answered=0, asked_on=request.asked_on,
        )  # fmt: skip
        add_record(work, ask, "ask")
        emit(work, ask, DataAsked)
