"""Fields that are readable by who sees a point or a brand counted; of a promoted brand, by the whole district."""

POINT = frozenset(
    {
        "year", "name", "status", "standing", "scheme_id", "scope", "declared_on", "confirmed_on", "started_on",
        "accepted_on", "active_from", "active_until", "renewal_due_from", "nodes", "nodes_reached", "at_risk_from",
        "overdue_from", "plan", "way",
    }
)  # fmt: skip
NODE = frozenset(
    {
        "point_id", "title", "post", "status", "standing", "deadline", "due_on", "at_risk_from", "overdue_from",
        "calendar_published", "rule_version", "reached_on",
    }
)  # fmt: skip
BRAND = frozenset(
    {
        "name", "description", "status", "reach", "visit_id", "strength_id", "proposed_on", "discovered_on",
        "consolidated_on", "promoted_on", "carriers", "way",
    }
)  # fmt: skip
CARRIER = frozenset({"brand_id", "kind", "record_id", "title", "status", "added_on"})
