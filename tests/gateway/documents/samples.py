"""Documents of every kind, longer than two pages, composed of records as the services answer them."""

from datetime import date
from pathlib import Path
from typing import Any

from gateway.documents import Heading, OfficialDocument, Paragraph, Signature, Table
from gateway.documents.appraisal_results import document_of_appraisal
from gateway.documents.notices import document_of_notice
from gateway.documents.responsibility_letters import document_of_letter
from services.supervision.model.notices import KINDS
from shared.enumerations import LETTER_SIDES
from shared.events.projects import MilestoneSet
from tests.scenarios.appraisals import ITEMS, AppraisalsScenario
from tests.scenarios.supervision import SupervisionScenario, milestone, project, project_event

ORGANS = {"district": "思明区委", "east": "厦港街道党工委", "first": "莲翔社区党委"}
LONG = "党支部会议记录不完整签到名册与实际到会人数不一致主题党日活动没有形成记录" * 40
"""Signs that may stand anywhere in a line: so each line has as many as fit."""
SPOKEN = (
    "检查组查阅2026年1月至3月的会议记录，支部党员大会应召开1次、实际召开1次，支部委员会应召开3次、实际召开2次；"
    "“三会一课”记录本中2次会议没有应到会和实到会人数。\n党费收缴台账登记至2月，3月份尚未登记。"
)


def documents(folder: Path) -> dict[str, OfficialDocument]:
    """Compose a document of each kind, and one with all that a document can have."""
    url = f"sqlite:///{folder / 'supervision.sqlite3'}"
    SupervisionScenario.prepare(url).dispose()
    with SupervisionScenario.on(url) as scenario:
        made = {kind: document_of_notice(long_notice(scenario, kind), ORGANS) for kind in KINDS}
        letter = long_letter(scenario)
        duties = scenario.ask("district", "letter_duties", letter_id=letter["id"], limit=200)["items"]
        made["responsibility_letter"] = document_of_letter(letter, duties, ORGANS)
    url = f"sqlite:///{folder / 'appraisals.sqlite3'}"
    AppraisalsScenario.prepare(url).dispose()
    with AppraisalsScenario.on(url) as appraised:
        made["appraisal_result"] = document_of_appraisal(*long_appraisal(appraised), ORGANS)
    return made | {"everything": everything()}


def long_notice(scenario: SupervisionScenario, kind: str) -> Any:
    """Issue a notice of a kind about two problems, one of them in some thousand signs."""
    inspection = scenario.held()
    scenario.found(inspection, clause="组织生活制度第四条", text=SPOKEN)
    scenario.found(inspection, clause="党支部工作条例第十三条", text=LONG)
    asked = {"kind": kind, "reason": "同类问题上季度已经指出", "text": "对照问题逐项制定整改措施，明确责任人。"}
    notice = scenario.do("district", "issue_notice", inspection_id=inspection["id"], organization_id="first", **asked)
    return scenario.ask("district", "notice", notice_id=notice["id"])


def long_letter(scenario: SupervisionScenario) -> Any:
    """Sign a letter that names thirty duties with long titles."""
    for number in range(30):
        led = project(f"p-{number}", "east", title="近邻党建示范楼栋建设" * 5)
        one = milestone(f"m-{number}", "east", title="完成楼道公共空间改造并交付居民使用" * 3)
        scenario.deliver(project_event(MilestoneSet, led, milestone_id=one.milestone_id, milestone=one))
    letter = scenario.drafted("district", "east", issuer_post="区委书记", unit_post="街道党工委书记")
    for side, who in zip(LETTER_SIDES, ("district", "east"), strict=True):
        scenario.do(who, "sign_letter", letter_id=letter["id"], side=side)
    return scenario.ask("district", "letter", letter_id=letter["id"])


def long_appraisal(scenario: AppraisalsScenario) -> tuple[Any, Any]:
    """Publish a result with five items that people judged in some four hundred signs each; return it and its scheme."""
    judged = [ITEMS[2] | {"code": f"brand_{number}", "weight": weight} for number, weight in enumerate((6,) * 5)]
    opened = scenario.opened(items=[*ITEMS[:2], *judged, ITEMS[3]])
    scenario.assessed(opened, "east")
    scenario.evidence(opened, "district")
    points = [{"item": item["code"], "points": 500, "reason": LONG[:400]} for item in judged]
    scenario.do("district", "review_appraisal", appraisal_id=opened["id"], items=points)
    scenario.do("district", "publish_appraisal", appraisal_id=opened["id"])
    scheme = scenario.ask("district", "appraisal_scheme", appraisal_scheme_id=opened["appraisal_scheme_id"])
    return scenario.ask("district", "appraisal", appraisal_id=opened["id"]), scheme


def everything() -> OfficialDocument:
    """Return a document with every part that there is."""
    rows = tuple((f"{number}", "开展“三会一课”", f"{number}月底前") for number in range(1, 13))
    return OfficialDocument(
        letterhead="思明区委文件",
        number="思委〔2026〕1号",
        title="关于第一季度党建工作情况的通报",
        addressees=("厦港街道党工委", "鹭江街道党工委"),
        body=(
            Paragraph("现将第一季度党建工作情况通报如下。"),
            *(Heading("工作进展"), Heading("组织生活", 2), Paragraph(LONG), Heading("主题党日", 3)),
            *(Heading("开展次数", 4), Paragraph(SPOKEN), Heading("下一步安排")),
            Table(("序号", "事项", "期限"), rows, (1, 4, 2)),
        ),
        annexes=("第一季度组织生活情况表", "第一季度项目进展情况表"),
        signatures=(Signature("思明区委", date(2026, 4, 9)),),
        written_on=date(2026, 4, 9),
        remark="此件公开发布",
        copies=("区人大常委会办公室", "区政府办公室"),
        printed_by="思明区委办公室",
    )
