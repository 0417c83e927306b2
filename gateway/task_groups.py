"""Open tasks grouped: one line for one duty with one title and one deadline, however many organizations owe it."""

from collections import defaultdict
from datetime import date
from typing import Any
from urllib.parse import urlencode

from gateway.tasks import OpenTask, open_tasks
from shared.pages import Page, paginate_list
from shared.unit_of_work import UnitOfWork

NAMED = 10
WORST = ("overdue", "late", "at_risk", "due")
"""The standings that one of many gives to its group, the worst first."""


def task_groups(
    work: UnitOfWork,
    *,
    organization_id: str,
    below_too: bool = False,
    until: date | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the groups of open tasks by deadline, each with who owes it and the address that lists its tasks."""
    groups: dict[str, list[OpenTask]] = defaultdict(list)
    for task in open_tasks(work, organization_id, below_too=below_too, until=until):
        groups[task.view["group"]].append(task)
    asked = {"below_too": str(below_too).lower()} | ({} if until is None else {"until": until.isoformat()})
    views = [_view(name, tasks, organization_id, asked) for name, tasks in groups.items()]
    return paginate_list(views, lambda view: str(view["group"]), after, limit)


def _view(name: str, tasks: list[OpenTask], organization_id: str, asked: dict[str, str]) -> dict[str, Any]:
    first = tasks[0].view
    standings = {task.view["standing"] for task in tasks}
    units = {task.view["organization_id"]: task.view["organization"] for task in tasks}
    shared = {field: first[field] for field in ("group", "todo", "what", "kind_name", "title", "due_on", "reason")}
    return shared | {
        "standing": next((each for each in WORST if each in standings), first["standing"]),
        "count": len(tasks),
        "organizations": [{"id": id_, "name": units[id_]} for id_ in list(units)[:NAMED]],
        "href": f"/api/v1/organizations/{organization_id}/todos?{urlencode(asked | {'group': name})}",
    }
