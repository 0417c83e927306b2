"""Running processes to be asked, and someone who may ask them."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import requests

from bench.environment import Environment, Site
from bench.sizes import Sizes
from deploy.demo.client import Client
from shared.rights import DISTRICT
from tools.platforms import Platform, running

USERNAME, PASSWORD = "bench", "nothing-secret-is-kept-here"

Commands = tuple[tuple[str, ...], ...]


@contextmanager
def started(
    environment: Environment, site: Site, commands: Commands, sizes: Sizes, **settings: str
) -> Iterator[Platform]:
    """Run processes on a site until the block ends, and lend them once they answer."""
    folder = environment.folder / site.vhost / commands[-1][-1]
    folder.mkdir(parents=True)
    size = {"SANJI_WORKERS": str(sizes.workers), "SANJI_THREADS": str(sizes.threads)}
    with running(commands, folder, None, **site.settings | size | settings) as platform:
        yield platform


def signed_in(platform: Platform, district_id: str) -> dict[str, str]:
    """Make an account of a district, as its operator does, and give the headers it is known by."""
    return people(platform, district_id, 1)[0]


def people(platform: Platform, district_id: str, count: int) -> list[dict[str, str]]:
    """Make so many accounts of a district, and give the headers that each is known by."""
    operator = platform.operator()
    return [_sign_in(platform, operator, district_id, f"{USERNAME}{number}") for number in range(count)]


def _sign_in(platform: Platform, operator: Client, district_id: str, username: str) -> dict[str, str]:
    grants = [{"role": DISTRICT, "organization_id": district_id, "below": True}]
    asked: dict[str, Any] = {"username": username, "name": username, "organization_id": district_id, "grants": grants}
    made = platform.account(operator, **asked)
    client = Client(platform.address, Random(1))
    client.first_sign_in(username, made["initial_password"], PASSWORD)
    return {"Authorization": str(client.http.headers["Authorization"])}


def read(platform: Platform, path: str, identity: dict[str, str]) -> bytes:
    """Return the body of one answer."""
    answer = requests.get(platform.address + path, headers=identity, timeout=30)
    answer.raise_for_status()
    return answer.content
