"""A consumer that missed events is filled from its sources' logs, and nothing takes effect twice."""

import pytest

from shared import databases, replay
from shared.messaging.tables import inbox, inbox_cursor, outbox, outbox_sequence
from tests.operations.conftest import noted


def run(capsys, *arguments):
    capsys.readouterr()
    code = replay.main(arguments)
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_gap_is_filled_and_everything_takes_effect_once_and_in_order(scenario, capsys):
    envelopes = scenario.emit("1", "2", "3", "4")
    scenario.consume(envelopes[0], envelopes[3])
    assert scenario.notes() == ["1"]
    code, out, err = run(capsys, "consumer")
    assert code == 0
    assert "3 个事件" in out
    assert "publisher → consumer：3 / 3" in err
    scenario.consume()
    assert scenario.notes() == ["1", "2", "3", "4"]
    assert scenario.waiting() == []


def test_a_consumer_that_missed_nothing_is_told_so_and_stays_as_it_is(scenario, capsys):
    scenario.consume(*scenario.emit("1", "2"))
    for _ in range(2):
        code, out, _ = run(capsys, "consumer", "--language", "en")
        assert (code, out) == (0, "publisher → consumer: nothing is missing.\n")
    scenario.consume()
    assert scenario.notes() == ["1", "2"]
    assert scenario.applied() == 2


def test_a_new_consumer_is_filled_from_the_sources_it_names(scenario, capsys):
    scenario.emit(*map(str, range(10)))
    scenario.emit("elsewhere", organization_id="o2")
    assert run(capsys, "consumer")[0] == 1
    assert run(capsys, "consumer", "--source", "publisher")[0] == 0
    scenario.consume()
    assert scenario.notes() == [*map(str, range(10)), "elsewhere"]


def test_one_organization_can_be_filled_alone(scenario, capsys):
    scenario.emit("1", "2")
    scenario.emit("elsewhere", organization_id="o2")
    run(capsys, "consumer", "--source", "publisher", "--organization", "o2")
    scenario.consume()
    assert scenario.notes() == ["elsewhere"]


@pytest.mark.slow
def test_more_than_one_page_of_a_log_is_filled(scenario, capsys):
    scenario.emit(*(f"{number:04}" for number in range(1203)))
    code, _, err = run(capsys, "consumer", "--source", "publisher")
    assert code == 0
    assert err.splitlines()[-1] == "publisher → consumer：1203 / 1203"
    scenario.consume()
    assert scenario.applied() == 1203


def test_a_parked_event_stays_parked_and_is_not_filled_again(scenario, capsys):
    scenario.broken = {"2"}
    scenario.consume(*scenario.emit("1", "2", "3"))
    assert run(capsys, "consumer")[0] == 0
    scenario.consume()
    assert scenario.notes() == ["1"]
    assert scenario.waiting() == [2, 3]


@pytest.mark.parametrize("arguments", [["nobody"], ["consumer", "--source", "nobody"]])
def test_a_name_without_a_database_is_refused(scenario, capsys, arguments):
    code, _, err = run(capsys, *arguments)
    assert code == 1
    assert "nobody" in err


class Backup:
    """What one process's database held at a moment, to be put back."""

    def __init__(self, scenario, name, *tables):
        self.engine = scenario.engines[name]
        with databases.reading(self.engine) as session:
            self.rows = {table: [dict(row) for row in session.execute(table.select()).mappings()] for table in tables}

    def restore(self):
        with databases.transaction(self.engine) as session:
            for table, rows in self.rows.items():
                session.execute(table.delete())
                if rows:
                    session.execute(table.insert(), rows)


def test_a_consumer_restored_to_an_earlier_moment_is_found_and_healed_by_replay(scenario, capsys):
    first = scenario.emit("1", "2")
    scenario.consume(*first)
    backup = Backup(scenario, "consumer", inbox, inbox_cursor, noted)
    scenario.consume(*scenario.emit("3", "4", "5"))
    backup.restore()
    code, out, _ = run(capsys, "--check", "--language", "en")
    assert (code, out) == (0, "publisher → consumer: 3 events behind; a replay brings them.\n")
    assert scenario.waiting() == []
    assert run(capsys, "--all")[0] == 0
    scenario.consume()
    assert scenario.notes() == ["1", "2", "3", "4", "5"]
    code, out, _ = run(capsys, "--check", "--language", "en")
    assert (code, out) == (0, "publisher → consumer: nothing is missing.\n")


def test_a_source_restored_to_an_earlier_moment_than_its_listener_is_named_and_nothing_is_replayed(scenario, capsys):
    scenario.consume(*scenario.emit("1"))
    backup = Backup(scenario, "publisher", outbox, outbox_sequence)
    scenario.consume(*scenario.emit("2", "3"))
    backup.restore()
    scenario.emit("elsewhere", organization_id="o2")
    for asked in ("--check", "--all"):
        code, _, err = run(capsys, asked, "--language", "en")
        assert code == 1
        assert "consumer is ahead of publisher in 1 streams" in err
        assert scenario.waiting() == []
