"""A consumer that missed events is filled from its sources' logs, and nothing takes effect twice."""

import pytest

from shared import replay


def run(capsys, *arguments):
    capsys.readouterr()
    code = replay.main(arguments)
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_gap_is_filled_and_everything_takes_effect_once_and_in_order(world, capsys):
    told = world.tell("1", "2", "3", "4")
    world.hear(told[0], told[3])
    assert world.notes() == ["1"]
    code, out, err = run(capsys, "hearer")
    assert code == 0
    assert "3 个事件" in out
    assert "teller → hearer：3 / 3" in err
    world.hear()
    assert world.notes() == ["1", "2", "3", "4"]
    assert world.waiting() == []


def test_a_consumer_that_missed_nothing_is_told_so_and_stays_as_it_is(world, capsys):
    world.hear(*world.tell("1", "2"))
    for _ in range(2):
        code, out, _ = run(capsys, "hearer", "--language", "en")
        assert (code, out) == (0, "teller → hearer: nothing is missing.\n")
    world.hear()
    assert world.notes() == ["1", "2"]
    assert world.applied() == 2


def test_a_new_consumer_is_filled_from_the_sources_it_names(world, capsys):
    world.tell(*map(str, range(10)))
    world.tell("elsewhere", organization_id="o2")
    assert run(capsys, "hearer")[0] == 1
    assert run(capsys, "hearer", "--source", "teller")[0] == 0
    world.hear()
    assert world.notes() == [*map(str, range(10)), "elsewhere"]


def test_one_organization_can_be_filled_alone(world, capsys):
    world.tell("1", "2")
    world.tell("elsewhere", organization_id="o2")
    run(capsys, "hearer", "--source", "teller", "--organization", "o2")
    world.hear()
    assert world.notes() == ["elsewhere"]


@pytest.mark.slow
def test_more_than_one_page_of_a_log_is_filled(world, capsys):
    world.tell(*(f"{number:04}" for number in range(1203)))
    code, _, err = run(capsys, "hearer", "--source", "teller")
    assert code == 0
    assert err.splitlines()[-1] == "teller → hearer：1203 / 1203"
    world.hear()
    assert world.applied() == 1203


def test_a_parked_event_stays_parked_and_is_not_filled_again(world, capsys):
    world.broken = {"2"}
    world.hear(*world.tell("1", "2", "3"))
    assert run(capsys, "hearer")[0] == 0
    world.hear()
    assert world.notes() == ["1"]
    assert world.waiting() == [2, 3]


@pytest.mark.parametrize("arguments", [["nobody"], ["hearer", "--source", "nobody"]])
def test_a_name_without_a_database_is_refused(world, capsys, arguments):
    code, _, err = run(capsys, *arguments)
    assert code == 1
    assert "nobody" in err
