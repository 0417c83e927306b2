"""What `shared.hosts.nameko_container` takes for granted of nameko: a version that changes it is seen here first."""

import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from nameko.events import event_handler
from nameko.messaging import QueueConsumer
from nameko.rpc import RpcConsumer, RpcProxy, rpc

from services import service_class
from shared.hosts.event_consumer import EventConsumer
from shared.hosts.nameko_container import NamekoContainer, nameko_class
from shared.hosts.purge_runner import PurgeRunner
from shared.hosts.rpc.server import RpcServer
from shared.service import encrypted_tables
from tests.messaging.sample_services import Consumer, Publisher

CONFIG = {"AMQP_URI": "pyamqp://nobody@127.0.0.1:1//"}


class Caller:
    """Asks another service by nameko's own client."""

    name = "caller"
    other = RpcProxy("other")

    @rpc
    def ask(self) -> None:
        """Do nothing."""


class Listener:
    """Hears by nameko's own handler."""

    name = "listener"

    @event_handler("projects", "project_approved")
    def hear(self, payload: object) -> None:
        """Do nothing."""


def test_nameko_is_the_version_whose_insides_are_known() -> None:
    pinned = tomllib.loads(Path("pyproject.toml").read_text())["project"]["dependencies"]
    assert f"nameko=={version('nameko')}" in pinned


def test_requests_are_taken_by_the_door_and_namekos_consumers_do_not_exist() -> None:
    container = NamekoContainer(Publisher, CONFIG)
    kinds = {type(extension) for extension in container.extensions}
    assert RpcServer in kinds
    assert not kinds & {RpcConsumer, QueueConsumer}
    (asked,) = [each for each in container.entrypoints if type(each).__name__ == "Rpc"]
    assert asked.rpc_consumer is container.shared_extensions[RpcConsumer]


def test_a_class_that_nameko_hosts_has_the_encrypted_tables_of_its_service() -> None:
    service = service_class("organizations")
    assert encrypted_tables(nameko_class(service)) == encrypted_tables(service) != []


def test_who_reacts_is_fed_by_hearing_and_stopped_with_the_entrypoints() -> None:
    assert {type(each) for each in NamekoContainer(Consumer, CONFIG).entrypoints} == {EventConsumer, PurgeRunner}
    assert EventConsumer not in {type(each) for each in NamekoContainer(Publisher, CONFIG).extensions}


@pytest.mark.parametrize("service", [Caller, Listener])
def test_a_service_that_would_lose_events_is_refused_before_it_starts(service: type) -> None:
    with pytest.raises(TypeError, match="use @reaction"):
        NamekoContainer(service, CONFIG)


def test_the_door_is_asked_for_everything_that_namekos_consumer_is() -> None:
    """Nameko's `Rpc` entrypoint registers, unregisters, answers and requeues through its consumer, and no more."""
    for name in ("register_provider", "unregister_provider", "handle_result", "requeue_message"):
        assert callable(getattr(RpcConsumer, name)), name
        assert callable(getattr(RpcServer, name)), name
