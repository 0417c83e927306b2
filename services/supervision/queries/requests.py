"""Requests for data, who has answered them and who is silent, and what the platform holds already."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from services.supervision.model import DataAsk, DataRequest, asking, records, states
from services.supervision.model.held import held_as, held_facts, near_facts, shown_fact
from services.supervision.queries.reading import READ, listed
from shared import places
from shared.errors import Forbidden
from shared.pages import answer, slice_of
from shared.rights import RIGHTS
from shared.work import Work

SILENT_FIRST = (states.OPEN, states.ANSWERED, states.ENDED)


def request(work: Work, *, request_id: str) -> dict[str, Any]:
    """This function will tell a request to its owner, and to everyone who was asked or is above someone asked."""
    found = _read(work, request_id)
    asked = _asks(work, found)
    done = sum(one.status == states.ANSWERED for one in asked)
    shown = asking.shown_request(found, asking.fields_of(work.session, found.id))
    return shown | {"units_answered": done, "way": records.way_of(work.session, found)}


def requests(
    work: Work,
    *,
    organization_id: str,
    year: int | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """This function will list the requests that an organization and everyone below it made, refused ones as well."""
    rows = listed(work, DataRequest, organization_id, {"year": year, "status": status}, (after, limit))
    return answer([asking.shown_request(row, asking.fields_of(work.session, row.id)) for row in rows], limit)


def asks(work: Work, *, request_id: str, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """This function will tell what each unit was asked and gave, silent units first, as far as one may read them."""
    found = _asks(work, _read(work, request_id))
    shown = [
        asking.shown_ask(one, work.today)
        for one in sorted(found, key=lambda one: (SILENT_FIRST.index(one.status), one.organization_id, one.id))
    ]
    return slice_of(shown, lambda one: str(one["id"]), after, limit)


def held(work: Work, *, name: str | None = None, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """Tell what the platform holds, or the fact that answers a field of a name, or else those that are much like it."""
    if not work.acting.holds(READ):
        raise Forbidden("grant_does_not_reach", right=READ)
    return slice_of(_held(name), lambda one: str(one["code"]), after, limit)


def _held(name: str | None) -> list[dict[str, Any]]:
    if name is None:
        return [shown_fact(fact) for fact in held_facts()]
    known = held_as(name)
    return [shown_fact(known, "held")] if known else [shown_fact(fact, "near") for fact in near_facts(name)]


def _read(work: Work, request_id: str) -> DataRequest:
    found = records.record_of(work.session, DataRequest, request_id)
    if not _is_owners(work, found) and not _asks(work, found):
        raise Forbidden("grant_does_not_reach", right=READ)
    return found


def _asks(work: Work, found: DataRequest) -> Sequence[DataAsk]:
    query = select(DataAsk).where(DataAsk.district_id == found.district_id, DataAsk.request_id == found.id)
    if not _is_owners(work, found):
        query = query.where(or_(false(), *_within_grants(work)))
    return work.session.scalars(query.order_by(DataAsk.id)).all()


def _is_owners(work: Work, found: DataRequest) -> bool:
    return work.acting.reaches(READ, places.place(work.session, found.organization_id, work.today).path)


def _within_grants(work: Work) -> list[ColumnElement[bool]]:
    held = [grant for grant in work.acting.grants if grant.role in RIGHTS[READ]]
    return [
        DataAsk.organization_id.in_(places.below(grant.organization_id, work.today))
        if grant.below
        else DataAsk.organization_id == grant.organization_id
        for grant in held
    ]
