"""Every version of every event that was ever told can still be read: events only grow."""

import json

import msgspec
import pytest

from gateway.projections.event_mappers import map_event
from shared.events import all_events
from shared.messaging.events import CATALOGUE, Envelope
from tools import event_samples

EVENTS = all_events()
KEPT = sorted(event_samples.FOLDER.glob("*/*/v*.json"))


def label(path):
    return "-".join(path.relative_to(event_samples.FOLDER).with_suffix("").parts)


def grown_from(told, now):
    """Whether everything that was told is still said, with whatever was added since."""
    if isinstance(told, dict):
        return told.keys() <= now.keys() and all(grown_from(value, now[name]) for name, value in told.items())
    if isinstance(told, list):
        return len(told) == len(now) and all(map(grown_from, told, now))
    return told == now


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_every_event_has_a_sample_with_all_its_fields(event):
    assert event_samples.is_covered(event), "run `python -m tools.event_samples`: it adds the version that is missing"


@pytest.mark.parametrize("path", KEPT, ids=label)
def test_every_version_ever_told_is_read_by_todays_class_without_loss(path):
    item = Envelope.decode(path.read_bytes())
    event = item.event()
    assert event is not None, f"{item.type} is no longer in the catalogue, but outboxes hold it"
    assert grown_from(json.loads(bytes(item.data)), json.loads(msgspec.json.encode(event)))
    assert event.partition_key == item.partitionkey


@pytest.mark.parametrize("path", KEPT, ids=label)
def test_every_version_ever_told_is_understood_by_the_read_side(path):
    records, timelines = map_event(Envelope.decode(path.read_bytes()))
    assert all(record.district_id == "district-1" for record in records)
    assert all(timeline.versions for timeline in timelines)


@pytest.mark.parametrize("path", KEPT, ids=label)
def test_a_sample_lies_where_its_envelope_says_and_is_a_cloud_event(path):
    told = json.loads(path.read_bytes())
    source, name, _ = path.relative_to(event_samples.FOLDER).parts
    assert (told["source"], told["type"]) == (f"/services/{source}", f"sanji.{source}.{name}")
    assert (source, name) in CATALOGUE
    assert told["specversion"] == "1.0"
    assert all(told[required] for required in ("id", "source", "type", "time", "subject", "sequence", "partitionkey"))
    assert all(attribute.isalnum() and attribute.islower() and len(attribute) <= 20 for attribute in told)


def test_an_event_from_a_later_version_is_read_without_what_it_adds():
    told = json.loads(event_samples.versions(EVENTS[0])[0].read_bytes())
    told["data"]["added_later"] = {"some": "thing"}
    told["addedlater"] = "x"
    item = Envelope.decode(json.dumps(told))
    assert item.event() is not None


def test_a_field_that_was_renamed_would_be_found():
    assert not grown_from({"old": 1}, {"new": 1})
    assert not grown_from({"inside": [{"old": 1}]}, {"inside": [{}]})
    assert grown_from({"old": 1}, {"old": 1, "new": None})
