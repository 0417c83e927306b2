"""Member points as anonymous leaf records: entries, declarations, objections, and results by band.

An entry's record says what was given where, and not to whom: with a member in it, a figure's records could be added up
person by person.
"""

from collections.abc import Iterable
from datetime import timedelta

from gateway.projections.records import Mapper, Record, iso, leaf, phases_of
from shared.enumerations import OBJECTION_SUBJECTS
from shared.events import member_points as told
from shared.messaging.events import Envelope, Event


def _ledger(event: told.LedgerEvent, _item: Envelope) -> Iterable[Record]:
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
                "rule_version": entry.rule_version,
            },
            revision=1,
            of=entry.organization_id,
        )


def _declaration(event: told.DeclarationEvent, _item: Envelope) -> Iterable[Record]:
    stands = event.declaration
    yield leaf(
        event,
        "point_declaration",
        event.declaration_id,
        {
            "year": stands.year,
            "title": stands.item_name or stands.item,
            "status": stands.status,
            "above_id": stands.above_id,
        },
        revision=stands.revision,
        of=stands.organization_id,
        phases=phases_of((_after(stands), {"status": "window_over"})),
    )


def _after(stands: told.DeclarationState) -> str | None:
    """Return the first day on which a published declaration may be confirmed."""
    if stands.status != "published" or stands.objections_until is None:
        return None
    return iso(stands.objections_until + timedelta(days=1))


def _objection(event: told.ObjectionEvent, _item: Envelope) -> Iterable[Record]:
    stands = event.objection
    waits = stands.status == "open"
    yield leaf(
        event,
        "point_objection",
        event.objection_id,
        {
            "year": stands.year,
            "title": OBJECTION_SUBJECTS[stands.about],
            "status": stands.status,
            "above_id": stands.above_id,
            "due_on": iso(stands.due_on) if waits else None,
            "standing": "open" if waits else stands.status,
        },
        revision=stands.revision,
        of=stands.organization_id,
        phases=phases_of((iso(stands.due_on + timedelta(days=1)), {"standing": "overdue"})) if waits else (),
    )


def _year(event: told.YearEvent, _item: Envelope) -> Iterable[Record]:
    stands = event.result
    bands = {band: getattr(stands, band) for band in (*told.BANDS, told.EXEMPT)}
    yield leaf(
        event,
        "point_year",
        event.point_year_id,
        {"year": stands.year, "title": str(stands.year), "status": stands.status, "members": stands.members} | bands,
        revision=stands.revision,
        of=stands.organization_id,
    )


MAPPERS: dict[type[Event], Mapper] = {
    told.PointsAwarded: _ledger,
    told.PointsReversed: _ledger,
    **dict.fromkeys(
        (
            told.PointsDeclared,
            told.DeclarationDiscussed,
            told.DeclarationVerified,
            told.DeclarationApproved,
            told.DeclarationReturned,
            told.DeclarationPublished,
            told.DeclarationCounted,
            told.DeclarationWithdrawn,
            told.DeclarationCarried,
        ),
        _declaration,
    ),
    **dict.fromkeys(
        (
            told.PointObjectionRaised,
            told.PointObjectionAnswered,
            told.PointObjectionCarried,
            told.PointObjectionEnded,
        ),
        _objection,
    ),
    **dict.fromkeys((told.ResultsComputed, told.ResultsPublished, told.YearFrozen, told.YearEnded), _year),
}
ADDRESSES = {
    "point_entry": "point-entries/{record_id}",
    "point_declaration": "point-declarations/{record_id}",
    "point_objection": "point-objections/{record_id}",
    "point_year": "point-years/{record_id}",
}
