"""The operators' tool for parked events, on what a failing reaction really leaves behind."""

import json
import os
import subprocess
import sys

import pytest
from sqlalchemy import update

from shared import parked
from shared.messaging.event_streams import RetryPolicy
from shared.messaging.inbox import Inbox
from shared.messaging.tables import inbox_cursor
from tests.operations.conftest import NOW, noted

POSITION = "publisher:o1:2"


@pytest.fixture
def stuck(scenario):
    """Return databases in which o1's second event is parked, with its third waiting behind it; o2 went on."""
    scenario.broken = {"two"}
    scenario.consume(*scenario.emit("one", "two", "three"), *scenario.emit("elsewhere", organization_id="o2"))
    assert scenario.notes() == ["elsewhere", "one"]
    return scenario


def run(capsys, *arguments):
    capsys.readouterr()
    code = parked.main(arguments)
    told = capsys.readouterr()
    host, _, err = told.err.partition("\n")
    assert host.startswith("主机 host: "), told.err
    return code, told.out, err


def test_list_shows_where_it_stands_why_and_how_much_waits_behind(stuck, capsys):
    code, out, _ = run(capsys, "list")
    assert code == 0
    head, line = out.splitlines()
    assert head.split() == ["服务", "位置（来源:组织:序号）", "事件", "次数", "停放时间", "等候", "错误"]
    told = "consumer", POSITION, "thing_happened", "3", "2026-03-02T01:00:00Z", "1", "RuntimeError:"
    assert tuple(line.split()[:7]) == told


def test_list_speaks_english_when_asked_and_where_the_locale_is_english(stuck, capsys, monkeypatch):
    assert "position (source:organization:sequence)" in run(capsys, "--language", "en", "list")[1]
    assert "position (source:organization:sequence)" in run(capsys, "list", "--language", "en")[1]
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert "position (source:organization:sequence)" in run(capsys, "list")[1]
    assert "位置" in run(capsys, "list", "--language", "zh")[1]


def test_list_gives_json_for_other_tools(stuck, capsys):
    (item,) = json.loads(run(capsys, "list", "--json", "--service", "consumer")[1])
    assert (item["organization_id"], item["sequence"], item["behind"]) == ("o1", 2, 1)


def test_list_of_nothing_says_so(scenario, capsys):
    assert run(capsys, "list")[:2] == (0, "没有停放的事件，也没有死信。\n")


def test_show_gives_the_whole_envelope_and_the_error(stuck, capsys):
    code, out, _ = run(capsys, "show", POSITION)
    shown = json.loads(out)
    assert code == 0
    assert shown["envelope"]["data"]["note"] == "two"
    assert shown["envelope"]["specversion"] == "1.0"
    assert shown["error"] == "RuntimeError: two cannot be understood"


def test_a_replayed_event_takes_effect_once_its_cause_is_mended_and_the_others_follow(stuck, capsys):
    stuck.broken.clear()
    code, out, _ = run(capsys, "replay", POSITION, "--reason", "已修复", "--by", "值班员")
    assert code == 0
    assert POSITION in out
    stuck.consume()
    assert stuck.notes() == ["elsewhere", "one", "three", "two"]
    (decision,) = stuck.decisions()
    assert (decision.decision, decision.reason, decision.decided_by) == ("replay", "已修复", "值班员")
    assert (decision.source, decision.partition_key, decision.sequence) == ("publisher", "o1", 2)


def test_a_replayed_event_that_fails_again_is_parked_again_after_all_its_attempts(stuck, capsys):
    run(capsys, "replay", POSITION, "--reason", "again")
    stuck.consume()
    (item,) = json.loads(run(capsys, "list", "--json")[1])
    assert (item["position"], item["attempts"]) == (POSITION, 3)
    assert stuck.notes() == ["elsewhere", "one"]


def test_replay_of_all_takes_every_parked_event_of_one_service(stuck, capsys):
    stuck.broken.add("wrong")
    stuck.consume(*stuck.emit("wrong", organization_id="o3"))
    stuck.broken.clear()
    assert run(capsys, "replay", "--all", "--service", "consumer", "--reason", "mended")[0] == 0
    stuck.consume()
    assert stuck.notes() == ["elsewhere", "one", "three", "two", "wrong"]
    assert len(stuck.decisions()) == 2


def test_discard_steps_over_exactly_this_event(stuck, capsys):
    assert run(capsys, "discard", POSITION, "--reason", "the record was made by mistake")[0] == 0
    stuck.consume()
    assert stuck.notes() == ["elsewhere", "one", "three"]
    assert stuck.applied() == 3
    (decision,) = stuck.decisions()
    assert (decision.decision, decision.reason) == ("discard", "the record was made by mistake")
    assert json.loads(decision.envelope)["data"]["note"] == "two"
    assert decision.decided_by


def test_a_decision_without_a_reason_is_refused_and_changes_nothing(stuck, capsys):
    for command in ("replay", "discard"):
        with pytest.raises(SystemExit) as ended:
            parked.main([command, POSITION])
        assert ended.value.code == 2
        assert run(capsys, command, POSITION, "--reason", "  ")[0] == 1
    assert stuck.decisions() == []
    assert stuck.waiting() == [2, 3]


def test_what_is_not_parked_is_refused_in_one_sentence(stuck, capsys):
    for command in (["show"], ["replay", "--reason", "r"], ["discard", "--reason", "r"]):
        for position in ("publisher:o1:3", "publisher:o2:1", "nobody:o1:2"):
            code, out, err = run(capsys, *command, position)
            assert (code, out) == (1, "")
            assert f"“{position}”没有停放" in err
    assert stuck.decisions() == []


def test_what_is_not_the_next_of_its_organization_is_refused(stuck, capsys):
    with stuck.engines["consumer"].begin() as connection:
        connection.execute(update(inbox_cursor).where(inbox_cursor.c.partition_key == "o1").values(applied=0))
    code, _, err = run(capsys, "replay", POSITION, "--reason", "r")
    assert (code, f"“{POSITION}”不是该组织的下一个事件" in err) == (1, True)
    assert stuck.decisions() == []


def test_what_is_parked_in_two_services_is_decided_in_the_one_that_is_named(stuck, capsys):
    twin = Inbox(
        "publisher", stuck.engines["publisher"], stuck.react, lambda: NOW, RetryPolicy(pause=0, limit=0, attempts=1)
    )
    noted.create(stuck.engines["publisher"])
    twin.receive(stuck.log())
    while twin.apply_due():
        pass
    code, _, err = run(capsys, "discard", POSITION, "--reason", "r")
    assert (code, "“--service”" in err) == (1, True)
    assert run(capsys, "discard", POSITION, "--reason", "r", "--service", "consumer")[0] == 0


def test_deciding_twice_is_refused_the_second_time(stuck, capsys):
    run(capsys, "discard", POSITION, "--reason", "once")
    assert run(capsys, "discard", POSITION, "--reason", "twice")[0] == 1
    assert len(stuck.decisions()) == 1


def test_replay_is_told_one_position_or_all_of_one_service(stuck, capsys):
    for arguments in (["--all"], [POSITION, "--all", "--service", "consumer"], []):
        assert run(capsys, "replay", "--reason", "r", *arguments)[0] == 2
    assert stuck.decisions() == []


def test_a_service_without_a_database_is_refused(scenario, capsys):
    code, _, err = run(capsys, "list", "--service", "nobody")
    assert code == 1
    assert "nobody" in err


def test_a_position_that_is_none_is_wrong_usage(scenario):
    with pytest.raises(SystemExit) as ended:
        parked.main(["show", "o1"])
    assert ended.value.code == 2


def test_a_server_that_is_away_is_one_sentence_and_exit_code_three(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("SANJI_HOST", "rabbitmq")
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres@127.0.0.1:1/")
    monkeypatch.setenv("SANJI_SECRET_KEY", "s" * 32)
    monkeypatch.setenv("SANJI_FIELD_KEY", "f" * 32)
    code, _, err = run(capsys, "list", "--language", "en")
    assert code == 3
    assert err.startswith("The database cannot be reached")


@pytest.mark.slow
def test_it_runs_as_a_module(stuck):
    command = [sys.executable, "-m", "shared.parked", "list"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert ran.returncode == 0, ran.stderr
    assert POSITION in ran.stdout


def test_the_job_of_an_event_ends_in_the_transaction_that_parks_it(scenario):
    scenario.broken, scenario.jobs = {"two"}, {"two"}
    scenario.consume(*scenario.emit("one", "two", "three"))
    assert (scenario.notes(), scenario.waiting()) == (["one", "two has ended"], [2, 3])


def test_an_event_is_parked_though_its_job_cannot_be_ended(scenario):
    scenario.broken, scenario.jobs = {"two", "two, and its end"}, {"two"}
    scenario.consume(*scenario.emit("one", "two"), *scenario.emit("elsewhere", organization_id="o2"))
    assert (scenario.notes(), scenario.waiting()) == (["elsewhere", "one"], [2])
    scenario.broken.clear()
