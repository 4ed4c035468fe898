"""The columns that a table of each kind may have."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from pinzhang.domain.imports.choices import ImportKind
from pinzhang.domain.imports.models import Import
from pinzhang.domain.parties.choices import OrganisationKind
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import current_editions, edition_document
from pinzhang.domain.protection.choices import PatentKind, RightKind
from pinzhang.engine.packs.schema.criteria import Criterion, Scheme
from pinzhang.engine.packs.schema.facts import Fact, RecordField
from pinzhang.engine.scoring.marks import scored_criteria
from pinzhang.engine.sheets import Column, Option
from pinzhang.engine.sheets.columns import ColumnKind

YEARS_READ, YEARS_OFFERED = 10, 3
"""How many closed years back a table may go, and how many a template offers."""
FACT, SCORE, GROUND = "fact:", "score:", "ground:"
KINDS: dict[str, ColumnKind] = {
    "bool": "yes_no",
    "integer": "integer",
    "decimal": "decimal",
    "money": "money",
    "share": "share",
    "text": "text",
    "date": "date",
    "enum": "choice",
    "code": "text",
}
CREDIT_CODE = Column("credit_code", "统一社会信用代码", "credit_code", required=True, hint="先把这一列设为“文本”格式")
NAME = Column("name", "名称", required=True, max_length=120, aliases=("单位名称", "企业名称"), hint="与营业执照一致")
REVIEWER_COLUMNS = (
    Column("username", "账号", required=True, max_length=60, hint="登录用的名字，字母和数字"),
    Column("full_name", "姓名", required=True, max_length=60),
    Column("level", "级别", max_length=20),
    Column("employer", "工作单位", max_length=120),
    Column("employer_credit_code", "工作单位统一社会信用代码", "credit_code", hint="据此自动回避"),
    Column("fields", "专长领域", hint="多个用顿号分开"),
    Column("load_limit", "最多承担件数", "integer", hint="不填按 20 件"),
)
RIGHT_COLUMNS = (
    CREDIT_CODE,
    NAME,
    Column(
        "kind", "类别", "choice", required=True, options=tuple(Option(one.value, (one.label,)) for one in RightKind)
    ),
    Column(
        "patent_kind",
        "专利种类",
        "choice",
        options=tuple(Option(one.value, (one.label,)) for one in PatentKind),
        hint="只有专利要填",
    ),
    Column("number", "登记号", required=True, max_length=60, aliases=("注册号", "专利号", "备案号")),
    Column("title", "权利名称", required=True, max_length=120, hint="商标、专利、作品或地理标志的名称"),
    Column("scope", "类别和范围", max_length=200, hint="如“第 29 类 水产罐头”"),
    Column("owned", "归本单位所有", "yes_no", hint="不填按是；许可使用的填否"),
    Column("registered_on", "登记日期", "date", required=True, aliases=("注册日期", "授权日期", "备案日期")),
    Column("valid_until", "有效期至", "date", hint="到期前半年和三十天提醒单位"),
)
SCORE_COLUMNS = (
    Column("number", "申报号", required=True),
    Column("username", "专家账号", required=True),
    Column("full_name", "专家姓名", required=True),
    Column(
        "conflict", "利害关系", "choice", required=True, options=(Option("none", ("无",)), Option("conflict", ("有",)))
    ),
)
SUMMARY = Column("summary", "总体评价", max_length=4000)
CONFIDENCE = Column("confidence", "把握程度", "integer", hint="1 至 5，可不填")


def columns_of(table: Import, *, on: date) -> tuple[Column, ...]:
    """Return the columns that a table may have, as the editions in force on a day ask for facts."""
    if table.kind == ImportKind.LEDGER:
        return ledger_columns(on, years=YEARS_READ)
    if table.kind == ImportKind.RECORDS:
        return record_columns(record_facts(on, table.supplied_by)[table.fact])
    if table.kind == ImportKind.SCORES and table.round is not None:
        return score_columns(scheme_of_stage(table.round, table.stage))
    return RIGHT_COLUMNS if table.kind == ImportKind.RIGHTS else REVIEWER_COLUMNS


def template_columns(table: Import, *, on: date) -> tuple[Column, ...]:
    """Return the columns that a template offers: the same, of fewer years."""
    if table.kind == ImportKind.LEDGER:
        return ledger_columns(on, years=YEARS_OFFERED, supplied_by=table.supplied_by)
    return columns_of(table, on=on)


def facts_asked_for(on: date) -> dict[str, Fact]:
    """Return every fact that an edition in force uses, by name."""
    return {fact.name: fact for row in current_editions(on) for fact in edition_document(row).facts}


def record_facts(on: date, supplied_by: str = "") -> dict[str, Fact]:
    """Return the facts that are dated records and that somebody other than the applicant supplies."""
    offered = {name: fact for name, fact in facts_asked_for(on).items() if fact.shape == "records"}
    return {name: fact for name, fact in offered.items() if _supplies(fact, supplied_by)}


def _supplies(fact: Fact, supplied_by: str) -> bool:
    return supplied_by in fact.supplied_by if supplied_by else set(fact.supplied_by) != {"applicant"}


def ledger_columns(on: date, *, years: int, supplied_by: str = "") -> tuple[Column, ...]:
    """Return the columns of a ledger: the organisation, then each fact its supplier knows, yearly ones by year."""
    kinds = tuple(Option(kind.value, (str(kind.label),)) for kind in OrganisationKind)
    head = (
        CREDIT_CODE,
        NAME,
        Column("kind", "类型", "choice", options=kinds, hint="不填按企业"),
        Column("region", "区市", hint="名称或行政区划代码"),
        Column("name_en", "英文名称", max_length=160),
        Column("address", "地址", max_length=200),
        Column("phone", "联系电话", "phone", max_length=30),
    )
    taken = {column.title for column in head}
    known = [fact for fact in facts_asked_for(on).values() if fact.shape != "records" and _supplies(fact, supplied_by)]
    found: list[Column] = []
    for fact in known:
        title = fact.title.zh if fact.title.zh not in taken else f"{fact.title.zh}（事实）"
        taken.add(title)
        if fact.shape == "yearly":
            found += [_yearly(fact, title, year) for year in range(on.year - 1, on.year - 1 - years, -1)]
        else:
            found.append(_column(f"{FACT}{fact.name}", title, fact))
    return (*head, *found)


def _yearly(fact: Fact, title: str, year: int) -> Column:
    return _column(f"{FACT}{fact.name}:{year}", f"{title} {year} 年", fact)


def _column(key: str, title: str, of: Fact | RecordField) -> Column:
    options = tuple(Option(option.key, (option.name.zh,)) for option in of.options)
    kind = KINDS[of.type or "text"]
    unit = "" if kind in ("money", "share") else of.unit
    return Column(key, title, kind, unit=unit, options=options)


def record_columns(fact: Fact) -> tuple[Column, ...]:
    """Return the columns of dated records of a fact."""
    return (
        CREDIT_CODE,
        NAME,
        Column("on", "日期", "date", required=True),
        *(_column(f"{FACT}{field.name}", field.title.zh, field) for field in fact.fields),
    )


def scheme_of_stage(round_: Round, stage: str) -> Scheme | None:
    """Return by which scheme a stage of a round is scored; nothing where it is judged in words alone."""
    document = edition_document(round_.edition)
    asked = next((each.criteria for each in document.stages if each.key == stage), None)
    return next((scheme for scheme in document.criteria.schemes if scheme.key == asked), None)


def score_columns(scheme: Scheme | None) -> tuple[Column, ...]:
    """Return the columns of scores: file, reviewer, each criterion with its ground, the judgement as a whole."""
    criteria = list(scored_criteria(scheme.criteria)) if scheme else []
    named = _titles(criteria)
    marks = [
        column
        for criterion in criteria
        for column in (
            Column(f"{SCORE}{criterion.key}", named[criterion.key], "score", required=True),
            Column(f"{GROUND}{criterion.key}", f"{named[criterion.key]} 依据", required=True, max_length=2000),
        )
    ]
    return (*SCORE_COLUMNS, *marks, SUMMARY, CONFIDENCE)


def _titles(criteria: Iterable[Criterion]) -> dict[str, str]:
    """Return a title for each criterion that no other one has."""
    known = list(criteria)
    often = Counter(criterion.title.zh for criterion in known)
    return {one.key: one.title.zh if often[one.title.zh] == 1 else f"{one.title.zh} {one.key}" for one in known}
