"""The servers that other tests rely on do what they promise."""

import amqp
import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.servers.fixtures import private_cluster
from tests.servers.pool import PooledDatabases

pytestmark = pytest.mark.server


def connect(uri):
    address, _, vhost = uri.removeprefix("amqp://guest:guest@").partition("/")
    connection = amqp.Connection(host=address, virtual_host=vhost or "/")
    connection.connect()
    return connection


def test_a_fresh_virtual_host_holds_nothing_of_another(amqp_uri, fresh_amqp_uri):
    with connect(amqp_uri) as one, connect(fresh_amqp_uri) as other:
        one.channel().exchange_declare("projects.events", type="topic", durable=True, auto_delete=False)
        with pytest.raises(amqp.NotFound):
            other.channel().exchange_declare("projects.events", type="topic", passive=True)


def test_a_durable_queue_is_a_quorum_queue_unless_it_says_otherwise(fresh_amqp_uri):
    with connect(fresh_amqp_uri) as connection:
        connection.channel().queue_declare("projects.reaction", durable=True, auto_delete=False)
        with pytest.raises(amqp.PreconditionFailed):
            connection.channel().queue_declare(
                "projects.reaction", durable=True, auto_delete=False, arguments={"x-queue-type": "classic"}
            )


def test_each_database_is_new_and_empty(database_urls):
    first, second = database_urls(), database_urls()
    assert first != second
    engine = create_engine(first)
    with engine.connect() as session:
        tables = session.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar_one()
    engine.dispose()
    assert tables == 0


def test_what_a_test_left_in_a_database_is_not_there_for_the_next(postgresql_server):
    for _ in range(2):
        with PooledDatabases(postgresql_server.uri) as made:
            url = made.create("organizations").replace("+psycopg", "")
            with psycopg.connect(url) as session:
                session.execute("CREATE TABLE remains AS SELECT 1 AS fact")
                assert session.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (1,)


def test_databases_are_dropped_even_while_someone_is_connected(postgresql_server, databases):
    url = databases.create("organizations").replace("+psycopg", "")
    left_open = psycopg.connect(url)
    databases.drop_all()
    with pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")
    left_open.close()


@pytest.mark.slow
def test_a_killed_node_comes_back_with_what_was_confirmed(private_rabbitmq):
    with connect(private_rabbitmq.uri) as connection:
        channel = connection.channel()
        channel.confirm_select()
        channel.queue_declare("kept", durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
        channel.basic_publish_confirm(amqp.Message("a fact", delivery_mode=2), routing_key="kept")
    private_rabbitmq.kill()
    private_rabbitmq.start()
    heard = []
    with connect(private_rabbitmq.uri) as connection:
        connection.channel().basic_consume("kept", callback=lambda message: heard.append(message.body))
        connection.drain_events(timeout=30)
    assert heard == ["a fact"]


@pytest.fixture
def private_postgresql():
    with private_cluster() as server:
        yield server.await_ready()


@pytest.mark.slow
def test_clients_of_private_servers_are_cut_off_and_may_come_again(private_rabbitmq, private_postgresql):
    node, server = private_rabbitmq, private_postgresql
    session = psycopg.connect(server.url)
    server.cut_connections()
    with pytest.raises(psycopg.OperationalError):
        session.execute("SELECT 1")
    session.close()
    connection = connect(node.uri)
    node.cut_connections()
    with pytest.raises(amqp.ConnectionForced):
        connection.drain_events(timeout=5)
    connect(node.uri).close()
    psycopg.connect(server.url).close()


@pytest.mark.slow
def test_what_a_killed_cluster_had_committed_is_there_again(private_postgresql):
    with psycopg.connect(private_postgresql.url, autocommit=True) as session:
        session.execute("CREATE TABLE kept AS SELECT 1 AS fact")
    private_postgresql.kill()
    private_postgresql.start()
    with psycopg.connect(private_postgresql.url) as session:
        assert session.execute("SELECT fact FROM kept").fetchone() == (1,)
