"""The pool of reviewers as a workbook."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from pinzhang.domain.review.models import Reviewer

COLUMNS = ("姓名", "工作单位", "级别", "专长", "行业代码", "专业委员会", "聘期至", "在库", "在聘期内", "在手", "上限")
EXPORTED_AT_ONCE = 500


def exported(found: QuerySet[Reviewer], *, today: date) -> Iterator[tuple[object, ...]]:
    """Return the cells of every reviewer with the files they have in hand, read some hundreds at a time."""
    rows: Iterator[Any] = found.iterator(chunk_size=EXPORTED_AT_ONCE)
    for reviewer in rows:
        yield (
            str(reviewer.user),
            reviewer.employer,
            reviewer.level,
            "、".join(reviewer.fields),
            "、".join(reviewer.industry_codes),
            "、".join(reviewer.committees),
            reviewer.term_to,
            reviewer.active,
            reviewer.serves_on(today),
            reviewer.in_hand,
            reviewer.most,
        )
