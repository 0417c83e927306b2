"""docs/console.md: each of its tasks is done as its steps say, and its numbers are counted."""

import re

import pytest

from tests.console.browsing import Visitor
from tests.console.guide import PAGE, ROLES, read_step, take, tasks
from tests.console.journeys import MOST_CLICKS, MOST_FIELDS
from tests.console.served import username_of

TASKS = 5


def parts():
    """Return the tasks of each part of the page; the two administrators share one."""
    found = {}
    for task in tasks():
        found.setdefault("system_admin" if task.role.endswith("_admin") else task.role, []).append(task)
    return found


@pytest.mark.parametrize("part", parts())
def test_each_task_is_done_as_its_steps_say(own_district, browser, part):
    visitors = {}
    for task in parts()[part]:
        if task.role not in visitors:
            visitors[task.role] = Visitor.with_browser(own_district, browser).sign_in(username_of(task.role))
        visitor = visitors[task.role]
        visitor.open("/console")
        for step in task.steps:
            take(visitor.page, step)
        assert visitor.faults == [], task
    for visitor in visitors.values():
        visitor.context.close()


def test_every_role_has_its_five_tasks_and_each_ends_with_what_is_seen():
    assert {role: len(found) for role, found in parts().items()} == dict.fromkeys(parts(), TASKS)
    assert {task.role for task in tasks()} == set(ROLES.values())
    for task in tasks():
        assert task.steps[-1].form in {"see", "download"}, task


@pytest.mark.parametrize("task", tasks(), ids=str)
def test_a_title_states_how_often_one_presses_and_how_many_fields_one_touches(task):
    assert task.counted == task.stated


@pytest.mark.parametrize("part", parts())
def test_the_commonest_task_of_a_role_is_short(part):
    clicks, fields = parts()[part][0].counted
    assert clicks <= MOST_CLICKS
    assert fields <= MOST_FIELDS


def test_no_line_of_a_task_is_left_out():
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line[:1].isdigit()]
    assert len(lines) == sum(len(task.steps) for task in tasks())


@pytest.mark.parametrize("planted", ["点开“录入一次活动”", "点“录入一次活动", "看见“已录入”"])
def test_a_step_that_the_page_does_not_explain_is_refused(planted):
    with pytest.raises(ValueError, match=re.escape(planted)):
        read_step(planted)
