"""Closed lists of codes, as records, events and the API name them; where a dictionary, with their Chinese names."""

ACTIVITY_KINDS = {
    "session": "讲习活动",
    "members_meeting": "支部党员大会",
    "committee_meeting": "支委会",
    "group_meeting": "党小组会",
    "party_class": "党课",
    "theme_day": "主题党日",
    "life_meeting": "组织生活会",
    "democratic_appraisal": "民主评议党员",
    "voluntary_service": "志愿服务",
    "training": "党务工作者培训",
}
TRAININGS = {"new_secretary": "新任书记任职培训", "new_committee_member": "新任委员岗位培训"}
TRAINING_NEED_STATUSES = ("open", "met", "ended")
TRAINING_NEED_STANDINGS = ("due", "overdue", "met_on_time", "met_late", "ended")
OBLIGATION_KINDS = (
    "members_meeting",
    "committee_meeting",
    "group_meeting",
    "theme_day",
    "life_meeting",
    "democratic_appraisal",
)
OBLIGATION_STATUSES = ("expected", "met", "excused", "lifted")
OBLIGATION_STANDINGS = ("planned", "due", "late", "missed", "on_time", "met_late", "excused", "lifted")
SESSION_MODES = {
    "fixed": "固定讲习",
    "party_class": "党课讲习",
    "themed": "主题讲习",
    "interactive": "互动讲习",
    "new_media": "新媒体讲习",
    "mobile": "流动讲习",
}
ACTIVITY_STATUSES = ("held", "cancelled")
RESOLUTION_OUTCOMES = ("passed", "not_passed", "no_quorum")
CAMPAIGN_KINDS = {"heritage": "学习传承活动", "institution": "制度化活动"}
CAMPAIGN_STATUSES = ("open", "closed")
HALL_STATUSES = ("missing", "planned", "building", "established", "ended")
LECTURER_STATUSES = ("active", "retired")
CLASS_STATUSES = ("offered", "withdrawn")
CLASS_REQUEST_STATUSES = ("requested", "held", "declined", "withdrawn")
HALL_WAITING = ("missing", "planned", "building")
"""The statuses in which the deadline of a lecture hall counts."""

DECISIONS = ("pass", "return")
SCHEME_STATUSES = ("drafted", "published")
DEADLINE_STANDINGS = ("on_track", "at_risk", "overdue")
MILESTONE_STATUSES = ("open", "reached", "waived", "dropped")
PROJECT_KINDS = ("secretary_project", "practical_matter", "meeting_decision")
PROJECT_CATEGORIES = {
    "lecture_halls": "大讲堂建设",
    "organizational_set_up": "组织设置",
    "brand_building": "品牌创建",
    "member_management": "党员管理",
    "work_innovation": "工作创新",
}
PROJECT_STATUSES = (
    "drafted",
    "declared",
    "reviewed",
    "returned",
    "approved",
    "in_progress",
    "accepted",
    "rated",
    "withdrawn",
    "ended_with_organization",
)
PROJECT_RATINGS = ("excellent", "good", "qualified", "unqualified")
REPORT_KINDS = {"report": "进展报告", "meeting": "推进会", "on_site": "现场推进"}

POINT_STATUSES = (
    "declared",
    "vetted",
    "returned",
    "confirmed",
    "building",
    "accepted",
    "active",
    "lapsed",
    "withdrawn",
    "ended_with_organization",
)
POINT_SCOPES = ("district", "city", "province")
POINTS_IN_QUOTA = ("confirmed", "building", "accepted", "active")
"""The statuses in which a point takes a place of its scheme's quota."""
BRAND_CARRIERS = ("point", "project")

POINT_GROUPS = ("base", "contribution", "deduction")
POINT_FACTS = ("attended", "served", "spoke", "hosted_visit", "attended_visit", "project_accepted")
POINT_SOURCES = ("derived", "declared", "imported", "reversal")
POINT_ROW_OUTCOMES = ("enters", "refused")
POINT_YEAR_STATUSES = ("computed", "published", "frozen", "ended")
DECLARATION_STATUSES = (
    "declared",
    "discussed",
    "verified",
    "approved",
    "published",
    "counts",
    "returned",
    "withdrawn",
)
OBJECTION_STATUSES = ("open", "upheld", "dismissed", "ended")
OBJECTION_SUBJECTS = {"declaration": "对积分申报的异议", "year": "对年度考核结果的异议"}

APPRAISED_LEVELS = ("street", "community", "branch")
APPRAISAL_STATUSES = ("opened", "self_assessed", "reviewed", "published", "frozen", "ended")
APPRAISAL_BANDS = ("excellent", "good", "qualified", "unqualified")
"""The bands that a scheme may have, best first; it gives each its own name."""
APPRAISAL_ITEM_KINDS = ("indicator", "judged", "member_points")
APPRAISAL_PERIODS = ("year_to_date", "standing")
APPRAISAL_DIRECTIONS = ("more", "less")
"""Whether more of a figure is better, or less."""

ROUND_KINDS = ("internal", "cross", "district")
ROUND_STATUSES = ("drafted", "planning", "proposed", "published", "held", "closed", "cancelled")
PLANNING_STATES = ("waiting", "running", "done", "failed", "cancelled")
VISIT_STATUSES = ("announced", "confirmed", "declined", "held", "withdrawn")
VISIT_CONFLICTS = ("blocked", "outside_hours", "taken", "competing")
VISIT_REFUSAL_STATUSES = ("standing", "taken_back", "over")
DELEGATION_STATUSES = ("going", "staying")
STOP_SOURCES = ("demonstration_point", "project", "named")
STOP_STATUSES = ("active", "inactive")
STOP_LOCATIONS = ("own", "organization", "above", "nowhere")
ITINERARY_PARTS = ("whole", "own_stops")
ITINERARY_STATES = ("planned", "given_up")
SHEET_STATUSES = ("open", "completed", "signed", "objected", "settled")
SHEET_ADJUSTMENTS = ("addition", "deduction")
SHEET_SIDES = ("host", "assessing")
SHEET_DECISIONS = ("upheld", "rejected")
REVIEW_FINDINGS = ("strength", "gap")
COMMITMENT_STATUSES = ("due", "kept", "dropped")

ORGANIZATION_KINDS = ("party", "government_body", "two_new")
PARTY_FORMS = ("committee", "working_committee", "general_branch", "branch")
ROW_OUTCOMES = ("opens", "unchanged", "renamed", "amended", "refused")
SUCCESSION_STRATEGIES = ("carry", "close")
MEMBER_STATUSES = ("full", "probationary")
MEMBER_CLASSES = ("cadre", "core", "ordinary", "mobile", "exempt")
LEAVING_REASONS = ("transferred_outside", "deceased", "withdrawn", "removed", "entered_by_mistake")
TRANSFER_STATES = ("requested", "confirmed", "refused", "withdrawn")
TRANSFER_DIRECTIONS = ("in", "out")
TERM_STANDINGS = ("running", "due", "overdue", "ended")
MENTORSHIP_STANDINGS = ("running", "ended")
TIER_CHANGES = ("risen", "fallen")
TIERS = ("advanced", "qualified", "lagging")

INSPECTION_KINDS = ("regular", "spot_check")
INSPECTION_STATUSES = ("planned", "held", "cancelled")
FINDING_SEVERITIES = ("general", "serious")
NOTICE_KINDS = ("rectification_notice", "circular_of_criticism", "interview_notice")
NOTICE_STANDINGS = ("open", "overdue", "answered")
ITEM_ORIGINS = ("inspection", "observation_visit", "guidance_visit")
CONTACT_POINT_STATUSES = ("assigned", "ended")
GUIDANCE_VISIT_STATUSES = ("recorded", "withdrawn")
DUTY_KINDS = ("milestone", "matter_part", "obligation", "rectification")
LETTER_SIDES = ("issuer", "unit")
DATA_FIELD_KINDS = ("number", "text", "day")
DATA_OUTCOMES = ("asked", "held", "repeated")
SUGGESTION_SUBJECTS = {"burden": "负担", "formalism": "形式主义", "platform": "本平台", "other": "其他"}
SUGGESTION_STATUSES = ("open", "answered")

QUARTERLY_REPORT_STATUSES = ("draft", "frozen", "superseded")
MEETING_STATUSES = ("prepared", "held", "followed_up", "cancelled", "ended")
REPORT_BACK_STATUSES = ("asked", "handed_in", "given", "missed", "ended")
REPORT_BACK_FORMS = {"spoken": "汇报发言", "written": "书面汇报"}
MEETING_DECISION_STATUSES = ("in_progress", "done", "withdrawn", "ended")
HONOUR_KINDS = {"commendation": "表彰", "pilot": "试点"}
HONOUR_LEVELS = ("district", "city", "province", "nation")
HONOUR_STATUSES = ("recorded", "withdrawn")
