"""Fields that are readable by the unit concerned, or by who sees a record counted; no opinion, proof or sender."""

PLAN = frozenset({"status", "year", "basis", "quota", "used", "way"})
INSPECTION = frozenset({"status", "plan_id", "year", "kind", "title", "inspect_on", "held_on", "units", "way"})
FINDING = frozenset({"status", "inspection_id", "issuer_id", "year", "severity", "clause", "found_on", "notice_id"})
NOTICE = frozenset(
    {
        "status", "issuer_id", "inspection_id", "kind", "proposed", "year", "number", "title", "issued_on", "due_on",
        "overdue_from", "calendar_published", "rule_version", "items", "items_open", "items_answered", "items_closed",
        "acknowledged_on", "closed_on", "climbed_from", "climbed_into", "standing", "asked", "deliveries", "way",
    }
)  # fmt: skip
DELIVERY = frozenset({"notice_id", "purpose", "told_at", "acknowledged_at"})
ITEM = frozenset(
    {
        "status", "issuer_id", "notice_id", "origin", "origin_id", "visit_id", "year", "title", "clause", "due_on",
        "overdue_from", "answered_on", "closed_on", "standing", "way",
    }
)  # fmt: skip
LETTER = frozenset(
    {
        "status", "issuer_id", "parent_letter_id", "year", "number", "basis", "issuer_post", "unit_post", "duties",
        "issuer_signed_on", "unit_signed_on", "superseded_by", "way",
    }
)  # fmt: skip
DUTY = frozenset({"kind", "year", "title", "due_on", "standing"})
REQUEST = frozenset(
    {
        "status", "owner_post", "title", "basis", "period", "first_on", "last_on", "year", "number", "quarter",
        "asked_on", "due_on", "held", "repeated", "units", "data_fields", "units_answered", "way",
    }
)  # fmt: skip
ASK = frozenset(
    {
        "status", "request_id", "title", "year", "quarter", "due_on", "overdue_from", "asked", "answered",
        "answered_on", "standing", "wanted", "derived", "repeated",
    }
)  # fmt: skip
SUGGESTION = frozenset(
    {
        "status", "year", "about", "handed_in_on", "due_on", "overdue_from", "calendar_published", "rule_version",
        "answered_on", "standing",
    }
)  # fmt: skip
