"""From which day a figure counts what an event tells: every event of every stock says so, or only happens today."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from gateway.projections.deed_days import DEEDS
from gateway.projections.event_mappers import DEED_DAYS, MAPPERS, map_event
from gateway.projections.indicators import indicators
from gateway.projections.records import YIELDS
from shared.events import activities, demonstration_points, organizations, supervision
from shared.messaging.events import DatedEvent, Envelope, Event
from tools import event_samples

if TYPE_CHECKING:
    from gateway.projections.records import Record

STOCKS = {each.of for each in indicators().by_code.values() if each.kind == "stock" and each.of}
OF_STOCKS = [event for event, mapper in MAPPERS.items() if STOCKS & set(getattr(mapper, YIELDS))]
NEVER_LATE: dict[type[Event], str] = {
    activities.ObligationsSet: "obligations begin as expected or met, and either tells its days",
    demonstration_points.SchemeAmended: "a quota is another from the day on which it is amended",
    organizations.TransferRequested: "a transfer waits from the day on which it is asked for",
    organizations.TransferRefused: "and no longer from the day on which the other side answers",
    organizations.TransferWithdrawn: "or on which it is taken back",
    organizations.TermShifted: "an approval shifts a term from the day on which it is entered",
}
"""Events whose commands take no day: what they tell is so from the day on which they tell it."""
HOSTED = "visit_burden"
"""How many visits a host receives, beside what is told of one of them: that changes when it is told."""


def told(event: type[Event], time: datetime, /, **data: Any) -> list[Record]:
    """Return the records of an event's newest sample, told at a moment with other data."""
    item = Envelope.decode(event_samples.versions(event)[-1].read_bytes())
    whole = msgspec.Raw(json.dumps(json.loads(bytes(item.data)) | data).encode())
    return list(map_event(msgspec.structs.replace(item, time=time, data=whole))[0])


def says_its_day(event: type[Event]) -> bool:
    """Whether an event has a field for the day from which it holds."""
    return issubclass(event, DatedEvent) or event in DEED_DAYS or not set(DEEDS).isdisjoint(event.__struct_fields__)


def tells_its_past(event: type[Event]) -> bool:
    """Whether each of an event's records that a stock counts carries the days of its states itself."""
    kept = event_samples.message(event)
    (early, late) = (
        {
            record.record_type: record.since
            for record in map_event(msgspec.structs.replace(Envelope.decode(kept), time=time))[0]
        }
        for time in (datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
    )
    return all(early[kind] == late[kind] for kind in early if kind in STOCKS)


@pytest.mark.parametrize("event", OF_STOCKS, ids=lambda event: event.__name__)
def test_every_event_of_a_stock_says_from_which_day_it_holds(event: type[Event]) -> None:
    assert (says_its_day(event) or tells_its_past(event)) != (event in NEVER_LATE), (
        f"{event.__name__} carries no day of the deed: derive it from DatedEvent, or say why it is never told late"
    )


LATE, DEED = datetime(2026, 11, 20, 4, tzinfo=UTC), "2026-08-15"


@pytest.mark.parametrize(
    "event",
    [event for event in OF_STOCKS if issubclass(event, DatedEvent) and not tells_its_past(event)],
    ids=lambda event: event.__name__,
)
def test_what_is_told_late_counts_from_its_own_day(event: type[Event]) -> None:
    records = told(event, LATE, effective_on=DEED, from_organization_id="organization-2")
    counted = [record for record in records if record.record_type in STOCKS - {HOSTED}]
    assert counted
    assert all(DEED in {record.since, record.placed_from} or record.since < DEED for record in counted)


def test_a_record_that_passed_on_is_there_from_its_day_and_is_what_it_was_before() -> None:
    (record,) = told(supervision.NoticeCarried, LATE, effective_on=DEED, from_organization_id="organization-2")
    assert (record.since, record.placed_from) == ("2026-11-20", DEED)
    (of_issuer,) = told(supervision.NoticeCarried, LATE, effective_on=DEED, from_organization_id=None)
    assert (of_issuer.since, of_issuer.placed_from) == (DEED, "2026-11-20")


def test_an_event_without_the_field_keeps_the_day_that_its_state_names() -> None:
    state = {"issued_on": "2026-08-01"}
    kept = event_samples.versions(supervision.NoticeIssued)[0]
    data = json.loads(bytes(Envelope.decode(kept.read_bytes()).data))
    data["notice"] |= state
    item = msgspec.structs.replace(
        Envelope.decode(kept.read_bytes()), time=LATE, data=msgspec.Raw(json.dumps(data).encode())
    )
    assert "effective_on" not in data
    assert [record.since for record in map_event(item)[0]] == ["2026-08-01"]
    (left,) = told(activities.CampaignLeft, LATE, effective_on=None)
    assert left.since == "2026-11-20"


def test_nothing_is_so_before_it_is_told_of_a_day_to_come() -> None:
    (opened,) = told(activities.CampaignOpened, LATE, effective_on=date(2027, 3, 1).isoformat())
    assert opened.since == "2026-11-20"
