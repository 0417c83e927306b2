"""Class of the member points service: its commands, queries and reactions are marked where they are written."""

from shared.service import Service


class MemberPointsService(Service):
    """Answers for schemes, the ledger, declarations and annual results."""

    name = "member_points"
