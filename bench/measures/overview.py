"""The overview of a district, signed in, from the gateway's tables, against gunicorn alone with as many bytes.

Of ten of its figures, asked for by name, both the answer and what it takes to work it out anew are measured beside it.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from sqlalchemy import Engine

from bench import load, platforms, readside, sample_district
from bench.environment import Environment
from bench.rounds import Goal, Measure
from bench.sizes import Sizes
from gateway.overview_queries import overview
from shared import databases
from shared.rights import DISTRICT, Actor, Grant
from shared.unit_of_work import UnitOfWork
from tools.platforms import Platform

PLAIN = (("gunicorn", "--config", "python:bench.stock.plain", "bench.stock.plain:answer"),)
TEN = (
    "halls", "halls_established", "sessions", "obligations_expected", "obligations_met", "projects",
    "projects_approved", "projects_in_progress", "milestones_overdue", "members",
)  # fmt: skip
"""Figures such as a page of the console asks for."""


GOALS = [
    Goal("overview", "gunicorn alone", 0.4),
    Goal("ten figures", "overview"),
    Goal("ten figures anew", "overview anew", 2.0),
]


@contextmanager
def opened(environment: Environment, sizes: Sizes) -> Iterator[Measure]:
    """Fill the gateway's tables with a district's year and start both servers."""
    site = environment.site()
    made = sample_district.build(site, projects=sizes.projects, reports=sizes.reports)
    readside.begin(site)
    readside.fill(site, made.told)
    path = f"/api/v1/levels/district/{made.district_id}/overview"
    of_ten = f"{path}?indicators={','.join(TEN)}"
    engine = site.engine(readside.NAME)
    with platforms.started(environment, site, (("gateway",),), sizes) as gateway:
        identity = platforms.signed_in(gateway, made.district_id)
        size, light = (len(platforms.read(gateway, each, identity)) for each in (path, of_ten))
        with platforms.started(environment, site, PLAIN, sizes, BENCH_BYTES=str(size)) as plain:

            def asked(platform: Platform, path: str) -> float:
                return _pressed(platform, path, identity, sizes)

            ways = {
                "overview": lambda: asked(gateway, path),
                "gunicorn alone": lambda: asked(plain, path),
                "ten figures": lambda: asked(gateway, of_ten),
                "overview anew": lambda: _worked_out(engine, made.district_id, None, sizes.seconds),
                "ten figures anew": lambda: _worked_out(engine, made.district_id, TEN, sizes.seconds),
            }
            notes = [f"{size} bytes; {len(made.projects)} projects; {sizes.crowd}"]
            notes += [f"ten figures: {light} bytes, {size / light:.1f} times lighter"]
            notes += ["anew: read from the tables and written as JSON, in one thread and without HTTP"]
            yield Measure("overview: a district and its streets over HTTP", "answers/s", ways, GOALS, notes)
    engine.dispose()


def _pressed(platform: Platform, path: str, identity: Mapping[str, str], sizes: Sizes) -> float:
    text = load.request("GET", platform.address, path, identity)
    answers, seconds = load.press(platform.address, lambda: text, clients=sizes.clients, seconds=sizes.seconds)
    return answers / seconds


def _worked_out(engine: Engine, district_id: str, chosen: tuple[str, ...] | None, seconds: float) -> float:
    """Return how many times a second an overview is read from the tables and written as JSON."""
    reader = Actor("bench", "bench", (Grant(DISTRICT, district_id),))
    begun, answers = monotonic(), 0
    while monotonic() - begun < seconds:
        with databases.reading(engine) as session:
            work = UnitOfWork(session, reader, datetime.now(UTC))
            answer: Any = overview(work, level="district", organization_id=district_id, chosen=chosen)
        json.dumps(answer, default=str)
        answers += 1
    return answers / (monotonic() - begun)
