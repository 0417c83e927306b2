"""Every version of every event ever told fits the schema that the gateway serves for it."""

import json
from pathlib import Path

import msgspec
import pytest
from jsonschema import Draft202012Validator

from shared.events import all_events
from shared.messaging.call_audits import audited
from shared.messaging.events import Event
from shared.rights import Actor
from tests.gateway.documented import application
from tools import event_samples


def schema_of(event: type[Event]) -> Draft202012Validator:
    served = application().test_client().get(f"/schemas/{event.source}/{event.name}.json")
    assert served.status_code == 200
    Draft202012Validator.check_schema(served.json)
    return Draft202012Validator(served.json)


@pytest.mark.parametrize("event", all_events(), ids=lambda event: event.name)
def test_every_version_ever_told_fits_the_served_schema(event: type[Event]) -> None:
    schema = schema_of(event)
    kept: list[Path] = event_samples.versions(event)
    assert kept
    for path in kept:
        schema.validate(json.loads(path.read_bytes())["data"])


def test_an_event_that_nobody_emits_has_no_schema() -> None:
    assert application().test_client().get("/schemas/projects/no_such_event.json").status_code == 404


def test_an_audit_event_of_every_service_has_its_schema() -> None:
    for service in {event.source for event in all_events()}:
        read = audited(
            service, test_an_audit_event_of_every_service_has_its_schema, Actor("a1", "张三"), {}, {}, call_id="c1"
        )
        schema_of(type(read)).validate(msgspec.to_builtins(read))
    assert application().test_client().get("/schemas/nobody/call_audited.json").status_code == 404
