"""Fields that are readable by who sees a round, a visit or a score counted: no names, reasons or single marks."""

ROUND = frozenset(
    {
        "kind", "title", "period", "days", "basis", "status", "organizations", "delegations", "visits",
        "schedule_revision", "published_on", "closed_on", "rule_version",
    }
)  # fmt: skip
PARTICIPANT = frozenset({"stop_id", "name", "required", "worth", "visited"})
DELEGATION = frozenset({"round_id", "name", "people", "visits", "status"})
REFUSAL = frozenset({"visit_id", "stop_id", "delegation_id", "day", "status", "refused_on", "taken_back_on"})
BURDEN = frozenset({"period", "received", "cap", "cap_reached"})
VISIT = frozenset(
    {
        "round_id", "visiting_organization_id", "stop_id", "delegation_id", "kind", "title", "period", "day", "begins",
        "ends", "head_count", "status", "confirm_by", "answered_on", "held_on", "sequence", "way",
    }
)  # fmt: skip
SHEET = frozenset(
    {
        "visit_id", "round_id", "kind", "title", "period", "template_version", "rule_version", "status", "assessors",
        "mean", "score", "completed_on", "sign_by", "object_by", "host_signed_on", "assessing_signed_on", "settled_on",
        "way",
    }
)  # fmt: skip
REVIEW = frozenset({"visit_id", "reviewed_on", "recorded_at", "findings", "commitments"})
FINDING = frozenset({"kind", "clause", "recorded_on", "deadline"})
COMMITMENT = frozenset({"visit_id", "post", "made_on", "due_on", "status", "standing", "done_on"})
