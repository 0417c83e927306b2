"""Stops that can be visited, with what it takes to receive there; and on which half-days an organization receives."""

from collections.abc import Mapping
from typing import Any

from gateway.console import choices, formats
from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.pages.visit_rounds import TABS
from gateway.console.records import RecordView, serve_record
from gateway.console.schedules.parties import STAFF, acts_for
from gateway.console.visit import Visit

stops = Area("observation_visits", tabs=TABS)
STOP, CALENDAR = "/visit-stops/{stop_id}", "/visit-calendars/{organization_id}"
SOURCE = Column(name="source", kind="code", group="stop_source")
STATUS = Column(name="status", kind="tag", group="stop_status")
FACTS = ("visit_minutes", "group_capacity", "bookable", "blackouts", "longitude", "latitude")
HALF_DAYS = {"bookable": "half_day", "opens": "half_day", "closes": "half_day"}


def half_days(name: str) -> Column:
    """Return a column that says half-days of a week in words."""
    return Column(
        name=name,
        value=lambda visit, record: "、".join(visit.code("half_day", each) for each in record.get(name) or []),
    )


def blackouts(name: str) -> Column:
    """Return a column that says the days on which nobody is received."""

    def said(visit: Visit, record: Record) -> str:
        days = [
            (
                formats.day(each["first"], visit.today, visit.language),
                formats.day(each["last"], visit.today, visit.language),
            )
            for each in record.get(name) or []
        ]
        return "、".join(first if first == last else f"{first}—{last}" for first, last in days)

    return Column(name=name, value=said)


def _units(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    return choices.units(visit)


def _is_own(visit: Visit, record: Record) -> bool:
    return record["status"] == "active" and acts_for(visit, record["organization_id"])


def _is_amended_here(visit: Visit, record: Record) -> bool:
    return record["source"] != "demonstration_point" and _is_own(visit, record)


def _named_after_unit(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    capacity = visit.capacity
    return {"name": capacity.organization} if capacity and capacity.level not in {"district", "street"} else {}


def _calendar_title(visit: Visit, record: Record) -> str:
    found = visit.client.look(f"/organizations/{record['organization_id']}") or {"name": ""}
    return visit.words("visit_calendars.of", unit=found["name"])


serve_list(
    stops,
    ListView(
        path="/visit-stops", words="visit_stops.list", filters=("source", "status"), opens="/visit-stops/{id}",
        groups={"source": "stop_source", "status": "stop_status"},
        columns=(
            Column(name="name"), Column(name="organization_id", kind="unit"), SOURCE,
            Column(name="visit_minutes", kind="number"), Column(name="group_capacity", kind="number"), STATUS,
        ),
        buttons=(Button(words="visit_stops.add.title", path="/visit-stops", roles=STAFF, primary=True),),
    ),
)  # fmt: skip
serve_form(
    stops,
    FormView(
        method="POST", path="/visit-stops", words="visit_stops.add", fields=("organization_id", "name", *FACTS),
        groups=HALF_DAYS, options={"organization_id": _units}, values=_named_after_unit,
    ),
)  # fmt: skip
serve_form(
    stops,
    FormView(
        method="PATCH", path=STOP, words="visit_stops.amend", fields=("name", *FACTS), groups=HALF_DAYS,
    ),
)  # fmt: skip
serve_form(stops, FormView(method="POST", path=f"{STOP}/retirements", words="visit_stops.retire", fields=("reason",)))
serve_record(
    stops,
    RecordView(
        path=STOP, words="visit_stops.record", state=STATUS,
        summary=(
            Column(name="organization_id", kind="unit"), SOURCE, Column(name="visit_minutes", kind="number"),
            Column(name="group_capacity", kind="number"), half_days("bookable"), blackouts("blackouts"),
            Column(name="longitude", kind="number"), Column(name="latitude", kind="number"),
            Column(name="located_by", kind="code", group="stop_location"), Column(name="active_from", kind="day"),
            Column(name="active_until", kind="day"),
        ),
        buttons=(
            Button(words="visit_stops.amend.title", path=STOP, method="PATCH", when=_is_amended_here, primary=True),
            Button(words="visit_stops.retire.title", path=f"{STOP}/retirements", when=_is_own),
        ),
        template="visits/stop.html",
    ),
)  # fmt: skip
serve_record(
    stops,
    RecordView(
        path=CALENDAR, words="visit_calendars.record", title=_calendar_title,
        summary=(
            half_days("bookable"), blackouts("inherited_blackouts"), half_days("opens"), half_days("closes"),
            blackouts("blackouts"),
        ),
        buttons=(
            Button(
                words="visit_calendars.set.title", path=CALENDAR, method="PUT", primary=True,
                when=lambda visit, record: acts_for(visit, record["organization_id"]),
            ),
            Button(
                words="visit_calendars.file", path="/organizations/{organization_id}/visit-calendar.ics", method="GET"
            ),
        ),
    ),
)  # fmt: skip
serve_form(
    stops,
    FormView(
        method="PUT", path=CALENDAR, words="visit_calendars.set", fields=("opens", "closes", "blackouts"),
        groups=HALF_DAYS,
    ),
)  # fmt: skip
