"""Pages of projects and practical matters that need an id: who looks at each, and of which record."""

from shared.rights import COMMUNITY, DISTRICT, STREET
from tests.console.given_records import Given, found

P, M = "/projects/<project_id>", "/projects/<project_id>/milestones/<milestone_id>"
RUNNING = {"project_id": "at_risk"}
MILESTONE, REPORT = (
    RUNNING | {"milestone_id": "risky"},
    {"project_id": "fine", "report_id": found("/projects/{fine}/progress")},
)
PART = {"project_id": "matter", "organization_id": "first"}
GIVEN: dict[str, Given] = {
    P: (COMMUNITY, {"project_id": "fine"}),
    f"{P}/edit": (COMMUNITY, {"project_id": "returned"}),
    f"{P}/declarations/new": (COMMUNITY, {"project_id": "returned"}),
    f"{P}/reviews/new": (STREET, {"project_id": found("/projects?organization_id={first}&status=declared")}),
    f"{P}/approvals/new": (DISTRICT, {"project_id": "reviewed"}),
    f"{P}/starts/new": (COMMUNITY, {"project_id": found("/projects?organization_id={first}&status=approved")}),
    f"{P}/acceptances/new": (DISTRICT, RUNNING),
    f"{P}/ratings/new": (DISTRICT, {"project_id": "accepted"}),
    f"{P}/withdrawals/new": (COMMUNITY, RUNNING),
    f"{P}/milestones/new": (STREET, RUNNING),
    f"{P}/progress/new": (COMMUNITY, {"project_id": "matter"}),
    f"{P}/progress/<report_id>": (COMMUNITY, REPORT),
    f"{P}/assignments/new": (DISTRICT, {"project_id": "matter"}),
    f"{P}/assignments/<organization_id>": (COMMUNITY, PART),
    f"{P}/assignments/<organization_id>/releases/new": (DISTRICT, PART),
    M: (COMMUNITY, MILESTONE),
    f"{M}/edit": (COMMUNITY, MILESTONE),
    f"{M}/drops/new": (COMMUNITY, MILESTONE),
    "/practical-matters/new": (DISTRICT, {}),
    "/practical-matters/publications/new": (DISTRICT, {}),
    "/milestones/renewals/new": (DISTRICT, {}),
}
