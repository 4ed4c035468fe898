"""The pool of reviewers (评审专家库)."""

import re
from dataclasses import dataclass

from pinzhang.domain.imports.models import Import
from pinzhang.domain.imports.plans import Plan, Step
from pinzhang.domain.parties.models import User
from pinzhang.domain.review.models import Reviewer
from pinzhang.engine.sheets import Line, Table
from pinzhang.engine.sheets.cells import Value

USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{1,59}")
MOST_FILES = 200
_BETWEEN = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True)
class ReviewerEntry:
    """A person to be put into the pool, known already or not."""

    known: User | None
    given: dict[str, Value]
    fields: tuple[str, ...]


def plan_reviewers(table: Import, found: Table) -> Plan[ReviewerEntry]:
    """Return what a table of reviewers will do; a person of another authority's pool is left to it."""
    plan: Plan[ReviewerEntry] = Plan(found)
    names = {str(line.values["username"]) for line in found.lines}
    known = {user.username: user for user in User.objects.filter(username__in=names)}
    elsewhere = set(
        Reviewer.objects.filter(user__in=known.values())
        .exclude(authority__path__startswith=table.authority.path)
        .values_list("user", flat=True)
    )
    seen: dict[str, int] = {}
    for line in found.lines:
        username = str(line.values["username"])
        before, user = seen.setdefault(username, line.row), known.get(username)
        problems = _obstacles(line, user, before=before, elsewhere=elsewhere)
        plan.problems += [found.problem(line, key, text) for key, text in problems.items()]
        if not problems:
            says = "新建账号并入库" if user is None else "已有账号，更新入库信息"
            fields = tuple(part for part in _BETWEEN.split(str(line.values.get("fields", ""))) if part)
            plan.steps.append(
                Step(line.row, str(line.values["full_name"]), says, ReviewerEntry(user, line.values, fields))
            )
    return plan


def _obstacles(line: Line, user: User | None, *, before: int, elsewhere: set[int]) -> dict[str, str]:
    found = {}
    if before != line.row:
        found["username"] = f"与第 {before} 行是同一个账号。"
    elif not USERNAME.fullmatch(str(line.values["username"])):
        found["username"] = "账号只能用字母、数字和 . _ @ -，至少两个字符。"
    elif user is not None and user.pk in elsewhere:
        found["username"] = "这个人在另一个机关的专家库里，请与该机关联系。"
    elif user is not None and user.full_name != line.values["full_name"]:
        found["full_name"] = f"这个账号登记的姓名是“{user.full_name}”，请核对是不是同一个人。"
    limit = line.values.get("load_limit", 1)
    if not isinstance(limit, int) or not 1 <= limit <= MOST_FILES:
        found["load_limit"] = f"请填 1 至 {MOST_FILES} 之间的整数。"
    return found
