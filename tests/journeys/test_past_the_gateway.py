"""Whoever reaches RabbitMQ past the gateway: a forged event moves no figure, a direct call stands in the trail once."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from functools import partial
from typing import Any

import amqp
import msgspec
import pytest
from sqlalchemy import Engine, select

from gateway.audit import service_calls
from gateway.audit.chain import Signer
from gateway.audit.model import AuditEntry
from shared import databases
from shared.hosts.rpc.client import RpcClient
from shared.keys import KeyRing
from shared.messaging import broker, dead_letters, event_log
from shared.messaging.events import Envelope
from shared.messaging.signatures import EventSignatures
from shared.rights import DISTRICT, Actor, Grant
from shared.settings import server_database
from shared.unit_of_work import clock, new_id
from tests.journeys.conftest import PLENTY
from tests.journeys.levels import imported, staff, total, until
from tests.servers.fixtures import SERVED, lent_vhost, served_by
from tests.servers.pool import PooledDatabases
from tools.platforms import Platform, distributed, running

pytestmark = [pytest.mark.slow, pytest.mark.server]
SERVICE, SECONDS = "organizations", 30
SECRET = SERVED["SANJI_SECRET_KEY"]
WRONG = EventSignatures(KeyRing.parse("key", "w" * 32, "event signatures"))


@pytest.fixture(scope="module")
def platform(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Yield one service with its relay, the projector and the gateway."""
    found = [request.getfixturevalue(name) for name in ("rabbitmq_server", "postgresql_server")]
    with lent_vhost(found[0]) as uri, PooledDatabases(found[1].uri) as made:
        settings = served_by(uri, made) | PLENTY
        with running(distributed(SERVICE), tmp_path_factory.mktemp("platform"), **settings) as platform:
            yield platform


@pytest.fixture(scope="module")
def engines(platform: Platform) -> Iterator[dict[str, Engine]]:
    with ExitStack() as stack:
        opened = {
            name: databases.open_database(server_database(platform.env["DATABASE_URL"], name), connections=1)
            for name in (SERVICE, "gateway")
        }
        for engine in opened.values():
            stack.callback(engine.dispose)
        yield opened


def publish(platform: Platform, body: bytes, headers: dict[str, str]) -> None:
    """Publish a body on the exchange that the projector listens to."""
    connection = broker.connect(platform.env["AMQP_URI"])
    message = amqp.Message(body, application_headers=headers, message_id=new_id(), delivery_mode=2)
    exchange = broker.exchange_of(SERVICE)
    connection.channel().basic_publish_confirm(message, exchange, "organization_opened", timeout=SECONDS)
    broker.close(connection)


def next_of(engine: Engine, district: str, community: str) -> Envelope:
    """Return the opening of one more community, as the next event of the district."""
    with databases.reading(engine) as session:
        number = event_log.last_numbers(session, district)[district] + 1
    (opened,) = (
        item
        for batch in event_log.after(engine, district, 0)
        for item in batch
        if (item.subject, item.event_name) == (community, "organization_opened")
    )
    forged = msgspec.structs.replace(opened, id=new_id(), sequence=f"{number:012d}")
    return Envelope.decode(forged.encode().replace(community.encode(), new_id().encode()))


def test_a_forged_event_with_the_next_sequence_moves_no_figure_and_the_real_one_does(
    platform: Platform, engines: dict[str, Engine]
) -> None:
    operator = platform.operator()
    ids = imported(operator)
    district = staff(operator, platform, "district_staff", ids["示范区"])
    communities = partial(total, district, "district", ids["示范区"], "communities")
    until(communities, lambda count: count == 3)
    forged = next_of(engines[SERVICE], ids["示范区"], ids["甲社区"]).encode()
    for headers in ({}, WRONG.headers(forged)):
        publish(platform, forged, headers)
    refused = partial(dead_letters.waiting, platform.env["AMQP_URI"], "gateway")
    seen = until(lambda: (communities(), refused()), lambda seen: seen[0] != 3 or len(seen[1]) == 2)
    assert seen[0] == 3
    assert sorted(letter.headers["reason"].partition("key")[0] for letter in seen[1]) == [
        "the event is signed with an unknown ",
        "the event is unsigned",
    ]
    street = ids["东街道"]
    district.post("/organizations", name="丁社区", level="community", parent_id=street, effective_on="2021-01-01")
    assert communities() == 4
    names = {child["organization"]["name"] for child in district.get(f"/levels/street/{street}/overview")["children"]}
    assert names == {"甲社区", "乙社区", "丁社区"}


def trail(engines: dict[str, Engine], account_id: str) -> list[tuple[str, str, bool]]:
    """Let everything that was told reach the trail, as if a minute had passed; return an account's rows, sorted."""
    gateway = engines["gateway"]

    def told_and_taken_in() -> bool:
        with databases.reading(engines[SERVICE]) as session:
            told = event_log.last_numbers(session)
        with databases.reading(gateway) as session:
            return event_log.applied_numbers(session, SERVICE) == told

    until(told_and_taken_in, bool)
    ahead = service_calls.PATIENCE + timedelta(seconds=1)
    service_calls.settle(gateway, Signer((SECRET,)), lambda: clock() + ahead)
    with databases.reading(gateway) as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.account_id == account_id)).all()
        return sorted((row.method, row.route, row.personal) for row in rows if SERVICE in row.route)


def test_a_direct_call_is_one_row_of_the_trail_and_one_through_the_gateway_is_one_in_all(
    platform: Platform, engines: dict[str, Engine]
) -> None:
    operator = platform.operator()
    ids = imported(operator)
    district = ids["示范区"]
    client = staff(operator, platform, "district_staff", district)
    client.post(f"/organizations/{ids['甲社区']}/renames", name="子社区", effective_on="2021-01-01")
    client.get(f"/organizations/{district}/members")
    assert trail(engines, client.get("/accounts/me")["id"]) == [
        ("GET", "/api/v1/organizations/<id:organization_id>/members", True),
        ("POST", "/api/v1/organizations/<id:organization_id>/renames", False),
    ]

    actor = Actor(new_id(), "张三", (Grant(DISTRICT, district),), "p1")
    rpc = RpcClient(platform.env["AMQP_URI"], timeout=SECONDS)

    def call(method: str, **params: Any) -> None:
        context = {"acting": actor.sign(SECRET, SERVICE, method), "idempotency_key": new_id()}
        assert "refusal" not in rpc.call(SERVICE, method, call=context, **params)

    call("rename_organization", organization_id=ids["乙社区"], name="丑社区", effective_on=date(2021, 1, 1))
    call("members", organization_id=district)
    rpc.close()
    assert trail(engines, actor.account_id) == [
        ("RPC", "organizations.members", True),
        ("RPC", "organizations.rename_organization", False),
    ]
