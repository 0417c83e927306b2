"""Mentor units (帮联单位) of organizations."""

from gateway.blueprints import Blueprint
from gateway.schemas import organizations_mentors as schemas

READ, KEEP = "organizations.read", "organizations.keep"
blueprint = Blueprint("mentor units", "/api/v1", "帮联单位 · mentor units", service="organizations")

blueprint.list(
    "/organizations/<id:organization_id>/mentorships", schemas.MentorshipAnswer, query=schemas.MentorFilter
).calls("mentorships", READ, "帮联关系，按起始日 · mentor units by their first day.")
blueprint.post(
    "/organizations/<id:organization_id>/mentorships", schemas.MentorAssignment, schemas.MentorshipAnswer
).calls("assign_mentor", KEEP, "安排帮联单位 · assign, from above, an organization that helps another.")
blueprint.get("/mentorships/<id:mentorship_id>", schemas.MentorshipDetailAnswer).calls(
    "mentorship", READ, "一项帮联及所做的事 · a mentorship with what was done."
)
blueprint.post("/mentorships/<id:mentorship_id>/helps", schemas.MentorHelpRecord, schemas.MentorshipAnswer).calls(
    "record_help", KEEP, "录入帮联情况 · record what a mentor unit did."
)
blueprint.post("/mentorships/<id:mentorship_id>/ends", schemas.MentorshipEnd, schemas.MentorshipAnswer).calls(
    "end_mentorship", KEEP, "结束帮联 · end a mentorship, and say what came of it."
)
