"""What is kept of people who report fakes and misuse."""

from django.db.models import Q, QuerySet

from pinzhang.domain.cases.personal import ARCHIVED
from pinzhang.domain.core.personal import Holding, Subject, masked
from pinzhang.domain.protection.models import Report, Reporter


def reporters_matching(text: str) -> QuerySet[Reporter]:
    """Return the reporters found by the number of the report, a name or a way to reach them."""
    found = Q(report__case__number__iexact=text) | Q(name__icontains=text) | Q(contact__iexact=text)
    return Reporter.objects.filter(found).select_related("report__case").order_by("pk")


def hindrances_of(_reporter: Reporter) -> list[str]:
    """Return nothing: a report goes on without its reporter, who is answered by the receipt's number and code."""
    return []


SUBJECTS = (
    Subject(
        kind="reporter",
        title="举报人",
        model=Reporter,
        matching=reporters_matching,
        called=lambda reporter: f"{masked(reporter.name or '未留姓名')}（{reporter.report.case.number}）",
        hindrances=hindrances_of,
    ),
)
HOLDINGS = (
    Holding(Reporter, "reporter", "举报人", "pk", ("name", "contact")),
    Holding(Report, "reporter", "联系方式摘要", "reporter", ("contact_digest",), erase={"contact_digest": ""}),
    Holding(
        Report,
        "reporter",
        "举报内容",
        "reporter",
        ("kind", "defect", "text", "place", "shop", "reported_at", "finding", "answer", "answered_at"),
        erase="keep",
        because=ARCHIVED,
    ),
)
