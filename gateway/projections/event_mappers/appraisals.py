"""Schemes of appraisal, appraisals and objections as leaf records; a score stands in one once it is published."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import msgspec

from gateway.projections.records import Mapper, Phases, Record, family, iso, leaf, phases_of, yields
from shared.events import appraisals as events
from shared.messaging.events import Envelope, Event

ONE = timedelta(days=1)


def _fields(state: Any, **more: Any) -> dict[str, Any]:
    return {
        name: value for name, value in msgspec.to_builtins(state).items() if name not in {"revision", "organization_id"}
    } | more


@yields("appraisal_scheme")
def _scheme(event: events.AppraisalSchemeEvent, _item: Envelope) -> Iterable[Record]:
    scheme = event.appraisal_scheme
    yield leaf(
        event,
        "appraisal_scheme",
        event.appraisal_scheme_id,
        _fields(scheme),
        revision=scheme.revision,
        owner=scheme.organization_id,
    )


@yields("appraisal")
def _appraisal(event: events.AppraisalEvent, _item: Envelope) -> Iterable[Record]:
    appraisal = event.appraisal
    waits = {"opened": appraisal.assess_by, "self_assessed": appraisal.review_by}
    yield leaf(
        event,
        "appraisal",
        event.appraisal_id,
        _fields(appraisal, title=f"{appraisal.year}年度党建工作考核", due_on=iso(waits.get(appraisal.status))),
        revision=appraisal.revision,
        owner=appraisal.organization_id,
        phases=_window_over(appraisal),
    )


def _window_over(appraisal: events.AppraisalState) -> Phases:
    """Return the day from which a published result may be frozen."""
    if appraisal.status != "published" or appraisal.objections_until is None or appraisal.freezes_from is None:
        return ()
    first = max(appraisal.objections_until + ONE, appraisal.freezes_from)
    return phases_of((iso(first), {"status": "window_over"}))


@yields("appraisal_objection")
def _objection(event: events.AppraisalObjectionEvent, _item: Envelope) -> Iterable[Record]:
    objection = event.appraisal_objection
    waits = objection.status == "open"
    yield leaf(
        event,
        "appraisal_objection",
        event.appraisal_objection_id,
        _fields(objection, title="对年度考核结果的异议", standing=objection.status),
        revision=objection.revision,
        owner=objection.organization_id,
        phases=phases_of((iso(objection.due_on + ONE), {"standing": "overdue"})) if waits else (),
    )


MAPPERS: dict[type[Event], Mapper] = {
    **family(events.AppraisalSchemeEvent, _scheme),
    **family(events.AppraisalEvent, _appraisal),
    **family(events.AppraisalObjectionEvent, _objection),
}
ADDRESSES = {
    "appraisal_scheme": "appraisal-schemes/{record_id}",
    "appraisal": "appraisals/{record_id}",
    "appraisal_objection": "appraisal-objections/{record_id}",
}
