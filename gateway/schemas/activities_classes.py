"""Schemas of lecturers, of the menu of classes and of the requests of units."""

from marshmallow import fields

from gateway.schemas import Choice, Day, Id, Readable, RequestSchema, Text, doc
from gateway.schemas.activities import ATTENDED, EXCUSED, GUEST, MODE, SPEAKERS, people
from gateway.schemas.activities_halls import BELOW
from shared.enumerations import CLASS_REQUEST_STATUSES, CLASS_STATUSES, LECTURER_STATUSES, SESSION_MODES
from shared.text_validation import CONTENT_MAX, EVIDENCE_MAX, REMARK_MAX, TITLE_MAX

HALL = "所属大讲堂 · the hall"
ON = "办理日期，不填为今天 · the day it was done, today unless named"
UNIT = "讲师所在单位 · of which organization"
MATERIAL = "课件或资料编号、网址 · a reference to its material"


class LecturerFilter(RequestSchema):
    """Which lecturers to list."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    status = Choice(LECTURER_STATUSES)


class LecturerListing(RequestSchema):
    """Who lectures in a hall."""

    hall_id = Id(required=True, metadata=doc(HALL))
    name = Text(most=50, required=True, metadata=doc("姓名 · the name"))
    unit = Text(most=TITLE_MAX, required=True, metadata=doc(UNIT))
    subject = Text(most=TITLE_MAX, metadata=doc("专题 · the subject"))
    on = Day(metadata=doc(ON))


class SchoolDay(RequestSchema):
    """On which day."""

    on = Day(metadata=doc(ON))


class HallClassFilter(RequestSchema):
    """Whose menus."""

    organization_id = Id(required=True, metadata=doc("其及上下级的 · its own, of those above and of those below"))
    status = Choice(CLASS_STATUSES)


class ClassOffer(RequestSchema):
    """A class as it is put on the menu."""

    hall_id = Id(required=True, metadata=doc(HALL))
    title = Text(most=TITLE_MAX, required=True, metadata=doc("课程名称 · what it is called"))
    content = Text(most=CONTENT_MAX, lines=True, metadata=doc("内容 · what it is about"))
    material = Text(most=EVIDENCE_MAX, metadata=doc(MATERIAL))
    lecturer_id = Id(metadata=doc("主讲，须为本大讲堂讲师 · who gives it, a lecturer of the hall"))
    on = Day(metadata=doc(ON))


class ClassRequestFilter(RequestSchema):
    """Which requests to list: of units, and to halls."""

    organization_id = Id(required=True, metadata=doc(BELOW))
    status = Choice(CLASS_REQUEST_STATUSES)


class ClassRequestRecord(RequestSchema):
    """Which class a unit asks for."""

    organization_id = Id(required=True, metadata=doc("点课单位 · the unit that asks"))
    hall_class_id = Id(required=True, metadata=doc("课程 · the class"))
    wanted_on = Day(metadata=doc("希望的日期 · the day on which it is wanted"))
    note = Text(most=REMARK_MAX, lines=True, metadata=doc("说明 · what is wanted"))


class ClassHolding(RequestSchema):
    """How the class was held."""

    mode = Choice(SESSION_MODES, required=True, metadata=doc(MODE))
    held_on = Day(metadata=doc("举办日期，不填为今天 · the day it was held, today unless named"))
    content = Text(most=CONTENT_MAX, lines=True, metadata=doc("内容 · what it was about"))
    speakers = people(metadata=doc(SPEAKERS))
    guest_speaker = Text(most=50, metadata=doc(GUEST))
    attended = people(metadata=doc(ATTENDED))
    excused = people(metadata=doc(EXCUSED))


class ClassRequestEnd(RequestSchema):
    """Why a request is declined or withdrawn."""

    reason = Text(most=REMARK_MAX, lines=True, required=True, metadata=doc("理由 · the reason"))


class SchoolAnswer(Readable):
    """What all records of a hall as a school have."""

    id = fields.String()
    version = fields.Integer()
    organization_id = fields.String(metadata=doc("所属组织 · the organization that keeps it"))


class LecturerAnswer(SchoolAnswer):
    """A lecturer, in no order of merit."""

    hall_id = fields.String(metadata=doc(HALL))
    name = fields.String()
    unit = fields.String(metadata=doc(UNIT))
    subject = fields.String(allow_none=True)
    status = Choice(LECTURER_STATUSES)
    listed_on = fields.Date()
    retired_on = fields.Date(allow_none=True)


class HallClassAnswer(SchoolAnswer):
    """A class on a menu."""

    hall_id = fields.String(metadata=doc(HALL))
    lecturer_id = fields.String(allow_none=True)
    title = fields.String()
    content = fields.String(allow_none=True)
    material = fields.String(allow_none=True, metadata=doc(MATERIAL))
    status = Choice(CLASS_STATUSES)
    offered_on = fields.Date()
    withdrawn_on = fields.Date(allow_none=True)


class ClassRequestAnswer(SchoolAnswer):
    """A request with what came of it."""

    hall_organization_id = fields.String(metadata=doc("大讲堂所属组织 · who has the hall"))
    hall_class_id = fields.String()
    title = fields.String()
    note = fields.String(allow_none=True)
    status = Choice(CLASS_REQUEST_STATUSES)
    requested_on = fields.Date()
    wanted_on = fields.Date(allow_none=True)
    held_on = fields.Date(allow_none=True)
    activity_id = fields.String(allow_none=True, metadata=doc("举办的讲习 · the session that was held"))
    reason = fields.String(allow_none=True)
