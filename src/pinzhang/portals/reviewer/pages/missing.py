"""What keeps a task from being submitted, line by line, with where to mend it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.review.models import ReviewTask
from pinzhang.portals.reviewer.pages.rubric import Rubric
from pinzhang.portals.ui.components.words import words


@dataclass(frozen=True)
class Missing:
    """One criterion that is not done yet."""

    text: str
    target: str


def missing_of(task: ReviewTask, rubric: Rubric | None, refusal: Refusal) -> list[Missing]:
    """Return the criteria a refused submission names, in the order of the rubric."""
    found = []
    for item in rubric.scored if rubric else ():
        key = item.criterion.key
        title = f"{item.criterion.code} {words(item.criterion.title)}".strip()
        lines = []
        if f"score-{key}" in refusal.fields:
            lines.append(item.problem or gettext("还没有评分"))
        if f"ground-{key}" in refusal.fields:
            lines.append(gettext("还没有写依据"))
        if lines:
            target = reverse("reviewer:mark", args=[task.pk, key])
            found.append(Missing(gettext("%(title)s：%(what)s") % {"title": title, "what": "，".join(lines)}, target))
    return found
