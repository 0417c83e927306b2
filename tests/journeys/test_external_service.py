"""An ordinary nameko service that knows nothing of this project hears what the platform tells."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from threading import Timer
from typing import IO
from urllib.parse import urlsplit

import pytest
import requests
from jsonschema import Draft202012Validator

from shared.unit_of_work import BEIJING
from tests.journeys.levels import imported, staff
from tools.platforms import Platform

pytestmark = [pytest.mark.slow, pytest.mark.server]
FILE = Path(__file__).parent / "external_service.py"
PATIENCE = 60.0
"""Seconds after which the service is ended, so that whoever waits for its next line gets none."""


@pytest.fixture
def external_service(platform: Platform, tmp_path: Path) -> Iterator[IO[str]]:
    """Yield what the service prints, which runs in a folder of its own with nothing of this project beside it."""
    alone = shutil.copy(FILE, tmp_path / FILE.name)
    command = [sys.executable, "-W", "ignore", alone.name, platform.env["AMQP_URI"]]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        end = Timer(PATIENCE, process.kill)
        end.start()
        assert process.stdout.readline() == "listening\n"
        yield process.stdout
        end.cancel()
        process.kill()


@pytest.mark.parametrize("platform", ["rabbitmq"], indirect=True)
def test_a_service_of_others_hears_an_approval_by_its_own_event_handler(
    platform: Platform, external_service: IO[str]
) -> None:
    operator = platform.operator()
    ids = imported(operator)
    district = staff(operator, platform, "district_staff", ids["示范区"])
    community = staff(operator, platform, "community_staff", ids["甲社区"])
    street = staff(operator, platform, "street_staff", ids["东街道"])
    project = community.post(
        "/projects", organization_id=ids["甲社区"], kind="secretary_project", category="brand_building",
        year=datetime.now(BEIJING).year, title="邻里节", lead_post="社区书记",
    )  # fmt: skip
    street.post(f"/projects/{project['id']}/reviews", decision="pass", opinion="同意上报")
    district.post(f"/projects/{project['id']}/approvals", decision="pass", opinion="同意立项")

    heard = json.loads(external_service.readline())
    assert heard["type"].endswith("project_approved")
    assert heard["data"]["project_id"] == project["id"]
    assert urlsplit(heard["dataschema"]).netloc == urlsplit(platform.address).netloc, "an absolute address of ours"
    schema = requests.get(heard["dataschema"], timeout=10)
    assert schema.ok
    Draft202012Validator(schema.json()).validate(heard["data"])
