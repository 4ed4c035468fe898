"""What is kept of people who object in a public notice."""

from django.db.models import Q, QuerySet

from pinzhang.domain.applications.choices import ObjectionState
from pinzhang.domain.applications.models import Objection, Objector
from pinzhang.domain.cases.personal import ARCHIVED
from pinzhang.domain.core.personal import Holding, Subject, masked


def objectors_matching(text: str) -> QuerySet[Objector]:
    """Return the objectors found by the number of the objection, a name or a way to reach them."""
    found = Q(objection__number__iexact=text) | Q(name__icontains=text) | Q(contact__iexact=text)
    return Objector.objects.filter(found).select_related("objection").order_by("pk")


def hindrances_of(objector: Objector) -> list[str]:
    """Return why an objector cannot be erased yet: they still have to be answered."""
    if objector.objection.state == ObjectionState.RECEIVED:
        return [f"异议 {objector.objection.number} 还没有认定，认定后须答复异议人。"]
    return []


SUBJECTS = (
    Subject(
        kind="objector",
        title="异议人",
        model=Objector,
        matching=objectors_matching,
        called=lambda objector: f"{masked(objector.name)}（{objector.objection.number}）",
        hindrances=hindrances_of,
    ),
)
HOLDINGS = (
    Holding(Objector, "objector", "异议人", "pk", ("name", "contact")),
    Holding(
        Objection,
        "objector",
        "异议内容",
        "objector",
        ("number", "text", "raised_at", "finding", "decided_at"),
        erase="keep",
        because=ARCHIVED,
    ),
)
