"""Fields that are readable by who sees members and transfers counted: how many of which kind, not who.

What an organization is, is no secret to whoever sees its figures.
"""

MEMBER = frozenset({"status", "member_class"})
TRANSFER = frozenset(
    {"from_organization_id", "to_organization_id", "state", "requested_at", "decided_at", "effective_on"}
)
ORGANIZATION = frozenset(
    {
        "name", "level", "kind", "party_form", "parent_id", "division_code", "valid_from", "valid_until", "as_of",
        "opened_on", "closed_on", "path", "children",
    }
)  # fmt: skip
TERM = frozenset(
    {"began_on", "years", "regular_due_on", "due_on", "remind_from", "standing", "rules_version", "ended_on"}
)
TIER = frozenset({"period", "number", "tier", "decided_on", "recorded_at", "stands"})
