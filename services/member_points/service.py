"""The member points service as nameko sees it: it wires, and decides nothing."""

from shared.service import Service


class MemberPointsService(Service):
    """Answers for schemes, the ledger, declarations and annual results."""

    name = "member_points"
