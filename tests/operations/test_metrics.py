"""The figures that operations is woken by, and what may never stand in a label."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
import requests
from prometheus_client import REGISTRY, CollectorRegistry, Counter
from sqlalchemy.engine import make_url

from shared import databases
from shared import metrics as pages
from shared.messaging import metrics
from shared.messaging.tables import inbox, inbox_cursor, metadata, outbox

AGO = timedelta(minutes=10)
UNITS = "total|seconds|events|rows|jobs|bytes|ratio|connections|info|created"
NAMES = re.compile(rf"^[a-z]+(_[a-z0-9]+)*_({UNITS})$")
LABELS = {
    *("service", "event", "outcome", "reaction", "source"),
    *(
        "method",
        "endpoint",
        "route",
        "reason",
        "status",
        "code",
        "fault",
        "kind",
        "rule",
        "indicator",
        "le",
        "quantile",
        "pid",
    ),
}
"""What a label may be called: a part of the platform or a class of answers, never a person or an organization."""


@pytest.fixture
def engine(tmp_path):
    engine = databases.open_database(make_url(f"sqlite:///{tmp_path}/watched.sqlite3"))
    metadata.create_all(engine)
    yield engine
    engine.dispose()


def keep(engine, table, *rows):
    with databases.transaction(engine) as session:
        session.execute(table.insert(), list(rows))


def received(partition_key, sequence, **more):
    row = {"source": "organizations", "partition_key": partition_key, "sequence": sequence, "district_id": "d"}
    return row | {"envelope": "{}", "received_at": datetime.now(UTC) - AGO, "attempts": 0, "parked_at": None} | more


def cursor(partition_key, applied):
    return {"source": "organizations", "partition_key": partition_key, "district_id": "d", "applied": applied}


def value(name):
    return REGISTRY.get_sample_value(name)


def test_the_outbox_shows_how_many_events_wait_and_for_how_long(engine):
    now = datetime.now(UTC)
    row = {"district_id": "d", "partition_key": "o", "name": "n", "envelope": "{}"}
    keep(
        engine,
        outbox,
        row | {"sequence": 1, "recorded_at": now - 3 * AGO, "published_at": now},
        row | {"sequence": 2, "recorded_at": now - AGO, "published_at": None},
        row | {"sequence": 3, "recorded_at": now, "published_at": None},
    )
    metrics.refresh("watched", engine)
    assert value("watched_outbox_waiting_events") == 2
    assert value("watched_outbox_waiting_seconds") == pytest.approx(AGO.total_seconds(), abs=5)


def test_an_empty_database_shows_zero_everywhere(engine):
    metrics.refresh("silent", engine)
    for noun in ("outbox_waiting_events", "outbox_waiting_seconds", "inbox_pending_events", "inbox_pending_seconds"):
        assert value(f"silent_{noun}") == 0
    assert value("silent_inbox_parked_events") == 0


def test_a_gap_shows_as_age_of_what_waits_behind_it(engine):
    keep(engine, inbox_cursor, cursor("o", 3))
    keep(engine, inbox, received("o", 5))
    metrics.refresh("gapped", engine)
    assert value("gapped_inbox_pending_events") == 1
    assert value("gapped_inbox_pending_seconds") == pytest.approx(AGO.total_seconds(), abs=5)


def test_what_waits_behind_a_parked_event_raises_one_alarm_and_not_two(engine):
    keep(engine, inbox_cursor, cursor("o", 3))
    keep(engine, inbox, received("o", 4, parked_at=datetime.now(UTC)), received("o", 5))
    metrics.refresh("halted", engine)
    assert value("halted_inbox_parked_events") == 1
    assert value("halted_inbox_pending_events") == 2
    assert value("halted_inbox_pending_seconds") == 0


def test_a_fact_heard_again_after_it_took_effect_is_not_pending(engine):
    keep(engine, inbox_cursor, cursor("o", 3))
    keep(engine, inbox, received("o", 3))
    metrics.refresh("again", engine)
    assert value("again_inbox_pending_events") == value("again_inbox_pending_seconds") == 0


def test_the_lag_is_how_old_the_last_applied_event_was(engine):
    now = datetime.now(UTC)
    slow = {"applied_at": now, "event_time": now - AGO}
    fast = {"applied_at": now - AGO, "event_time": now - AGO}
    keep(engine, inbox_cursor, cursor("o", 3) | slow, cursor("p", 9) | fast)
    metrics.refresh("lagging", engine)
    assert value("lagging_inbox_lag_seconds") == pytest.approx(AGO.total_seconds(), abs=1)


@pytest.mark.slow
def test_a_process_without_pages_answers_its_metrics_fresh_at_every_scrape(engine, monkeypatch):
    monkeypatch.setattr(metrics, "WATCHED", {})  # a process of its own watches nothing that earlier tests did
    metrics.watch("scraped", engine)
    server = pages.serve("127.0.0.1:0")
    try:

        def page(path):
            return requests.get(f"http://127.0.0.1:{server.server_port}{path}", timeout=10)

        assert "scraped_inbox_parked_events 0.0" in page("/metrics").text
        keep(engine, inbox, received("o", 1, parked_at=datetime.now(UTC)))
        assert "scraped_inbox_parked_events 1.0" in page("/metrics").text
        assert page("/healthz").text == "ok\n"
        assert page("/elsewhere").status_code == 404
        metadata.drop_all(engine)
        assert page("/healthz").status_code == 503
    finally:
        server.shutdown()
        server.server_close()


def test_no_address_means_no_port():
    assert pages.serve("") is None


def test_two_threads_that_count_first_at_once_share_one_metric():
    threads = [threading.Thread(target=metrics.PUBLISHED.labels("racing").inc) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert value("racing_outbox_published_total") == 20


def faults(registry):
    """Every metric whose name or labels break the rule; the interpreter's own (`python_`, `process_`) are not ours."""
    for family in registry.collect():
        if family.name.startswith(("python_", "process_")):
            continue
        for sample in family.samples:
            plain = sample.name.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count")
            if not NAMES.match(plain) or set(sample.labels) - LABELS:
                yield sample.name, sorted(sample.labels)


def test_no_metric_of_any_process_has_a_person_or_an_organization_in_a_label(engine):
    metrics.refresh("organizations", engine)
    for outcome in ("applied", "failed", "parked"):
        metrics.REACTIONS.labels("organizations", "project_approved", outcome)
    metrics.UNROUTABLE.labels("organizations")
    assert list(faults(REGISTRY)) == []


@pytest.mark.parametrize("label", ["account_id", "organization_id", "person", "district", "username", "remote_addr"])
def test_a_label_that_names_someone_would_be_found(label):
    planted = CollectorRegistry()
    Counter("gateway_logins_total", "planted", [label], registry=planted).labels("x").inc()
    assert [name for name, _labels in faults(planted)] == ["gateway_logins_total", "gateway_logins_created"]


def test_a_metric_without_a_unit_would_be_found():
    planted = CollectorRegistry()
    metrics.Gauge("gateway_lag", "planted", registry=planted)
    assert [name for name, _labels in faults(planted)] == ["gateway_lag"]
