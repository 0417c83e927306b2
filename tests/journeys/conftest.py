"""The platform on each of its hosts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.platforms import DISTRIBUTED, EMBEDDED, Platform, running

KEYS = {"SANJI_SECRET_KEY": "s" * 48, "SANJI_FIELD_KEY": "f" * 48}


@pytest.fixture
def surroundings() -> dict[str, str]:
    """Return what else the platform's processes are told; a journey names its own."""
    return {}


@pytest.fixture(params=["embedded", pytest.param("rabbitmq", marks=pytest.mark.server)])
def platform(request: pytest.FixtureRequest, tmp_path: Path, surroundings: dict[str, str]) -> Iterator[Platform]:
    """Yield the whole platform, once embedded and once as separate processes on RabbitMQ and PostgreSQL."""
    if request.param == "embedded":
        with running(EMBEDDED, tmp_path, SANJI_HOST="embedded", **surroundings) as platform:
            yield platform
        return
    address: str = request.getfixturevalue("fresh_amqp_uri")
    databases: str = request.getfixturevalue("databases").url
    settings = {"SANJI_HOST": "rabbitmq", "AMQP_URI": address, "DATABASE_URL": databases}
    with running(DISTRIBUTED, tmp_path, **settings, **KEYS, **surroundings) as platform:
        yield platform
