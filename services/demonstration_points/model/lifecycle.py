"""The life cycles of a point, from its declaration to the end of its term, and of a brand."""

from shared.enumerations import POINT_STATUSES, POINTS_IN_QUOTA
from shared.lifecycles import Lifecycle, Steps

DECLARED, VETTED, RETURNED, CONFIRMED, BUILDING, ACCEPTED, ACTIVE, LAPSED, WITHDRAWN, ENDED = POINT_STATUSES
"""Lapsed is never stored: the status of an active point after its last day, until people renew or withdraw it."""

STATUSES = {
    DECLARED: "已上报",
    VETTED: "已把关",
    RETURNED: "已退回",
    CONFIRMED: "已确认",
    BUILDING: "建设中",
    ACCEPTED: "已验收",
    ACTIVE: "在期",
    WITHDRAWN: "已摘牌或撤回",
    ENDED: "随组织终止",
}
UNCONFIRMED = frozenset({DECLARED, VETTED, RETURNED})
STANDING = frozenset(POINTS_IN_QUOTA)
"""The states in which a point takes a place of its scheme's quota."""
OPEN = UNCONFIRMED | STANDING
PLANNED = UNCONFIRMED | {CONFIRMED, BUILDING}
"""The states in which building nodes may be set."""

STEPS: Steps = {
    "declare": ({RETURNED}, DECLARED),
    "amend": ({DECLARED, RETURNED}, None),
    "vet": ({DECLARED}, VETTED),
    "return": ({DECLARED, VETTED}, RETURNED),
    "confirm": ({VETTED}, CONFIRMED),
    "start": ({CONFIRMED}, BUILDING),
    "plan": (PLANNED, None),
    "reach": ({BUILDING}, None),
    "waive": ({CONFIRMED, BUILDING}, None),
    "refuse_acceptance": ({BUILDING}, None),
    "accept": ({BUILDING}, ACCEPTED),
    "activate": ({ACCEPTED}, ACTIVE),
    "renew": ({ACTIVE}, None),
    "withdraw": (OPEN, WITHDRAWN),
    "host": (OPEN, None),
    "carry": (OPEN, None),
    "end": (OPEN, ENDED),
}
STEP_LABELS = {
    "declare": "上报",
    "amend": "修改",
    "vet": "把关",
    "return": "退回",
    "confirm": "确认",
    "start": "启动建设",
    "plan": "调整建设节点",
    "reach": "报告节点完成",
    "waive": "免予节点",
    "refuse_acceptance": "验收未通过",
    "accept": "验收",
    "activate": "命名",
    "renew": "续期",
    "withdraw": "摘牌或撤回",
    "host": "修改接待信息",
    "carry": "承接",
    "end": "终止",
}
POINT = Lifecycle("示范点", STATUSES, STEPS, STEP_LABELS)

PROPOSED, DISCOVERED, CONSOLIDATED, PROMOTED, DISMISSED = (
    "proposed", "discovered", "consolidated", "promoted", "dismissed",
)  # fmt: skip
BRAND_STATUSES = {
    PROPOSED: "待研究",
    DISCOVERED: "已挖掘",
    CONSOLIDATED: "已巩固",
    PROMOTED: "已推广",
    DISMISSED: "不采纳",
    ENDED: "随组织终止",
}
TAKEN_UP = frozenset({DISCOVERED, CONSOLIDATED, PROMOTED})
BRAND_OPEN = TAKEN_UP | {PROPOSED}
BRAND_STEPS: Steps = {
    "discover": ({PROPOSED}, DISCOVERED),
    "dismiss": ({PROPOSED, DISCOVERED}, DISMISSED),
    "amend": (TAKEN_UP, None),
    "consolidate": ({DISCOVERED}, CONSOLIDATED),
    "promote": ({CONSOLIDATED}, PROMOTED),
    "widen": (TAKEN_UP, None),
    "carry_by": (TAKEN_UP, None),
    "carry": (BRAND_OPEN, None),
    "end": (BRAND_OPEN, ENDED),
}
BRAND_STEP_LABELS = {
    "propose": "提出",
    "discover": "挖掘",
    "dismiss": "不采纳",
    "amend": "修改",
    "consolidate": "巩固",
    "promote": "推广",
    "widen": "扩大影响范围",
    "carry_by": "调整载体",
    "carry": "承接",
    "end": "终止",
}
BRAND = Lifecycle("党建品牌", BRAND_STATUSES, BRAND_STEPS, BRAND_STEP_LABELS)
