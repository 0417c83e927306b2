"""Serialisation of the records of this service, with their schedule status of the day."""

from typing import Any

from services.activities.model import repository
from services.activities.model.activities import Activity, Minutes
from services.activities.model.campaigns import Campaign, Exemplar, Part
from services.activities.model.classes import ClassRequest, HallClass, Lecturer
from services.activities.model.halls import LISTS, HallDeadline, HallScope, LectureHall
from services.activities.model.obligations import Obligation
from services.activities.model.resolutions import Resolution
from services.activities.model.trainings import TrainingNeed
from shared.schedule_status import obligation_schedule, training_schedule
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of, to_view

PUBLIC_ACTIVITY = frozenset(
    {
        "kind", "mode", "hall_id", "campaign_id", "title", "held_on", "makes_up_for", "status", "attended_count",
        "excused_count", "on_roll", "resolutions", "training", "hours",
    }
)  # fmt: skip
PUBLIC_RESOLUTION = frozenset(
    {
        "activity_id", "held_on", "election", "status", "entitled", "present", "votes_for", "votes_against",
        "abstained", "outcome", "rule_version",
    }
)  # fmt: skip
PUBLIC_HALL = frozenset(
    {
        "title", "address", "status", "standing", "standard", "items_checked", "items_needed", "deadline", "due_on",
        "overdue_from", "planned_on", "building_on", "established_on", "items",
    }
)  # fmt: skip
PUBLIC_HALL_ITEM = frozenset({"list", "item", "zh", "en", "checked", "checked_on"})
PUBLIC_OBLIGATION = frozenset(
    {
        "kind", "period", "year", "opens_on", "due_on", "late_from", "missed_from", "status", "standing", "met_on",
        "activity_id", "excused_on", "rule", "rule_version",
    }
)  # fmt: skip
PUBLIC_CAMPAIGN = frozenset({"kind", "title", "first", "last", "status", "units", "activities", "exemplars"})
PUBLIC_PART = frozenset({"campaign_id", "status", "joined_on"})
PUBLIC_EXEMPLAR = frozenset({"campaign_id", "status", "chosen_on"})
PUBLIC_LECTURER = frozenset({"hall_id", "unit", "status", "listed_on", "retired_on"})
PUBLIC_HALL_CLASS = frozenset({"hall_id", "title", "status", "offered_on", "withdrawn_on"})
PUBLIC_CLASS_REQUEST = frozenset(
    {"hall_organization_id", "hall_class_id", "title", "status", "requested_on", "wanted_on", "held_on", "activity_id"}
)
PUBLIC_TRAINING_NEED = frozenset(
    {
        "post", "training", "hours", "from_on", "due_on", "status", "standing", "hours_attended", "met_on", "ended_on",
        "rule_version",
    }
)  # fmt: skip


@to_view.register
def activity_view(activity: Activity, work: UnitOfWork) -> dict[str, Any]:
    """Serialise an activity with its attendance."""
    del work
    names = (
        "id", "version", "district_id", "organization_id", "kind", "mode", "hall_id", "campaign_id", "title", "content",
        "held_on", "makes_up_for", "status", "speakers", "guest_speaker", "attended", "excused", "on_roll", "evidence",
        "training", "hours", "by_secretary",
    )  # fmt: skip
    counts = {"attended_count": len(activity.attended), "excused_count": len(activity.excused)}
    return fields_of(activity, names) | counts


@to_view.register
def resolution_view(vote: Resolution, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = (
        "id", "version", "district_id", "organization_id", "activity_id", "held_on", "subject", "election", "status",
        "entitled", "present", "votes_for", "votes_against", "abstained", "outcome", "rule_version", "reason",
    )  # fmt: skip
    return fields_of(vote, names)


@to_view.register
def minutes_view(minutes: Minutes, work: UnitOfWork) -> dict[str, Any]:
    """Serialise minutes; version 0 are those that nobody has written yet."""
    activity = work.session.get_one(Activity, (minutes.district_id, minutes.activity_id))
    names = ("activity_id", "version", "text", "account_name", "recorded_at")
    return {"organization_id": activity.organization_id} | fields_of(minutes, names)


@to_view.register
def hall_view(hall: LectureHall, work: UnitOfWork) -> dict[str, Any]:
    names = (
        "id", "version", "district_id", "organization_id", "title", "address", "status", "standard", "items_checked",
        "items_needed", "deadline", "due_on", "overdue_from", "planned_on", "building_on", "established_on",
    )  # fmt: skip
    return fields_of(hall, names) | {"standing": hall.schedule_status(work.today)}


def item_views(work: UnitOfWork, hall: LectureHall) -> list[dict[str, Any]]:
    """Serialise both checklists of a hall's standard, each item with what shows it."""
    checked = repository.checked_items(work.session, hall)
    items = [(name, item, checked.get(item["id"])) for name in LISTS for item in hall.rules[name]["items"]]
    return [
        {
            "list": name,
            "item": item["id"],
            "zh": item["zh"],
            "en": item["en"],
            "checked": check is not None,
            "checked_on": check and check.checked_on,
            "evidence": check and check.evidence,
            "account_name": check and check.account_name,
        }
        for name, item, check in items
    ]


@to_view.register
def deadline_view(deadline: HallDeadline, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = ("year", "deadline", "due_on", "calendar_published", "basis")
    return {"organization_id": deadline.district_id} | fields_of(deadline, names)


@to_view.register
def scope_view(scope: HallScope, work: UnitOfWork) -> dict[str, Any]:
    del work
    return {"organization_id": scope.district_id} | fields_of(scope, ("from_on", "kinds", "basis"))


@to_view.register
def obligation_view(obligation: Obligation, work: UnitOfWork) -> dict[str, Any]:
    names = (
        "id", "version", "district_id", "organization_id", "kind", "period", "year", "opens_on", "due_on", "late_from",
        "missed_from", "status", "met_on", "activity_id", "excuse", "excused_by", "excused_on", "rule", "rule_version",
    )  # fmt: skip
    return fields_of(obligation, names) | {"standing": obligation_schedule(obligation.state()).on(work.today)}


@to_view.register
def campaign_view(campaign: Campaign, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = (
        "id", "version", "district_id", "organization_id", "kind", "title", "basis", "content", "first", "last",
        "status",
    )  # fmt: skip
    return fields_of(campaign, names)


@to_view.register
def part_view(part: Part, work: UnitOfWork) -> dict[str, Any]:
    del work
    return fields_of(part, ("campaign_id", "organization_id", "version", "status", "joined_on"))


@to_view.register
def exemplar_view(exemplar: Exemplar, work: UnitOfWork) -> dict[str, Any]:
    """Serialise an exemplar with the reason for which people chose it."""
    del work
    names = ("id", "version", "campaign_id", "organization_id", "member_id", "reason", "status", "chosen_on")
    return fields_of(exemplar, names)


@to_view.register
def training_need_view(need: TrainingNeed, work: UnitOfWork) -> dict[str, Any]:
    names = (
        "id", "version", "district_id", "organization_id", "post_id", "post", "member_id", "training", "hours",
        "from_on", "due_on", "status", "hours_attended", "met_on", "ended_on", "rule_version",
    )  # fmt: skip
    return fields_of(need, names) | {"standing": training_schedule(need.state()).on(work.today)}


@to_view.register
def lecturer_view(lecturer: Lecturer, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = (
        "id", "version", "district_id", "organization_id", "hall_id", "name", "unit", "subject", "status", "listed_on",
        "retired_on",
    )  # fmt: skip
    return fields_of(lecturer, names)


@to_view.register
def hall_class_view(offered: HallClass, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a class with its material."""
    del work
    names = (
        "id", "version", "district_id", "organization_id", "hall_id", "lecturer_id", "title", "content", "material",
        "status", "offered_on", "withdrawn_on",
    )  # fmt: skip
    return fields_of(offered, names)


@to_view.register
def class_request_view(request: ClassRequest, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a request with what came of it."""
    del work
    names = (
        "id", "version", "district_id", "organization_id", "hall_organization_id", "hall_class_id", "title", "note",
        "status", "requested_on", "wanted_on", "held_on", "activity_id", "reason",
    )  # fmt: skip
    return fields_of(request, names)
