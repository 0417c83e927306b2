"""Distributed tracing (OpenTelemetry): spans of requests and events over OTLP/HTTP, off unless an endpoint is set.

Contexts are W3C `traceparent` texts, for they travel in requests, in the outbox and in messages. While tracing is off
nothing of OpenTelemetry is imported, and a context that came from outside is handed on as it came.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from shared.errors import Refusal

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

    from shared.messaging.events import Envelope

CLIENT, CONSUMER, INTERNAL, PRODUCER, SERVER = "CLIENT", "CONSUMER", "INTERNAL", "PRODUCER", "SERVER"
"""The kinds of spans."""
HEADER = "traceparent"

_tracers: list[Tracer] = []


def configure(process: str, endpoint: str) -> None:
    """Send the spans of this process to an OTLP/HTTP endpoint, such as http://127.0.0.1:4318; to none if it is empty.

    Called after a fork: the thread that sends them does not survive one.
    """
    _tracers.clear()
    if not endpoint:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - only if asked
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.namespace": "sanji", "service.name": process}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces")))
    _tracers.append(provider.get_tracer("sanji"))


def now() -> int:
    """Return the nanoseconds since 1970, as spans begin and end."""
    return time.time_ns()


@contextmanager
def span(name: str, parent: str, kind: str = INTERNAL) -> Iterator[str]:
    """Record what is done inside as a span, and yield its context; that of its parent while tracing is off.

    A span without a parent begins a trace. Of what is raised inside it says the kind, or the code of a refusal; never
    the words, which may have been somebody's name.
    """
    if not _tracers:
        yield parent
        return
    begun = _begin(name, parent, kind)
    try:
        yield _text(begun)
    except Refusal as refusal:
        begun.set_attribute("sanji.refusal", refusal.code)
        raise
    except Exception as error:
        begun.set_attribute("error.type", type(error).__name__)
        raise
    finally:
        begun.end()


def record(name: str, items: Iterable[Envelope], begun: int) -> None:
    """Record a span for each of some events that were handled together, from `begun` (nanoseconds) until now."""
    for item in items if _tracers else ():
        _begin(f"{name} {item.event_name}", item.traceparent, INTERNAL, begun).end()


def received(item: Envelope, headers: Mapping[str, Any], begun: int) -> Envelope:
    """Record the receipt of an event below its publication; return the event with the context of its receipt."""
    if not _tracers:
        return item
    receipt = _begin(f"receive {item.event_name}", str(headers.get(HEADER, "")), CONSUMER, begun)
    receipt.end()
    return replace(item, traceparent=_text(receipt))


def _begin(name: str, parent: str, kind: str, begun: int | None = None) -> Span:
    from opentelemetry.context import Context  # noqa: PLC0415
    from opentelemetry.trace import SpanKind  # noqa: PLC0415
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415

    # Extracted into an empty context: what this thread does for another request is no parent of it.
    context = TraceContextTextMapPropagator().extract({HEADER: parent}, Context())
    return _tracers[0].start_span(name, context, SpanKind[kind], start_time=begun)


def _text(found: Span) -> str:
    context = found.get_span_context()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"
