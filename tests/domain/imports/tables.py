"""Tables as an office brings them in."""

from datetime import date, datetime
from typing import Any

from pinzhang.domain.imports.models import Import
from pinzhang.domain.imports.services.uploads import Head, upload_table
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.review.selectors import scheme_of
from pinzhang.engine.scoring.marks import scored_criteria
from tests.engine.sheets.books import book
from tests.factories import AT, bureau

LEDGER_HEAD = ("统一社会信用代码", "名称", "区市", "主营业务收入 2025 年（万元）")


def head(kind: str, **more: Any) -> Head:
    """What is said of a table, as the city's bureau would say it."""
    said: dict[str, Any] = {
        "ledger": {"supplied_by": "tax", "source": "2025 年度纳税申报", "as_of": date(2026, 1, 31)},
        "records": {"supplied_by": "supervisor", "source": "2025 年监督抽查通报", "fact": "samplings"},
    }.get(kind, {})
    return Head(kind=kind, **{"authority": bureau(), **said, **more})


def brought_in(kind: str, by: User, *rows: Any, at: datetime = AT, **more: Any) -> Import:
    """A table with these rows, uploaded."""
    return upload_table(head=head(kind, **more), content=book(*rows), name="名录.xlsx", by=by, at=at)


def score_row(
    application: Any, task: Any, score: object = 60, ground: str = "现场核实", **more: str
) -> dict[str, object]:
    """A row of a table of scores, by its headings."""
    scheme, _ = scheme_of(application, "performance-excellence")
    titles = [criterion.title.zh for criterion in scored_criteria(scheme.criteria)]
    row: dict[str, object] = {
        "申报号": application.case.number,
        "专家账号": task.reviewer.user.username,
        "专家姓名": task.reviewer.user.full_name,
        "利害关系": "无",
    }
    for title in titles:
        row |= {title: score, f"{title} 依据": ground}
    return {**row, "总体评价": "总体良好", **more}


def scores_of(by: User, round_: Round, *rows: dict[str, object]) -> Import:
    """A table of scores of the document review."""
    titles = list(dict.fromkeys(title for row in rows for title in row))
    lines = [[row.get(title) for title in titles] for row in rows]
    return brought_in("scores", by, titles, *lines, round=round_, stage="document-review")
