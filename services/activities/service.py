"""The activities service as nameko sees it: it wires, and decides nothing."""

from shared.service import Service


class ActivitiesService(Service):
    """Answers for lecture halls, activities, obligations and campaigns."""

    name = "activities"
