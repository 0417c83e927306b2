"""Jobs of all kinds: imports that one asked for, and plannings of rounds that one plans."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.jobs import JobAnswer
from gateway.service_calls import call
from shared.errors import NotFound
from shared.pages import paginate_list

blueprint = Blueprint("jobs", "/api/v1/jobs", "任务 · jobs of all kinds")
SERVICES = ("organizations", "member_points", "observation_visits")
"""The services that have jobs, each of which is asked once."""


@blueprint.list("", JobAnswer)
def jobs(after: str | None = None, limit: int = 50) -> Any:
    """任务列表 · imports that one asked for and plannings of one's rounds, the newest first."""
    found = sorted(_found(None), key=lambda job: job["asked_at"], reverse=True)
    return paginate_list(found, lambda job: str(job["id"]), after, limit)


@blueprint.get("/<id:job_id>", JobAnswer)
def job(job_id: str) -> Any:
    """一个任务 · how far a job is, of whichever kind."""
    found = _found(job_id)
    if not found:
        raise NotFound("job_unknown", job_id=job_id)
    return found[0]


def _found(job_id: str | None) -> list[dict[str, Any]]:
    return [job for service in SERVICES for job in call(service, "own_jobs", job_id=job_id)["items"]]
