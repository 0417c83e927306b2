"""Contact points (联系点) and the guidance visits (督导) paid to them."""

from gateway.blueprints import Blueprint
from gateway.schemas import supervision_guidance as schemas
from gateway.schemas.base import warned

READ, INSPECT = "supervision.read", "supervision.inspect"

points = Blueprint("contact points", "/api/v1/contact-points", "联系点 · contact points", service="supervision")
points.list("", schemas.ContactPointAnswer, query=schemas.ContactPointFilter).calls(
    "contact_points", READ, "联系点列表 · the contact points among an organization and everyone below it."
)
points.post("", schemas.ContactPointAssignment, schemas.ContactPointAnswer).calls(
    "assign_contact_point", INSPECT, "安排联系点 · assign a post of a level above to a unit.", any_scope=True
)
points.get("/<id:contact_point_id>", schemas.ContactPointDetailAnswer).calls(
    "contact_point", READ, "一个联系点 · a contact point with its way."
)
points.post("/<id:contact_point_id>/ends", schemas.ContactPointEnd, schemas.ContactPointAnswer).calls(
    "end_contact_point", INSPECT, "结束联系 · end a contact point; the visits paid to it stand."
)
points.post(
    "/<id:contact_point_id>/guidance-visits", schemas.GuidanceVisitRecord, warned(schemas.GuidanceVisitAnswer)
).calls("record_guidance_visit", INSPECT, "录入督导 · record a visit; what it found is to be put right by a day.")

visits = Blueprint("guidance visits", "/api/v1/guidance-visits", "督导 · guidance visits", service="supervision")
visits.list("", schemas.GuidanceVisitAnswer, query=schemas.GuidanceVisitFilter).calls(
    "guidance_visits", READ, "督导列表 · the guidance visits to an organization and everyone below it."
)
visits.get("/<id:guidance_visit_id>", schemas.GuidanceVisitDetailAnswer).calls(
    "guidance_visit", READ, "一次督导 · a guidance visit with its way."
)
visits.post("/<id:guidance_visit_id>/withdrawals", schemas.GuidanceVisitWithdrawal, schemas.GuidanceVisitAnswer).calls(
    "withdraw_guidance_visit", INSPECT, "撤回误录的督导 · withdraw a visit and what it found that is still open."
)
