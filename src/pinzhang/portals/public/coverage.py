"""What this service is meant for, row by row: the page that does it and the test that shows it, the missing ones too.

To bring a row up to date, change its state, name the page by its address name and the test by file and function;
tests/portals/public/test_coverage.py checks that both exist.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from pinzhang.engine.packs.schema.base import Words
from pinzhang.portals.ui.components.words import words

State = Literal["done", "part", "none"]
"""Can be done here from end to end; some of it; nothing yet."""

BRAND_JOURNEY = "journeys/test_premium_brand.py::test_from_an_application_to_a_mark_that_is_later_revoked"
ADMISSION_JOURNEY = "journeys/test_admission.py::test_an_existing_brand_is_admitted_by_decision"
AWARD_JOURNEY = "journeys/test_award.py::test_an_award_goes_from_twenty_applicants_to_ten_winners"
EDITION_JOURNEY = "journeys/test_edition.py::test_an_edition_goes_from_a_draft_to_a_document_number"
PROTECTION_JOURNEY = (
    "journeys/test_protection.py::test_a_citizens_report_leads_to_a_revocation_and_the_holders_appeal_to_its_end"
)
THIRD_JOURNEY = "journeys/test_third_programme.py::test_a_programme_added_as_a_directory_runs_to_a_decision"
PRIMITIVES = "packs/test_primitives.py"
PUBLIC = "portals/public"


@dataclass(frozen=True)
class Screen:
    """A page, by the name of its address."""

    url_name: str
    title: Words


@dataclass(frozen=True)
class Row:
    """One thing the service is meant for."""

    id: str
    title: Words
    state: State
    says: Words
    """What of it is there, and what is not."""
    screens: tuple[Screen, ...] = ()
    tests: tuple[str, ...] = ()
    """Under tests/: ``file`` or ``file::function``."""


@dataclass(frozen=True)
class Area:
    """A group of rows."""

    title: Words
    rows: tuple[Row, ...]


def _w(zh: str, en: str) -> Words:
    return Words(zh=zh, en=en)


PROGRAMMES = Screen("public:programmes", _w("项目和规则", "Programmes and rules"))
CHECK = Screen("public:qualify", _w("看看我能报什么", "What do I qualify for"))
NOTICES = Screen("public:notices", _w("公示和异议", "Public notices and objections"))
DRAFTS = Screen("public:drafts", _w("规则草案公开征求意见", "Drafts open for comment"))
LISTS = Screen("public:lists", _w("榜单", "Public lists"))
VERIFY = Screen("public:verify", _w("查标识", "Check a mark"))
WORKBENCH = Screen("enterprise:workbench", _w("企业工作台", "Enterprise workbench"))
QUEUE = Screen("staff:queue", _w("办件", "Case queue"))
ROUNDS = Screen("staff:rounds", _w("批次", "Rounds"))
MARKS = Screen("staff:marks", _w("标识监管", "Surveillance of marks"))
REPORT = Screen("public:report", _w("举报", "Report a fake or misuse"))
REPORTS = Screen("staff:reports", _w("举报办理", "Reports in hand"))
RIGHTS = Screen("staff:rights", _w("知识产权和荣誉", "Rights and honours"))
MAKING = Screen("staff:programmes", _w("项目设置和规则制定", "Programmes and the making of rules"))
IMPORTS = Screen("staff:imports", _w("从 Excel 导入", "Import from Excel"))
REVIEW = Screen("staff:review", _w("评审进度", "Progress of reviews"))
POOL = Screen("staff:reviewers", _w("评审专家库", "Pool of reviewers"))
DASHBOARD = Screen("staff:dashboard", _w("统计", "Figures"))
ELIGIBILITY = Screen("enterprise:eligibility", _w("能报什么（登录后）", "What we qualify for (signed in)"))
REVIEWER = Screen("reviewer:tasks", _w("评审任务", "Review tasks"))
INSTITUTION = Screen("institution:tasks", _w("第三方评价任务", "Evaluation tasks"))

PROGRAMME_AREA = Area(
    _w("项目：从规则到人人能查的标识", "Programmes: from a regulation to a mark that anyone can check"),
    (
        Row(
            "A1",
            _w("城市公共品牌", "Public brand of a city"),
            "part",
            _w(
                "规则、申报、推荐、自我声明与第三方评价相结合、公示、授权使用都有；评价细则全文未公布，培育库还没有。",
                "Rules, application, recommendation, self-declaration with third-party evaluation, notice and licence "
                "are there; the evaluation rules are unpublished and there is no cultivation pool yet.",
            ),
            (PROGRAMMES, CHECK, WORKBENCH, QUEUE, INSTITUTION, NOTICES, LISTS),
            (BRAND_JOURNEY, ADMISSION_JOURNEY),
        ),
        Row(
            "A2",
            _w("区长质量奖及上级同类奖", "District-mayor quality award and its siblings"),
            "part",
            _w(
                "资格审查到常务会议和授奖都有；市、省级的奖可以用同样的规则文件加入，还没有写。",
                "From eligibility check to executive meeting and award; the city and provincial awards can be added as "
                "rule files and are not written yet.",
            ),
            (PROGRAMMES, ROUNDS, QUEUE, REVIEWER, LISTS),
            (AWARD_JOURNEY, THIRD_JOURNEY),
        ),
        Row(
            "A3",
            _w("培育库、梯队和培育计划", "Cultivation pools, ladders and plans"),
            "none",
            _w(
                "没有评上的能看到评审反馈；培育库和培育计划还没有。",
                "Losers see their feedback; pools and plans do not exist yet.",
            ),
        ),
        Row(
            "A4",
            _w("逐级推荐", "Recommendation upward"),
            "part",
            _w(
                "区市向市推荐和推荐名额有；推荐到省、跨平台传递没有。",
                "Districts recommend to the city within their quota; recommendation to the province does not exist.",
            ),
            (QUEUE,),
            (
                BRAND_JOURNEY,
                "domain/applications/test_objections.py::test_recommendations_stop_at_the_places_of_the_recommender",
            ),
        ),
        Row(
            "A5",
            _w("补助和扶持", "Subsidies and support"),
            "none",
            _w(
                "规则里可以写金额、首次、追回，并会显示；发放和追回的办理没有。",
                "Rules can state amounts, first-time and claw-back, and pages show them; paying does not exist.",
            ),
            (),
            (PRIMITIVES,),
        ),
        Row(
            "A6",
            _w("赛事和公众投票", "Contests and public votes"),
            "none",
            _w("没有。", "Nothing yet."),
        ),
        Row(
            "A7",
            _w("评审专家库、回避、评分", "Reviewers: pool, conflicts, scores"),
            "part",
            _w(
                "专家库、回避、按专长分派、评分和理由有；按修正宽严的得分排名，隐名票决，公开公平性报告；专家培训还没有。",
                "Pool, conflicts from registers, officers and declarations, assignment by skill with proposals "
                "compared, scores with grounds, ranks corrected for severity, secret votes, a public fairness "
                "report; the training of reviewers is not there yet.",
            ),
            (REVIEWER, REVIEW, POOL),
            (
                "portals/reviewer/test_tasks.py",
                "portals/reviewer/test_relations.py",
                "portals/reviewer/test_scoring.py",
                "portals/staff/test_assignment.py",
                "portals/staff/test_pool.py",
                "portals/staff/test_judging.py",
            ),
        ),
        Row(
            "A8",
            _w("公开榜单", "Public lists"),
            "done",
            _w(
                "本平台授予的和其他机关授予的荣誉都有榜单，写明谁、从何时到何时、由谁授予，可以筛选和下载；荣誉由经办逐项登记。",
                "What is conferred here and honours of other authorities are listed: who, since when, until when, by "
                "whom, with filters and downloads; an officer enters each honour with its evidence.",
            ),
            (LISTS, VERIFY, RIGHTS),
            (f"{PUBLIC}/test_lists.py", f"{PUBLIC}/test_reports.py", f"{PUBLIC}/test_marks.py"),
        ),
        Row(
            "A9",
            _w("标识的动态管理", "Dynamic management of marks"),
            "done",
            _w(
                "按情形预警，告知、听取陈述申辩或听证后才暂停、撤销，当场公开；申诉由别人复核；交回、换发、变更持有单位都有；"
                "冒用由举报进入核查。先行暂停、期限和申诉效力，规则写明的才用。",
                "Alerts on the grounds; notice and hearing before suspension or revocation, shown at once; appeals "
                "decided by somebody else; handing back, superseding and transfer; unauthorised use is pursued from "
                "reports. Suspension before the hearing, terms and effects of appeals only where the edition names "
                "them.",
            ),
            (MARKS, REPORTS, VERIFY, LISTS),
            (PROTECTION_JOURNEY, BRAND_JOURNEY, "portals/staff/test_marks.py", f"{PUBLIC}/test_marks.py"),
        ),
        Row(
            "A10",
            _w("政策找企业", "Policy finds enterprise"),
            "part",
            _w(
                "一家单位对所有项目的比对有；全市单位对所有项目的一次算完还没有。",
                "One firm against all programmes; the whole city against all programmes at once does not exist yet.",
            ),
            (CHECK, ELIGIBILITY),
            (f"{PUBLIC}/test_checks.py", "portals/enterprise/test_workbench.py"),
        ),
        Row(
            "A11",
            _w("规则制定", "Making the rule itself"),
            "done",
            _w(
                "起草、成员单位意见、公开征求意见、会签、合法性审查、审定、文号，一步不少。",
                "Draft, opinions, public comment, countersignature, legality review, approval, document number.",
            ),
            (MAKING, DRAFTS, PROGRAMMES),
            (EDITION_JOURNEY, "portals/staff/test_drafting.py", f"{PUBLIC}/test_drafts.py"),
        ),
    ),
)


def _missing(row_id: str, zh: str, en: str) -> Row:
    return Row(row_id, _w(zh, en), "none", _w("没有。", "Nothing yet."))


BRAND_AREA = Area(
    _w("品牌、标准、推广、保护", "Brand, standards, promotion, protection"),
    (
        _missing("B1", "品牌价值测算", "Brand valuation"),
        _missing("B2", "标准和标准创新梯队", "Standards and standard-innovation ladders"),
        _missing("B3", "网上统计填报", "Statistical returns online"),
        _missing(
            "B4", "品牌日、质量月、展会、品牌故事、结对帮扶", "Brand Day, Quality Month, expos, stories, partners"
        ),
        _missing("B5", "满意度调查", "Satisfaction surveys"),
        Row(
            "B6",
            _w("商标、专利、地理标志保护和举报", "Protection of trademarks, patents and indications; reports of fakes"),
            "done",
            _w(
                "举报不用登录、可以匿名、可以传照片，分办、核查、答复成闭环，职业举报的特征作提示；"
                "商标、专利、著作权、地理标志、海关备案由单位登记，或由主管机关从 Excel 导入，到期提醒。",
                "Reports without an account, anonymous, with photographs, in a closed loop; patterns of professional "
                "complainants are shown; firms keep trademarks, patents, copyrights, indications and recordals, "
                "offices bring whole registers in from Excel; ends are reminded of.",
            ),
            (REPORT, REPORTS, RIGHTS),
            (
                PROTECTION_JOURNEY,
                f"{PUBLIC}/test_reports.py",
                "portals/staff/test_reports.py",
                "domain/protection/services/test_rights.py",
                "domain/imports/test_rights.py",
            ),
        ),
        _missing("B7", "首席质量官、培训和证书", "Chief quality officers, courses, certificates"),
    ),
)
SERVICE_AREA = Area(
    _w("质量基础设施一站式服务", "One-stop services of the quality infrastructure"),
    (
        _missing("C1", "网上办：检定、校准、检验预约", "Book verification, calibration and inspection online"),
        _missing("C2", "尖端检：共享高端仪器", "Shared high-end instruments"),
        _missing("C3", "援助站：能力与需求对接", "Help station: capability meets need"),
        _missing("C4", "协同帮：专家问答、培训、联合攻关", "Working together: experts, questions, joint research"),
        _missing("C5", "百事通：到期提醒、帮我找", "Know-all: reminders, find it for me"),
        _missing("C6", "多站点、多平台的可比统计", "Stations and platforms with comparable statistics"),
        _missing("C7", "城市规模运行", "Running at the scale of a city"),
    ),
)
STEERING_AREA = Area(
    _w("统筹推进", "Steering the work"),
    (
        _missing("D1", "工作要点分解和督办", "Work plans: tasks, milestones, late ones chased"),
        _missing("D2", "问题闭环整改", "Problems closed in a loop"),
        _missing("D3", "产业链：问题、政策工具、项目清单", "Industry chains: problems, tools, projects"),
        _missing("D4", "帮扶：走访、诊断、培训", "Assistance: visits, diagnoses, training"),
        Row(
            "D5",
            _w("指标和驾驶舱", "Indicators and dashboards"),
            "part",
            _w(
                "办件、标识、按期率、各区市的数字有，每个数字都能点开；指标的定义、目标和年度数据没有。",
                "Figures of cases, marks, punctuality and districts, each opening its list; defined indicators with "
                "targets by year do not exist.",
            ),
            (DASHBOARD,),
            ("portals/staff/test_dashboard.py",),
        ),
        _missing("D6", "政府质量工作考核", "Assessment of government quality work"),
        Row(
            "D7",
            _w("监督抽查和检查结果", "Sampling and inspection results"),
            "part",
            _w(
                "从 Excel 逐行核对后导入，作为事实进入资格比对，并按规则的情形提出监管预警；"
                "规则写明的监督检查按周期安排并登记结果；抽查计划和案件办理没有。",
                "Brought in from Excel, they enter eligibility as facts and raise alerts on the grounds of the rules; "
                "checks that an edition plans are scheduled and recorded; sampling plans do not exist.",
            ),
            (CHECK, IMPORTS, MARKS),
            (
                PRIMITIVES,
                "domain/imports/test_other_tables.py",
                "portals/staff/test_imports.py",
                "domain/supervision/services/test_alerts.py",
                "domain/supervision/services/test_checks.py",
            ),
        ),
        Row(
            "D8",
            _w("领导小组和会议", "Leading group and executive meeting"),
            "part",
            _w(
                "名单报常务会议审定、退回、纪要和文号有；议题、会议日程和部门组没有。",
                "Lists before the executive meeting, return, minutes and document number; agendas, schedules and "
                "department groups do not exist.",
            ),
            (QUEUE,),
            (AWARD_JOURNEY,),
        ),
    ),
)
AREAS = (PROGRAMME_AREA, BRAND_AREA, SERVICE_AREA, STEERING_AREA)


def all_rows() -> Iterator[Row]:
    """Yield every row."""
    for area in AREAS:
        yield from area.rows


def tallies() -> list[dict[str, Any]]:
    """Return how many rows are done, in part, not at all."""
    counts = Counter(row.state for row in all_rows())
    return [{"label": _state(state)[0], "value": counts[state]} for state in ("done", "part", "none")]


def rows_shown() -> list[dict[str, Any]]:
    """Return every area with its rows in the reader's language."""
    return [{"title": words(area.title), "rows": [_shown(row) for row in area.rows]} for area in AREAS]


def _shown(row: Row) -> dict[str, Any]:
    word, tone = _state(row.state)
    screens = [{"title": words(screen.title), "url": url_of(screen.url_name)} for screen in row.screens]
    return {
        "row": row,
        "title": words(row.title),
        "says": words(row.says),
        "word": word,
        "tone": tone,
        "screens": screens,
    }


def _state(state: State) -> tuple[str, str]:
    names = {"done": (_("能办"), "ok"), "part": (_("能办一部分"), "warn"), "none": (_("还没有"), "")}
    return names[state]


def url_of(url_name: str) -> str:
    """Return the address of a page, or nothing where this deployment has no such page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
