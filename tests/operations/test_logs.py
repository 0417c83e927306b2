"""What a process writes to stderr: one JSON object a line, joined by its correlation id, without personal data."""

import json
import subprocess
import sys
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from shared import databases

SCENE = """
import logging, threading, warnings
import structlog
from shared.logs import configure_logs, correlated

configure_logs("projects")
log = structlog.get_logger("scene")
log.info("declared %s", "p1", phone="13900000000", kept=1, inside={"token": "t", "note": "of 990101199001011234"})
with correlated("c-1", event_id="e-1"):
    logging.getLogger("gunicorn.error").warning("lost %s", "amqp://user:secret@host/x", extra={"password": "p"})
    logging.getLogger("sqlalchemy.engine").info("SELECT 1")
    try:
        raise ValueError("13900000000 is no number")
    except ValueError:
        log.exception("failed")
log.info("after")
warnings.warn("careful", stacklevel=1)
def fail():
    secret = "a local value"
    raise RuntimeError("in a thread")
thread = threading.Thread(target=fail, name="worker")
thread.start()
thread.join()
raise SystemError("at the end")
"""


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    ran = subprocess.run([sys.executable, "-c", SCENE], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stdout == ""
    return [json.loads(line) for line in ran.stderr.splitlines()]


def line(lines, event):
    return next(line for line in lines if line["event"].startswith(event))


def test_every_line_is_an_object_with_its_moment_its_level_and_its_process(lines):
    for said in lines:
        assert {"timestamp", "level", "process", "logger", "event"} <= said.keys()
        assert said["process"] == "projects"
        assert said["timestamp"].endswith("Z")


def test_a_personal_value_is_left_out_at_any_depth_and_the_rest_is_kept(lines):
    said = line(lines, "declared p1")
    assert said["kept"] == 1
    assert said["inside"] == {"note": "of …"}
    assert "phone" not in said


def test_what_another_library_logs_carries_the_correlation_id_too(lines):
    said = line(lines, "lost")
    assert (said["correlation_id"], said["event_id"], said["logger"]) == ("c-1", "e-1", "gunicorn.error")
    assert said["event"] == "lost amqp://…@host/x"
    assert "password" not in said


def test_a_correlation_id_ends_with_its_block(lines):
    assert "correlation_id" not in line(lines, "after")


def test_a_stack_is_told_without_personal_numbers_and_local_values(lines):
    assert "ValueError: … is no number" in line(lines, "failed")["exception"]
    assert "a local value" not in json.dumps(line(lines, "thread ends"))


def test_statements_of_the_database_are_not_logged(lines):
    assert not [said for said in lines if said["event"].startswith("SELECT")]


def test_warnings_dying_threads_and_a_dying_process_are_logged_like_the_rest(lines):
    assert "careful" in "".join(said["event"] for said in lines if said["logger"] == "py.warnings")
    assert line(lines, "thread ends")["thread"] == "worker"
    assert "SystemError: at the end" in line(lines, "process ends")["exception"]


def test_an_error_of_the_database_does_not_show_the_values_of_its_statement():
    engine = databases.open_database(make_url("sqlite:///:memory:"), connections=1)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE held (phone TEXT PRIMARY KEY)"))
        connection.execute(text("INSERT INTO held VALUES (:phone)"), {"phone": "990000"})
        with pytest.raises(IntegrityError) as refused:
            connection.execute(text("INSERT INTO held VALUES (:phone)"), {"phone": "990000"})
    engine.dispose()
    assert "990000" not in str(refused.value)
