"""Member points as anonymous leaf records: entries, declarations, objections, and results by band.

An entry's record says what was given where, and not to whom: with a member in it, a figure's records could be added up
person by person.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from gateway.projections.records import ALWAYS, Mapper, Record, family, iso, leaf, phases_of, yields
from shared.enumerations import OBJECTION_SUBJECTS
from shared.events import member_points as events
from shared.messaging.events import Envelope, Event


@yields("point_entry")
def _ledger(event: events.LedgerEvent, _item: Envelope) -> Iterable[Record]:
    for entry in event.entries:
        yield leaf(
            event,
            "point_entry",
            entry.entry_id,
            {
                "year": entry.year,
                "item": entry.item,
                "group_kind": entry.group_kind,
                "hundredths": entry.hundredths,
                "source": entry.source,
                "occurred_on": iso(entry.occurred_on),
                "counts_on": iso(_in_year(entry.occurred_on, entry.year)),
                "rule_version": entry.rule_version,
            },
            revision=1,
            owner=entry.organization_id,
            since=ALWAYS,
        )


def _in_year(day: date, year: int) -> date:
    """Return the day of a year on which an entry counts: its own, or the nearest of the year that it counts in."""
    return min(max(day, date(year, 1, 1)), date(year, 12, 31))


@yields("point_declaration")
def _declaration(event: events.DeclarationEvent, _item: Envelope) -> Iterable[Record]:
    declaration = event.declaration
    yield leaf(
        event,
        "point_declaration",
        event.declaration_id,
        {
            "year": declaration.year,
            "title": declaration.item_name or "积分申报",
            "status": declaration.status,
            "above_id": declaration.above_id,
        },
        revision=declaration.revision,
        owner=declaration.organization_id,
        phases=phases_of((_after(declaration), {"status": "window_over"})),
    )


def _after(declaration: events.DeclarationState) -> str | None:
    """Return the first day on which a published declaration may be confirmed."""
    if declaration.status != "published" or declaration.objections_until is None:
        return None
    return iso(declaration.objections_until + timedelta(days=1))


@yields("point_objection")
def _objection(event: events.ObjectionEvent, _item: Envelope) -> Iterable[Record]:
    objection = event.objection
    waits = objection.status == "open"
    yield leaf(
        event,
        "point_objection",
        event.objection_id,
        {
            "year": objection.year,
            "title": OBJECTION_SUBJECTS[objection.about],
            "status": objection.status,
            "above_id": objection.above_id,
            "due_on": iso(objection.due_on) if waits else None,
            "standing": "open" if waits else objection.status,
        },
        revision=objection.revision,
        owner=objection.organization_id,
        phases=phases_of((iso(objection.due_on + timedelta(days=1)), {"standing": "overdue"})) if waits else (),
    )


@yields("point_year")
def _year(event: events.YearEvent, _item: Envelope) -> Iterable[Record]:
    result = event.result
    bands = {band: getattr(result, band) for band in (*events.BANDS, events.EXEMPT)}
    yield leaf(
        event,
        "point_year",
        event.point_year_id,
        {"year": result.year, "title": str(result.year), "status": result.status, "members": result.members} | bands,
        revision=result.revision,
        owner=result.organization_id,
    )


MAPPERS: dict[type[Event], Mapper] = {
    **family(events.LedgerEvent, _ledger),
    **family(events.DeclarationEvent, _declaration),
    **family(events.ObjectionEvent, _objection),
    **family(events.YearEvent, _year),
}
DEED_DAYS: dict[type[Event], str] = {
    events.DeclarationPublished: "declaration.published_on",
    events.PointObjectionRaised: "objection.raised_on",
    events.PointObjectionAnswered: "objection.answered_on",
    events.YearFrozen: "result.frozen_on",
}
ADDRESSES = {
    "point_entry": "point-entries/{record_id}",
    "point_declaration": "point-declarations/{record_id}",
    "point_objection": "point-objections/{record_id}",
    "point_year": "point-years/{record_id}",
}
