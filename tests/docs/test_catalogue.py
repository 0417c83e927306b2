"""The catalogue of events is generated, valid, and holds nothing that must not exist."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from shared.events import all_events
from shared.messaging.events import Event
from tools import asyncapi, event_catalogue

ROOT = Path(__file__).parents[2]
EVENTS = all_events()
SCHEMA = json.loads((Path(__file__).parent / "schemas" / "asyncapi-3.0.0.json").read_text("utf-8"))
NEVER = re.compile(
    r"identity|id_card|phone|mobile|email|wechat|birth|born|gender|ethnic|address|photo|picture|screenshot|passw"
    r"|rank|leaderboard|percentile|best_of|log_?in|sign_?in|online|installed|usage|click|page_view|last_seen|active_days"
    r"|check_?in|gps|track_of|trace_of|likes|forwards|thumbs|person_name|member_name|full_name|secretary_name|holder_name"
)
"""Personal data, rankings of persons, and what counts logins, time online, tracks, likes and forwards."""
OF_ORGANIZATIONS_ONLY = {"name", "longitude", "latitude"}
NO_PERSONS = {"Version", "PointState", "BrandState"}
"""What has a name or a place and is no person: an organization, a demonstration point, a brand."""


def faults(events: list[type[Event]]) -> list[str]:
    """Where an event's name or one of its fields, however deep, is of a kind that must not exist."""
    found = [f"{event.name}" for event in events if NEVER.search(event.name)]
    for owner, schema in asyncapi.schemas(events).items():
        for field in schema["properties"]:
            place = field in OF_ORGANIZATIONS_ONLY and owner not in NO_PERSONS
            if NEVER.search(field) or place:
                found.append(f"{owner}.{field}")
    return found


def test_no_event_carries_personal_data_a_ranking_or_a_track_of_a_person():
    assert faults(EVENTS) == []


@pytest.mark.parametrize(
    "field",
    [
        "phone",
        "identity_number",
        "member_rank",
        "logins",
        "online_minutes",
        "name",
        "longitude",
        "checkin_photo",
        "likes",
    ],
)
def test_a_planted_violation_turns_the_rule_red(field):
    inner = msgspec.defstruct("Inner", [(field, str)], kw_only=True)
    outer = msgspec.defstruct("Planted", [("inside", tuple[inner, ...])], bases=(Event,), kw_only=True, frozen=True)
    outer.source, outer.name = "projects", "planted"
    assert faults([outer]) == [f"Inner.{field}"]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_every_event_says_in_a_sentence_what_happened(event):
    said = asyncapi.summary(event)
    assert said
    assert said[0].isupper()
    assert said.rstrip()[-1] in ".)"
    assert event.__doc__ != event.__mro__[1].__doc__


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_every_event_keeps_the_order_of_one_of_its_own_fields(event):
    assert event.in_order_of in event.__struct_fields__


def test_every_event_is_described_in_the_document():
    text = (ROOT / "docs" / "events.md").read_text("utf-8")
    assert [event.name for event in EVENTS if f"### {event.name}\n" not in text] == []


def test_audit_events_of_every_service_are_described_as_streams_by_account():
    text = (ROOT / "docs" / "events.md").read_text("utf-8")
    assert "## Audit events\n\nOn every service's exchange." in text
    assert "`CallAudited`, in the order of its stream (`stream`)." in text
    described = document()
    for source in {event.source for event in EVENTS}:
        message = described["components"]["messages"][f"{source}.call_audited"]
        assert message["x-partition-key"] == "stream"
        assert message["payload"]["allOf"][1]["properties"]["data"] == {"$ref": "#/components/schemas/CallAudited"}
        channel = described["channels"][f"{source}.call_audited"]
        assert (channel["address"], channel["title"]) == ("call_audited", "CallAudited")
        assert channel["bindings"]["amqp"]["exchange"]["name"] == f"{source}.events"


@pytest.mark.parametrize("file", ["events.md", "asyncapi.json"])
def test_the_catalogue_is_fresh(file):
    wanted = event_catalogue.markdown(EVENTS) if file == "events.md" else event_catalogue.document(EVENTS)
    fresh = (ROOT / "docs" / file).read_text("utf-8") == wanted
    assert fresh, f"docs/{file} is stale: run `python -m tools.event_catalogue`"


def document() -> Any:
    return json.loads(event_catalogue.document(EVENTS))


def errors(given: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in Draft7Validator(SCHEMA).iter_errors(given)]


@pytest.mark.slow
def test_the_document_is_valid_against_the_official_schema():
    assert errors(document()) == []


@pytest.mark.slow
def test_a_document_that_is_wrong_would_be_found():
    planted = document()
    planted["channels"]["projects.project_approved"]["bindings"]["amqp"]["is"] = "smoke"
    assert errors(planted)


def test_every_reference_in_the_document_leads_somewhere():
    given = document()
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(given)):
        place = given
        for step in reference.split("/"):
            place = place[step]


@pytest.mark.slow
def test_every_schema_in_the_document_is_a_json_schema():
    for schema in document()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
