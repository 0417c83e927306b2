"""What is logged while a test runs, as a process would write it: information too, with what is bound to the request."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from structlog.testing import capture_logs


@contextmanager
def log_lines() -> Iterator[list[Any]]:
    """Collect the lines that are logged inside the block."""
    before = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    try:
        with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
            yield lines
    finally:
        structlog.configure(wrapper_class=before)
