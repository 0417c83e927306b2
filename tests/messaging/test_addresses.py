"""A process connects to one of its brokers that is there, and a relay knows which inboxes its exchange feeds."""

from contextlib import closing

import pytest

from services import service_class, service_names
from services.relay import sources_named
from shared.messaging import broker
from shared.messaging.reactions import sources_of

ABSENT = "amqp://guest:guest@127.0.0.1:1//"


@pytest.mark.parametrize("written", ["a;b", "a,b", "a ; b", "a, b,", ";a;;b"])
def test_addresses_are_separated_by_semicolons_or_commas(written: str) -> None:
    assert broker.addresses_of(written) == ["a", "b"]


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.parametrize("separator", [";", ","])
def test_a_broker_that_is_away_is_passed_over_wherever_it_stands(amqp_uri: str, separator: str) -> None:
    for addresses in ([ABSENT, amqp_uri], [amqp_uri, ABSENT]):
        for _ in range(4):
            with closing(broker.connect(separator.join(addresses))) as connection:
                assert connection.connected


def test_who_is_reached_nowhere_is_told_what_a_broker_said() -> None:
    with pytest.raises(ConnectionRefusedError):
        broker.connect(f"{ABSENT};{ABSENT}")


@pytest.mark.parametrize("name", service_names())
def test_a_service_imports_the_events_of_those_and_only_those_whose_events_it_consumes(name: str) -> None:
    assert sources_named(name) == sources_of(service_class(name))
