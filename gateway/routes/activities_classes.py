"""A lecture hall as a school: lecturers (讲师), the menu of classes (课程菜单), what units ask for (点课)."""

from gateway.blueprints import Blueprint
from gateway.schemas import activities_classes as schemas
from gateway.schemas.base import warned

READ, KEEP = "activities.read", "activities.keep"

lecturers = Blueprint("lecturers", "/api/v1/lecturers", "讲师 · lecturers", service="activities")
lecturers.list("", schemas.LecturerAnswer, query=schemas.LecturerFilter).calls(
    "lecturers", READ, "讲师列表 · the lecturers of halls, in no order of merit."
)
lecturers.post("", schemas.LecturerListing, warned(schemas.LecturerAnswer)).calls(
    "appoint_lecturer", KEEP, "聘任讲师 · list a lecturer of a hall."
)
lecturers.get("/<id:lecturer_id>", schemas.LecturerAnswer).calls("lecturer", READ, "一名讲师 · one lecturer.")
lecturers.post("/<id:lecturer_id>/retirements", schemas.SchoolDay, schemas.LecturerAnswer).calls(
    "retire_lecturer", KEEP, "讲师退出 · take a lecturer off the list."
)

classes = Blueprint("classes", "/api/v1/classes", "课程菜单 · the menu of classes", service="activities")
classes.list("", schemas.HallClassAnswer, query=schemas.HallClassFilter).calls(
    "hall_classes", READ, "课程菜单 · the classes that halls offer."
)
classes.post("", schemas.ClassOffer, warned(schemas.HallClassAnswer)).calls(
    "offer_class", KEEP, "增加课程 · put a class on a hall's menu."
)
classes.get("/<id:hall_class_id>", schemas.HallClassAnswer).calls("hall_class", READ, "一门课程 · one class.")
classes.post("/<id:hall_class_id>/withdrawals", schemas.SchoolDay, schemas.HallClassAnswer).calls(
    "withdraw_class", KEEP, "撤下课程 · take a class off the menu."
)

requests = Blueprint("class requests", "/api/v1/class-requests", "点课 · requests of classes", service="activities")
requests.list("", schemas.ClassRequestAnswer, query=schemas.ClassRequestFilter).calls(
    "class_requests", READ, "点课列表 · what units ask for, and what halls are asked for."
)
requests.post("", schemas.ClassRequestRecord, warned(schemas.ClassRequestAnswer)).calls(
    "request_class", KEEP, "点课 · ask a hall for a class of its menu."
)
requests.get("/<id:class_request_id>", schemas.ClassRequestAnswer).calls(
    "class_request", READ, "一次点课 · one request with what came of it."
)
requests.post("/<id:class_request_id>/holdings", schemas.ClassHolding, schemas.ClassRequestAnswer).calls(
    "hold_class", KEEP, "按点课举办 · record that the class was held, as a session of the hall."
)
requests.post("/<id:class_request_id>/refusals", schemas.ClassRequestEnd, schemas.ClassRequestAnswer).calls(
    "decline_class", KEEP, "不能接受 · decline a request, with a reason."
)
requests.post("/<id:class_request_id>/withdrawals", schemas.ClassRequestEnd, schemas.ClassRequestAnswer).calls(
    "withdraw_request", KEEP, "撤回点课 · withdraw a request, with a reason."
)
