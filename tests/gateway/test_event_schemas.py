"""Every version of every event ever told fits the schema that the gateway serves for it."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from shared.events import all_events
from shared.messaging.events import Event
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
