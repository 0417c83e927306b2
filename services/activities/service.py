"""Class of the activities service: its commands, queries and reactions are marked where they are written."""

from shared.service import Service


class ActivitiesService(Service):
    """Answers for lecture halls, activities, obligations and campaigns."""

    name = "activities"
