"""The overview of a district, signed in, from the gateway's tables, against gunicorn alone with as many bytes."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench import load, platforms, readside, sample_district
from bench.environment import Environment
from bench.rounds import Goal, Measure
from bench.sizes import Sizes
from tools.platforms import Platform

PLAIN = (("gunicorn", "--config", "python:bench.stock.plain", "bench.stock.plain:answer"),)


@contextmanager
def opened(environment: Environment, sizes: Sizes) -> Iterator[Measure]:
    """Fill the gateway's tables with a district's year and start both servers."""
    site = environment.site()
    made = sample_district.build(site, projects=sizes.projects, reports=sizes.reports)
    readside.begin(site)
    readside.fill(site, made.told)
    path = f"/api/v1/levels/district/{made.district_id}/overview"
    with platforms.started(environment, site, (("gateway",),), sizes) as gateway:
        identity = platforms.signed_in(gateway, made.district_id)
        size = len(platforms.read(gateway, path, identity))
        with platforms.started(environment, site, PLAIN, sizes, BENCH_BYTES=str(size)) as plain:

            def asked(platform: Platform) -> float:
                text = load.request("GET", platform.address, path, identity)
                answers, seconds = load.press(
                    platform.address, lambda: text, clients=sizes.clients, seconds=sizes.seconds
                )
                return answers / seconds

            ways = {"overview": lambda: asked(gateway), "gunicorn alone": lambda: asked(plain)}
            notes = [f"{size} bytes; {len(made.projects)} projects; {sizes.crowd}"]
            goals = [Goal("overview", "gunicorn alone", 0.4)]
            yield Measure("overview: a district and its streets over HTTP", "answers/s", ways, goals, notes)
