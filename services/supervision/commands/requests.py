"""Requests for data, once (最多报一次): what is held or was requested before is refused and counted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from services.supervision.commands import loading
from services.supervision.commands.number_series import next_number
from services.supervision.commands.recording import emit_record
from services.supervision.commands.successions import settle_successions
from services.supervision.model import (
    DataAsk,
    DataRequest,
    RequestedField,
    SparedUnit,
    lifecycle,
    repository,
    request_repository,
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
from shared.org_paths import OrgPath
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
) -> dict[str, Any]:
    """Ask units below an organization for data, or record that the request is refused.

    The units are named, or all of one level below. Where the platform holds one of the fields, or one of the units was
    asked for it already in an overlapping period by anybody of the district, nobody is asked anything: the answer is a
    request in the state `refused`, each such field with a pointer to where its value is: of a held fact the one among
    `addresses`, which are by code and belong to whoever calls. A field that is much like a
    held fact is refused as Invalid until its `differs_from` names that fact: nobody is asked before a person has
    compared them. Refuses as Invalid a request without basis, owner, period, fields or units, and a deadline that
    leaves less time than the rule pack wants.
    """
    place = loading.issuing(work, organization_id, loading.REQUEST)
    span = period_of(period)
    _check_deadline(work, due_on)
    asked_of = _units(work, place, units, level)
    addresses = addresses or {}
    wanted = _fields(data_fields, addresses)
    request = DataRequest(
        district_id=place.district_id, id=work.new_id(), version=0, organization_id=organization_id,
        status=lifecycle.OPEN, steps=0, last_step_on=work.today, owner_post=validation.line(owner_post, "owner_post"),
        title=validation.line(title, "title"), basis=validation.line(basis, "basis"), period=period,
        first_on=span.first, last_on=span.last,
        year=work.today.year, quarter=quarter_of(work.today), asked_on=work.today, due_on=due_on,
        overdue_from=until(due_on, "").overdue_from, fields=len(wanted), units=len(asked_of),
    )  # fmt: skip
    _judge(work, request, wanted, span, asked_of)
    request.held, request.repeated = (sum(one.outcome == why for one in wanted) for why in (HELD, REPEATED))
    request.status = lifecycle.REFUSED if request.held or request.repeated else lifecycle.OPEN
    if request.status == lifecycle.OPEN:
        _check_compared(wanted, addresses)
    loading.begin_record(work, request, "refuse" if request.status == lifecycle.REFUSED else "ask")
    _keep(work, request, wanted)
    if request.status == lifecycle.REFUSED:
        _tell_refused(work, request, wanted, asked_of)
    else:
        emit_record(work, request, DataRequested, fields=tuple(one.name for one in wanted))
        _ask(work, request, asked_of)
    work.session.flush()
    return request_repository.request_view(request, wanted)


@command
def answer_request(
    work: UnitOfWork,
    *,
    request_id: str,
    organization_id: str,
    values: dict[str, str],
    on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Return a unit's values, one for each field by its number; they are given once and complete."""
    settle_successions(work)
    # Locked before the unit's part, as a withdrawal locks them; a unit that names no version waits for no other.
    request = (
        None if expected_version is None else repository.record_of(work.session, DataRequest, request_id, lock=True)
    )
    ask = request_repository.ask_of(work.session, request_id, organization_id, lock=True)
    work.actor.require(loading.ANSWER, org_paths.load_org_path(work.session, ask.organization_id, work.today).path)
    if request is not None:
        loading.expect(request, expected_version)
    lifecycle.ASK.after("answer", ask.status)
    fields = request_repository.fields_of(work.session, request_id)
    missing = sorted({str(one.number) for one in fields} ^ set(values))
    if missing:
        raise Invalid("values_incomplete", field="values", fields=len(fields), numbers="、".join(missing[:5])[:60])
    ask.given = {str(one.number): value_of(one, values[str(one.number)]) for one in fields}
    ask.answered, ask.answered_on = len(fields), loading.take_step(work, ask, "answer", on)
    emit_record(work, ask, DataAnswered)
    return request_repository.ask_view(ask, work.today)


@command
def withdraw_request(
    work: UnitOfWork, *, request_id: str, reason: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Withdraw a request, with a reason; unanswered asks end."""
    request, _ = loading.load_for_update(work, DataRequest, request_id, loading.REQUEST)
    loading.expect(request, expected_version)
    loading.take_step(work, request, "withdraw", opinion=validation.lines(reason, "reason"))
    waiting = select(DataAsk).where(DataAsk.request_id == request.id, DataAsk.status == lifecycle.OPEN)
    for ask in work.session.scalars(waiting.order_by(DataAsk.id).with_for_update()).all():
        loading.take_step(work, ask, "end", organization_id=request.organization_id)
        emit_record(work, ask, DataAskEnded)
    emit_record(work, request, DataRequestWithdrawn)
    return request_repository.request_view(request, request_repository.fields_of(work.session, request.id))


def _check_deadline(work: UnitOfWork, due_on: date) -> None:
    earliest = add_working_days(work.today, rules(work.today)["data_request"]["working_days"])
    if not earliest <= due_on <= date(work.today.year + 1, 12, 31):
        raise Invalid("data_deadline_too_short", field="due_on", due_on=due_on, earliest=earliest)


def _units(work: UnitOfWork, place: OrgPath, units: list[str] | None, level: str | None) -> list[str]:
    if (units is None) == (level is None):
        raise Invalid("addressees_missing", field="units")
    if units is not None:
        chosen = sorted(set(units))
        for unit in chosen:
            loading.unit_below(work, place, unit, "units")
    else:
        version = organization_version.c
        below = version.organization_id.in_(org_paths.subtree(place.path[0], work.today))
        found = work.session.scalars(
            select(version.organization_id).where(below, version.level == level, *trees.on_day(work.today))
        )
        chosen = sorted(set(found) - {place.path[0]})
    if not 1 <= len(chosen) <= MOST_UNITS:
        raise Invalid("addressees_missing", field="units" if units is not None else "level")
    return chosen


def _fields(fields: list[dict[str, Any]], addresses: Mapping[str, str]) -> list[RequestedField]:
    validation.figure(len(fields), "data_fields", 1, MOST_FIELDS)
    wanted = [_field(number, addresses, **given) for number, given in enumerate(fields)]
    keys = [field.key for field in wanted]
    twice = next((number for number, key in enumerate(keys) if key in keys[:number]), None)
    if twice is not None:
        raise Invalid("field_twice", field=f"data_fields.{twice}.name", name=wanted[twice].name)
    return wanted


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
    said = validation.line(name, "name", f"data_fields.{number}.name")
    key = key_of(said)
    if not key:
        raise Invalid("field_name_empty", field=f"data_fields.{number}.name", name=said)
    if kind not in FIELD_KINDS:
        raise Invalid("field_kind_unknown", field=f"data_fields.{number}.kind", kind=kind, known=FIELD_KINDS)
    held = held_as(said, code)
    return RequestedField(
        name=said, key=key, kind=kind, unit=validation.line_or_none(unit, "unit"), outcome=HELD if held else ASKED,
        held_as=held.code if held else None, pointer=addresses.get(held.code) if held else None,
        differs_from=sorted(set(differs_from or [])),
    )  # fmt: skip


def _check_compared(wanted: list[RequestedField], addresses: Mapping[str, str]) -> None:
    refusals = []
    for number, field in enumerate(wanted):
        near = near_facts(field.name)
        codes = [fact.code for fact in near]
        if set(codes) - set(field.differs_from or []):
            refusals.append(_near(number, field, near, addresses))
        field.differs_from = codes
    if refusals:
        raise Refusal.combine(refusals)


def _near(number: int, field: RequestedField, near: list[HeldFact], addresses: Mapping[str, str]) -> Invalid:
    return Invalid(
        "field_near_held",
        field=f"data_fields.{number}.name",
        name=field.name,
        field_name="differs_from",
        near_zh="、".join(f"“{fact.zh}”（{addresses.get(fact.code, fact.code)}）" for fact in near),
        near_en=", ".join(f"{fact.en} ({addresses.get(fact.code, fact.code)})" for fact in near),
        codes=", ".join(fact.code for fact in near),
    )


def _judge(
    work: UnitOfWork, request: DataRequest, wanted: list[RequestedField], span: Period, asked_of: list[str]
) -> None:
    # One after the other within a district: of two that ask for the same at the same moment, the second is refused.
    district = request.district_id
    request.number = next_number(work, district, district, request.year, request.record_kind)
    for field in wanted:
        if field.outcome == ASKED:
            earlier = request_repository.asked_before(work.session, district, field.key, span, asked_of)
            if earlier is not None:
                field.outcome, field.pointer = REPEATED, f"/api/v1/data-requests/{earlier}"


def _keep(work: UnitOfWork, request: DataRequest, wanted: list[RequestedField]) -> None:
    for number, field in enumerate(wanted, start=1):
        field.district_id, field.request_id, field.number = request.district_id, request.id, number
        work.session.add(field)


def _tell_refused(work: UnitOfWork, request: DataRequest, wanted: list[RequestedField], spared: list[str]) -> None:
    refused = tuple(
        RefusedField(field=one.name, outcome=one.outcome, pointer=one.pointer or "")
        for one in wanted
        if one.outcome != ASKED
    )
    whose = {"district_id": request.district_id, "request_id": request.id}
    work.session.add_all(SparedUnit(organization_id=unit, **whose) for unit in spared)
    emit_record(work, request, DataRequestRefused, refused=refused, spared=tuple(spared))


def _ask(work: UnitOfWork, request: DataRequest, units: list[str]) -> None:
    for unit in units:
        ask = DataAsk(
            district_id=request.district_id, id=work.new_id(), version=0, organization_id=unit, status=lifecycle.OPEN,
            steps=0, last_step_on=request.asked_on, request_id=request.id, title=request.title, year=request.year,
            quarter=request.quarter, due_on=request.due_on, overdue_from=request.overdue_from, asked=request.fields,
            answered=0,
        )  # fmt: skip
        loading.begin_record(work, ask, "ask")
        emit_record(work, ask, DataAsked)
