"""Where no server can be had, a laptop skips with a sentence and CI fails with the same."""

import os
import subprocess
import sys

import pytest

from tests.tooling.trees import ROOT

ASKS = """
import pytest

@pytest.mark.server
def test_it_asks(amqp_uri, databases):
    assert amqp_uri
    assert databases.url
"""
NOWHERE = {"AMQP_URI": "amqp://guest:guest@127.0.0.1:1//", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/"}


@pytest.fixture
def run_asking(tmp_path):
    asks = tmp_path / "test_asks.py"
    asks.write_text(ASKS)

    def run(**settings):
        command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-c", "pyproject.toml", "--rootdir=.", asks]
        return subprocess.run(command, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=False)

    return run


@pytest.mark.slow
def test_a_named_server_that_does_not_answer_is_not_replaced_by_another(run_asking):
    told = run_asking(**NOWHERE, CI="false")
    assert "1 skipped" in told.stdout
    assert "AMQP_URI is set, but no RabbitMQ answers there" in told.stdout


@pytest.mark.slow
def test_in_ci_nothing_is_skipped_for_lack_of_a_server(run_asking):
    told = run_asking(**NOWHERE, CI="true")
    assert told.returncode == 1
    assert "1 error" in told.stdout
    assert "AMQP_URI is set, but no RabbitMQ answers there" in told.stdout
