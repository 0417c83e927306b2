"""Every measure runs from end to end, and leaves nothing on the servers."""

from contextlib import ExitStack

import psycopg
import pytest

from bench.environment import Environment
from bench.measures import MEASURES
from bench.rounds import alternate
from bench.sizes import TASTE
from tools.servers.databases import Databases

pytestmark = [pytest.mark.server, pytest.mark.slow]


QUICK = ("projector", "relay")
"""Those that start no gateway; the others are run by the long run."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in MEASURES]
)
def test_a_measure_gives_a_ratio_for_each_of_its_goals(name, rabbitmq_server, postgresql_server):
    with ExitStack() as stack:
        environment = Environment(stack, rabbitmq_server, postgresql_server)
        with MEASURES[name](environment, TASTE) as measure:
            outcome = alternate(measure, 1, print)
            assert measure.goals
            assert all(outcome.ratio(goal).middle > 0 for goal in measure.goals)
            print(*measure.seen())
        folder = environment.folder
    assert not folder.exists()


def test_what_a_site_made_is_gone_with_it(rabbitmq_server, postgresql_server):
    with ExitStack() as stack:
        environment = Environment(stack, rabbitmq_server, postgresql_server)
        one, other = environment.site(), environment.site()
        with Databases(postgresql_server.uri) as made:
            made.create("seed")
        one_name, other_name = (site.url("projects").database for site in (one, other))
        with psycopg.connect(environment.server, autocommit=True) as session:
            session.execute(f'CREATE DATABASE "{one_name}"')
        environment.copy(one, other, "projects")
        assert names(environment.server) >= {one_name, other_name}
    assert not names(postgresql_server.uri) & {one_name, other_name}


def names(server):
    with psycopg.connect(server) as session:
        return {row[0] for row in session.execute("SELECT datname FROM pg_database")}
