"""What is kept of citizens who comment on a draft."""

from django.db.models import QuerySet

from pinzhang.domain.core.personal import Holding, Subject, masked
from pinzhang.domain.programmes.models import DraftOpinion


def commenters_matching(text: str) -> QuerySet[DraftOpinion]:
    """Return the comments signed with a name."""
    signed = DraftOpinion.objects.filter(department__isnull=True, author__icontains=text)
    return signed.exclude(author="").order_by("pk")


def no_hindrance(_comment: DraftOpinion) -> list[str]:
    """Return nothing: a comment counts without its name."""
    return []


SUBJECTS = (
    Subject(
        kind="commenter",
        title="署名的公众",
        model=DraftOpinion,
        matching=commenters_matching,
        called=lambda comment: f"{masked(comment.author)}（意见 {comment.pk}）",
        hindrances=no_hindrance,
    ),
)
HOLDINGS = (
    Holding(
        DraftOpinion,
        "commenter",
        "对草案的意见的署名",
        "pk",
        ("author", "text", "about_clause", "given_at", "response"),
        erase={"author": ""},
    ),
)
