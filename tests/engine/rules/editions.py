"""A small edition to judge by: one fact of every type and shape."""

from datetime import date
from typing import Any

from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.eligibility import Parameter
from pinzhang.engine.packs.schema.facts import Fact
from pinzhang.engine.packs.schema.form import FormField, FormGroup
from pinzhang.engine.rules import Scope, Situation, evaluate, parse

ON = date(2026, 11, 23)


def _fact(name: str, title: str, **particulars: Any) -> dict[str, Any]:
    return {"name": name, "title": title, "supplied_by": ["register"], **particulars}


LEVELS = [{"key": "seed", "name": "种子"}, {"key": "potential", "name": "潜力"}, {"key": "advantage", "name": "优势"}]
SIZES = [{"key": "small", "name": "小型"}, {"key": "large", "name": "大型"}]
RESULTS = [{"key": "passed", "name": "合格"}, {"key": "failed", "name": "不合格"}]

FACTS = [
    _fact("revenue", "主营业务收入", type="money", shape="yearly", unit="CNY"),
    _fact("rd_spending", "研发投入", type="money", shape="yearly", unit="CNY"),
    _fact("net_profit", "净利润", type="money", shape="yearly", unit="CNY"),
    _fact("audited", "年报已审计", type="bool", shape="yearly"),
    _fact("grade", "年度信用等级", type="enum", shape="yearly", options=RESULTS),
    _fact("patents_filed", "年申请专利数", type="integer", shape="yearly", unit="件"),
    _fact("established_on", "成立日期", type="date"),
    _fact("founded_abroad_on", "境外成立日期", type="date"),
    _fact("trademark", "拥有有效注册商标", type="bool"),
    _fact("public_benefit", "公益性单位", type="bool"),
    _fact("staff_count", "在职员工人数", type="integer", unit="人"),
    _fact("registered_capital", "注册资本", type="money", unit="CNY"),
    _fact("market_share", "市场占有率", type="share"),
    _fact("score", "质量得分", type="decimal", unit="分"),
    _fact("debt", "负债", type="decimal"),
    _fact("assets", "资产", type="decimal"),
    _fact("level", "培育梯队", type="enum", options=LEVELS, ordered=True),
    _fact("size", "企业规模", type="enum", options=SIZES),
    _fact("industry_code", "国民经济行业代码", type="code"),
    _fact("address", "地址", type="text"),
    _fact(
        "samplings", "监督抽查", shape="records",
        fields=[{"name": "result", "title": "结论", "type": "enum", "options": RESULTS},
                {"name": "fine", "title": "罚款", "type": "money", "unit": "CNY"},
                {"name": "until", "title": "整改期限", "type": "date"}],
    ),
]  # fmt: skip

PARAMETERS = [
    {
        "name": "floor", "title": "收入下限", "type": "money", "unit": "CNY",
        "values": [{"from_on": "2027-01-01", "value": "25000000", "clause": "一", "source": "measures"},
                   {"from_on": "2023-01-01", "value": "20000000", "clause": "一", "source": "measures"}],
    },
    {"name": "look_back", "title": "回溯期", "type": "text",
     "values": [{"from_on": "2023-01-01", "value": "3y", "clause": "一", "source": "measures"}]},
    {"name": "window", "title": "年数", "type": "integer", "unit": "年",
     "values": [{"from_on": "2023-01-01", "value": "3", "clause": "一", "source": "measures"}]},
    {"name": "opening", "title": "起始日", "type": "date",
     "values": [{"from_on": "2023-01-01", "value": "2020-06-30", "clause": "一", "source": "measures"}]},
    {"name": "strict", "title": "从严", "type": "bool",
     "values": [{"from_on": "2023-01-01", "value": "true", "clause": "一", "source": "measures"}]},
    {"name": "least_level", "title": "最低梯队", "type": "enum",
     "values": [{"from_on": "2023-01-01", "value": "potential", "clause": "一", "source": "measures"}]},
    {"name": "share_floor", "title": "占比下限", "type": "share",
     "values": [{"from_on": "2023-01-01", "value": "0.03", "clause": "一", "source": "measures"}]},
]  # fmt: skip

FORM = {
    "sections": [
        {
            "key": "about", "title": "基本情况",
            "fields": [
                {"name": "product", "label": "产品", "kind": "text"},
                {"name": "exports", "label": "是否出口", "kind": "yes_no"},
                {"name": "markets", "label": "市场", "kind": "choices", "options": RESULTS},
                {"name": "since", "label": "生产年份", "kind": "year"},
                {"name": "report", "label": "审计报告", "kind": "attachment"},
            ],
            "groups": [
                {"name": "patents", "label": "专利", "fields": [
                    {"name": "kind", "label": "种类", "kind": "choice", "options": SIZES},
                    {"name": "granted", "label": "已授权", "kind": "yes_no"}]},
            ],
        }
    ]
}  # fmt: skip

PROGRAMME = {
    "code": "test-award", "edition": "2023.1", "status": "partial", "valid_from": "2023-01-01", "name": "测试奖",
    "purpose": "测试", "kind": "award", "subject_kinds": ["enterprise"], "authority": "370200-qingdao",
    "routes": [{"key": "apply", "name": "申报", "starts_at": "submission", "clause": "一", "source": "measures"}],
    "lead_department": {"key": "market", "name": "市场监管局"}, "case_prefix": "TEST",
    "sectors": [{"key": "industry", "name": "工业"}, {"key": "services", "name": "服务业"}],
    "sources": [{"key": "measures", "title": "办法", "confidence": "seen", "checked_on": "2026-01-01"}],
}  # fmt: skip


STAGE = {"key": "submission", "kind": "submission", "name": "申报", "clause": "一", "source": "measures"}


def make_rule(expr: str | None, *, id: str = "rule", **particulars: Any) -> dict[str, Any]:  # noqa: A002
    """One rule as a pack writes it."""
    filled = {"kind": "condition", "title": "条件", "clause": "一", "source": "measures", **particulars}
    return {"id": id, **filled} if expr is None else {"id": id, "expr": expr, **filled}


def make_edition(*rules: dict[str, Any], facts: Any = None, parameters: Any = None) -> Edition:
    """An edition with these rules."""
    eligibility = {"parameters": PARAMETERS if parameters is None else parameters, "rules": rules}
    return Edition.model_validate(
        {
            "programme": PROGRAMME, "facts": FACTS if facts is None else facts, "form": FORM, "stages": [STAGE],
            "eligibility": eligibility,
            "outcomes": {"tiers": [{"key": "award", "name": "奖", "clause": "一", "source": "measures"}]},
        }
    )  # fmt: skip


EDITION = make_edition()
SCOPE = Scope.of(EDITION)
FACT_MODELS = [Fact.model_validate(fact) for fact in FACTS]
PARAMETER_MODELS = [Parameter.model_validate(parameter) for parameter in PARAMETERS]
FIELD_MODELS: list[FormField | FormGroup] = [
    *(one for section in EDITION.form.sections for one in section.fields),
    *(one for section in EDITION.form.sections for one in section.groups),
]


def situation(facts: dict[str, Any] | None = None, *, on: date = ON, **parts: Any) -> Situation:
    """What is known of one applicant."""
    return Situation.of({"facts": facts or {}, **parts}, on=on, scope=SCOPE)


def value_of(text: str, facts: dict[str, Any] | None = None, *, on: date = ON, **parts: Any) -> Any:
    """What a sentence comes to for these facts."""
    return evaluate(parse(text), situation(facts, on=on, **parts))


def samplings(*records: Any, complete: Any = ("2020-01-01", "2026-11-23")) -> dict[str, Any]:
    """Records of samplings, given as day and result."""
    listed = [{"on": on, "result": result} for on, result in records]
    found: dict[str, Any] = {"records": listed}
    if complete is not None:
        found["complete"] = {"from": complete[0], "to": complete[1]}
    return {"samplings": found}
