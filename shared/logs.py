"""Every process writes one JSON object a line to stderr, with the correlation id of the request, and no personal data.

Whoever logs through structlog or through the standard library (gunicorn, nameko, SQLAlchemy) ends in the same renderer.
On a terminal the same lines come out readable.
"""

import logging
import logging.config
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import structlog
from structlog.contextvars import bound_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

PERSONAL = frozenset({"identity_number", "phone", "mobile", "address", "birthday", "born_on", "person_name"})
SECRET = frozenset(
    {"password", "token", "access_token", "refresh_token", "authorization", "acting", "secret_key", "field_key"}
)
NUMBERS = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])")
"""An identity number of GB 11643 or a mobile phone number, wherever a message or a stack carries one."""
OUTAGE_LINES = 60.0
"""Seconds between two lines about the same outage."""
CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
"""The user and password inside an address such as AMQP_URI."""


def configure_logs(name: str, *, level: str = "INFO") -> None:
    """Send all logs of this process, named `name`, to stderr: JSON, or readable on a terminal."""
    logging.config.dictConfig(log_config(name, level=level))
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_gather(name),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def log_config(name: str, *, level: str = "INFO") -> dict[str, Any]:
    """Build the same as a `logging.config` dictionary, for gunicorn's `logconfig_dict`."""
    own = {"level": level, "handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"one": {"()": _formatter, "name": name}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "one"}},
        "root": {"level": level, "handlers": ["stderr"]},
        # gunicorn hangs handlers of its own on these two; here they are taken off again.
        "loggers": {
            "gunicorn.error": own,
            # Each request has a line of its own already, without the path that names whom it is about.
            "gunicorn.access": own | {"level": "ERROR"},
            "sqlalchemy.engine": {"level": "WARNING"},
            "alembic": {"level": "WARNING"},
        },
    }


class _Outages:
    """When each outage was last logged, and how often it has occurred since."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.last: dict[str, float] = {}
        self.left_out: Counter[str] = Counter()

    def due(self, name: str) -> int | None:
        with self.lock:
            now = time.monotonic()
            if now - self.last.get(name, -OUTAGE_LINES) < OUTAGE_LINES:
                self.left_out[name] += 1
                return None
            self.last[name] = now
            return self.left_out.pop(name, 0)


_outages = _Outages()


def warn_outage(logger: Any, event: str, **details: Any) -> None:
    """Log an outage as a warning, at most once a minute and process; the next line counts those left out.

    What is away fails every request the same way: five hundred stacks say no more than one line.
    """
    left_out = _outages.due(event)
    if left_out is not None:
        logger.warning(event, **details, left_out=left_out)


@contextmanager
def correlated(correlation_id: str, **more: str) -> Iterator[None]:
    """Bind a correlation id, and more, to every line logged inside the block."""
    with bound_contextvars(correlation_id=correlation_id, **more):
        yield


def drop_personal_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Redact personal and secret values by key at any depth, and numbers of persons in texts."""
    return {key: _cleaned(value) for key, value in event.items() if _may_be_said(key)}


def _may_be_said(key: object) -> bool:
    return str(key).lower() not in PERSONAL | SECRET


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return CREDENTIALS.sub("…@", NUMBERS.sub("…", value))
    if isinstance(value, MutableMapping):
        return {key: _cleaned(inner) for key, inner in value.items() if _may_be_said(key)}
    if isinstance(value, list | tuple | set | frozenset):
        return [_cleaned(inner) for inner in value]
    return value


def _gather(name: str) -> list[Processor]:
    def name_process(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event.setdefault("process", name)
        return event

    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_process,
    ]


def _formatter(name: str) -> logging.Formatter:
    terminal = sys.stderr.isatty()
    renderer: list[Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if terminal
        # The stack is text: structlog's own dictionary of frames would carry local variables, personal data among them.
        else [structlog.processors.JSONRenderer(ensure_ascii=False, default=str)]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_gather(name),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            drop_personal_data,
            *renderer,
        ],
    )


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger("uncaught").critical("process ends with an error", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    thread = args.thread.name if args.thread else ""
    error = args.exc_value or args.exc_type()
    structlog.get_logger("uncaught").critical(
        "thread ends with an error", thread=thread, exc_info=(args.exc_type, error, args.exc_traceback)
    )
