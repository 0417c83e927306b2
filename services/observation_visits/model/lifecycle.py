"""The ways of a round, a visit and a score sheet: which step may follow which state."""

from shared import enumerations
from shared.lifecycles import Lifecycle, Steps

DRAFTED, PLANNING, PROPOSED, PUBLISHED, HELD, CLOSED, CANCELLED = enumerations.ROUND_STATUSES
ROUND_STATUSES = {
    DRAFTED: "草拟",
    PLANNING: "排程中",
    PROPOSED: "已有排程方案",
    PUBLISHED: "已公布",
    HELD: "已完成观摩",
    CLOSED: "已办结",
    CANCELLED: "已取消",
}
OPEN_ROUNDS = frozenset({DRAFTED, PLANNING, PROPOSED, PUBLISHED, HELD})
PLANNABLE = frozenset({DRAFTED, PROPOSED})
REPLANNABLE = frozenset({DRAFTED, PLANNING, PROPOSED, PUBLISHED})
"""The states in which a round may still be planned, once more or for the first time."""
ROUND_STEPS: Steps = {
    "amend": (PLANNABLE, DRAFTED),
    "pin": ({DRAFTED, PROPOSED, PUBLISHED}, None),
    "plan": (PLANNABLE, PLANNING),
    "replan": ({PUBLISHED}, None),
    "propose": ({PLANNING}, PROPOSED),
    "propose_anew": ({PUBLISHED}, None),
    "fall_back": ({PLANNING}, DRAFTED),
    "publish": ({PROPOSED}, PUBLISHED),
    "publish_anew": ({PUBLISHED}, None),
    "hold": ({PUBLISHED}, HELD),
    "close": ({HELD}, CLOSED),
    "cancel": ({DRAFTED, PLANNING, PROPOSED, PUBLISHED}, CANCELLED),
    "carry": (OPEN_ROUNDS, None),
}
ROUND_DEEDS = {
    "draft": "草拟",
    "amend": "修改",
    "pin": "固定或放开安排",
    "plan": "排程",
    "replan": "重新排程",
    "propose": "提出排程方案",
    "propose_anew": "提出新的排程方案",
    "fall_back": "退回草拟",
    "publish": "公布",
    "publish_anew": "重新公布",
    "hold": "完成观摩",
    "close": "办结",
    "cancel": "取消",
    "carry": "承接",
}
ROUND = Lifecycle("观摩安排", ROUND_STATUSES, ROUND_STEPS, ROUND_DEEDS)

ANNOUNCED, CONFIRMED, DECLINED, WITHDRAWN = "announced", "confirmed", "declined", "withdrawn"
VISIT_STATUSES = {
    ANNOUNCED: "待接待单位确认",
    CONFIRMED: "已确认",
    DECLINED: "不能接待",
    HELD: "已观摩",
    WITHDRAWN: "已撤销",
}
TO_COME = frozenset({ANNOUNCED, CONFIRMED, DECLINED})
RECEIVED = frozenset({ANNOUNCED, CONFIRMED, HELD})
"""The states in which a visit counts as one that its host receives."""
VISIT_STEPS: Steps = {
    "confirm": ({ANNOUNCED}, CONFIRMED),
    "decline": ({ANNOUNCED, CONFIRMED}, DECLINED),
    "move": (TO_COME, ANNOUNCED),
    "withdraw": (TO_COME, WITHDRAWN),
    "hold": ({ANNOUNCED, CONFIRMED}, HELD),
    "carry": (TO_COME, ANNOUNCED),
    "score": ({HELD}, None),
    "review": ({HELD}, None),
    "take_back": (VISIT_STATUSES, None),
}
VISIT_DEEDS = {
    "announce": "公布",
    "confirm": "确认接待",
    "decline": "回复不能接待",
    "move": "调整",
    "withdraw": "撤销",
    "hold": "登记已观摩",
    "carry": "承接",
    "score": "打分",
    "review": "点评",
    "take_back": "收回不能接待的回复",
}
VISIT = Lifecycle("观摩", VISIT_STATUSES, VISIT_STEPS, VISIT_DEEDS)

OPEN, COMPLETED, SIGNED, OBJECTED, SETTLED = enumerations.SHEET_STATUSES
SHEET_STATUSES = {
    OPEN: "打分中",
    COMPLETED: "已得出成绩，待签字",
    SIGNED: "双方已签字",
    OBJECTED: "有异议，待答复",
    SETTLED: "已确定",
}
SHEET_STEPS: Steps = {
    "score": ({OPEN}, None),
    "adjust": ({OPEN}, None),
    "complete": ({OPEN}, COMPLETED),
    "sign": ({COMPLETED}, None),
    "object": ({COMPLETED, SIGNED}, OBJECTED),
    "uphold": ({OBJECTED}, OPEN),
    "reject": ({OBJECTED}, COMPLETED),
    "settle": ({COMPLETED, SIGNED}, SETTLED),
}
SHEET_DEEDS = {
    "open": "开始打分",
    "score": "打分",
    "adjust": "加减分",
    "complete": "得出成绩",
    "sign": "签字",
    "object": "提出异议",
    "uphold": "采纳异议",
    "reject": "不采纳异议",
    "settle": "确定成绩",
}
SHEET = Lifecycle("评分表", SHEET_STATUSES, SHEET_STEPS, SHEET_DEEDS)

DUE, KEPT, DROPPED = enumerations.COMMITMENT_STATUSES
COMMITMENT = Lifecycle(
    "承诺",
    {DUE: "待兑现", KEPT: "已兑现", DROPPED: "已撤销"},
    {"keep": ({DUE}, KEPT), "drop": ({DUE}, DROPPED)},
    {"keep": "兑现", "drop": "撤销"},
)
