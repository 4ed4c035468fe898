"""What is known about an organisation or its subject."""

from django.db import models
from django.db.models import Q


class FactEntry(models.Model):
    """One value, one year or one dated record of a fact (事实), with its source and day.

    An entry is never changed: a correction ends it and writes another.
    """

    organisation = models.ForeignKey("parties.Organisation", models.CASCADE, related_name="fact_entries")
    subject = models.ForeignKey("parties.Subject", models.CASCADE, null=True, blank=True, related_name="fact_entries")
    name = models.CharField("事实", max_length=64)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    on = models.DateField("日期", null=True, blank=True)
    slot = models.CharField("位置", max_length=160)
    """Fact, subject, year or record: what at most one living entry may stand for."""
    value = models.JSONField("值")
    supplied_by = models.CharField("提供方", max_length=20)
    source = models.CharField("来源", max_length=200)
    as_of = models.DateField("数据日期")
    recorded_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("失效时间", null=True, blank=True)

    class Meta:
        verbose_name = "事实"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "slot"],
                condition=Q(ended_at__isnull=True),
                name="one_living_entry_per_slot",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(on__isnull=True), name="a_fact_is_yearly_or_dated_not_both"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "name"], name="fact_by_organisation")]


class FactCoverage(models.Model):
    """That a source is complete for a window (数据完整期间): only then does an empty list mean none."""

    organisation = models.ForeignKey("parties.Organisation", models.CASCADE, related_name="fact_coverage")
    name = models.CharField("事实", max_length=64)
    from_on = models.DateField("起")
    to_on = models.DateField("止")
    source = models.CharField("来源", max_length=200)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "数据完整期间"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_coverage_per_fact"),
            models.CheckConstraint(condition=Q(from_on__lte=models.F("to_on")), name="coverage_runs_forward"),
        ]
