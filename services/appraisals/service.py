"""Class of the appraisals service: its commands, queries and reactions are marked where they are written."""

from shared.service import Service


class AppraisalsService(Service):
    """Answers for schemes of appraisal, appraisals of organizations and objections to them."""

    name = "appraisals"
