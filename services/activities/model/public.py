"""Fields of a record that are readable by who sees it counted: nobody's name, no minutes, no reason."""

ACTIVITY = frozenset(
    {
        "kind", "mode", "hall_id", "campaign_id", "title", "held_on", "makes_up_for", "status", "attended_count",
        "excused_count", "on_roll", "resolutions",
    }
)  # fmt: skip
RESOLUTION = frozenset(
    {
        "activity_id", "held_on", "election", "status", "entitled", "present", "votes_for", "votes_against",
        "abstained", "outcome", "rule_version",
    }
)  # fmt: skip
HALL = frozenset(
    {
        "title", "address", "status", "standing", "standard", "items_checked", "items_needed", "deadline", "due_on",
        "overdue_from", "planned_on", "building_on", "established_on", "items",
    }
)  # fmt: skip
HALL_ITEM = frozenset({"list", "item", "zh", "en", "checked", "checked_on"})
OBLIGATION = frozenset(
    {
        "kind", "period", "year", "opens_on", "due_on", "late_from", "missed_from", "status", "standing", "met_on",
        "activity_id", "excused_on", "rule", "rule_version",
    }
)  # fmt: skip
CAMPAIGN = frozenset({"kind", "title", "first", "last", "status", "units", "activities", "exemplars"})
PART = frozenset({"campaign_id", "status", "joined_on"})
EXEMPLAR = frozenset({"campaign_id", "status", "chosen_on"})
