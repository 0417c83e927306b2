"""Class of the meetings service: its commands, queries and reactions are marked where they are written."""

from shared.service import Service


class MeetingsService(Service):
    """Answers for frozen quarterly reports, quarterly meetings, what they decided, and honours."""

    name = "meetings"
