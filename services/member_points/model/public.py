"""Fields that are readable by who sees points counted: no member, and nothing written about one."""

ENTRY = frozenset(
    {
        "year", "item", "group_kind", "hundredths", "scheme_id", "rule_version", "occurred_on", "source", "reverses",
        "reversed_by", "recorded_at",
    }
)  # fmt: skip
DECLARATION = frozenset(
    {
        "year", "item", "times", "hundredths", "occurred_on", "rule_version", "status", "meeting_on", "present",
        "agreed", "published_on", "objections_until", "entry_id", "way",
    }
)  # fmt: skip
OBJECTION = frozenset({"about", "about_id", "year", "status", "raised_on", "due_on", "answered_on"})
YEAR = frozenset(
    {
        "year", "status", "cut_off_on", "rule_versions", "objection_days", "members", "excellent", "qualified",
        "basically_qualified", "unqualified", "exempt", "computed_on", "published_on", "objections_until", "frozen_on",
    }
)  # fmt: skip
