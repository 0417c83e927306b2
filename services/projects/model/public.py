"""Fields that are readable by who carries a part of a project, or sees it counted."""

PROJECT = frozenset(
    {
        "kind", "year", "number", "category", "title", "content", "lead_post", "status", "standing", "percent",
        "people_served", "difficulties_solved", "milestones", "milestones_reached", "declared_on", "approved_on",
        "started_on", "accepted_on", "proposed_rating", "rating", "last_report_on", "silent_from", "at_risk_from",
        "overdue_from", "plan", "way",
    }
)  # fmt: skip
MILESTONE = frozenset(
    {
        "project_id", "title", "post", "status", "standing", "deadline", "due_on", "at_risk_from", "overdue_from",
        "calendar_published", "rule_version", "reached_on",
    }
)  # fmt: skip
REPORT = frozenset(
    {
        "project_id", "number", "kind", "reported_on", "percent", "people_served", "difficulties_solved",
        "milestones_reached", "corrects", "corrected_by", "recorded_at",
    }
)  # fmt: skip
PART = frozenset({"project_id", "post", "duty", "percent", "assigned_on"})
