"""What is kept of reviewers."""

from pinzhang.domain.cases.personal import ARCHIVED
from pinzhang.domain.core.personal import Holding
from pinzhang.domain.review.models import Reviewer, ReviewerRelation, ReviewTask, SavedView

HOLDINGS = (
    Holding(
        Reviewer,
        "user",
        "评审专家资料",
        "user",
        ("level", "employer", "employer_credit_code", "fields", "active"),
        erase={"employer": "", "employer_credit_code": "", "fields": lambda _row: [], "active": False},
    ),
    Holding(
        ReviewTask,
        "user",
        "评审意见",
        "reviewer__user",
        ("application_id", "stage", "conflict", "conflict_ground", "marks", "summary", "submitted_at"),
        erase="keep",
        because=ARCHIVED,
    ),
    Holding(
        ReviewerRelation,
        "user",
        "利害关系",
        "reviewer__user",
        ("kind", "organisation_name", "credit_code", "from_on", "to_on", "source", "note", "recorded_at"),
        erase="keep",
        because=ARCHIVED,
    ),
    Holding(SavedView, "user", "常用视图", "owner", ("name", "query", "kept_at")),
)
