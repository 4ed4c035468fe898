"""What ties reviewers to organisations."""

from django.db import models
from django.db.models import F, Q

from pinzhang.domain.review.choices import RelationKind, RelationSource


class ReviewerRelation(models.Model):
    """What ties a reviewer to an organisation (利害关系): typed, dated, with its source.

    Never changed and never deleted: what was recorded in error is withdrawn with a ground. It stays when the reviewer
    declines a file or leaves the pool. Written by :mod:`pinzhang.domain.review.services.relations`.
    """

    reviewer = models.ForeignKey("review.Reviewer", models.CASCADE, related_name="relations")
    kind = models.CharField("关系", max_length=16, choices=RelationKind.choices)
    organisation_name = models.CharField("单位", max_length=120)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    application = models.ForeignKey(
        "applications.Application", models.PROTECT, null=True, blank=True, related_name="declared_relations"
    )
    """The file before which it was declared; the applicant may have no code."""
    from_on = models.DateField("开始日期", null=True, blank=True)
    to_on = models.DateField("结束日期", null=True, blank=True)
    source = models.CharField("来源", max_length=10, choices=RelationSource.choices)
    note = models.TextField("说明", blank=True)
    recorded_by = models.ForeignKey("parties.User", models.PROTECT, related_name="relations_recorded")
    recorded_at = models.DateTimeField("登记时间")
    withdrawn_at = models.DateTimeField("撤销登记时间", null=True, blank=True)
    withdrawn_ground = models.TextField("撤销登记的理由", blank=True)

    class Meta:
        verbose_name = "利害关系"
        constraints = [
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(from_on__lte=F("to_on")),
                name="a_relation_runs_forwards",
            ),
            models.CheckConstraint(
                condition=Q(application__isnull=False) | ~Q(credit_code=""), name="a_relation_names_whom_it_ties_to"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_ground=""),
                name="a_withdrawn_relation_has_a_ground",
            ),
            models.UniqueConstraint(
                fields=["reviewer", "application", "kind"],
                condition=Q(source="declared", application__isnull=False, withdrawn_at__isnull=True),
                name="a_conflict_is_declared_once",
            ),
        ]
