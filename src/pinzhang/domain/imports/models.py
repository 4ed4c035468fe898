"""Tables brought in from outside."""

from django.db import models
from django.db.models import Q

from pinzhang.domain.imports.choices import ImportKind, ImportState, Supplier


class Import(models.Model):
    """A filled-in table that an official brought in (导入): looked at first, then taken over whole or not at all.

    It moves only through :mod:`pinzhang.domain.imports.services`.
    """

    kind = models.CharField("内容", max_length=10, choices=ImportKind.choices)
    authority = models.ForeignKey("reference.Authority", models.PROTECT, related_name="imports")
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="imports")
    sheet = models.CharField("工作表", max_length=100, blank=True)
    supplied_by = models.CharField("数据提供方", max_length=12, choices=Supplier.choices, blank=True)
    source = models.CharField("来源", max_length=200, blank=True)
    as_of = models.DateField("数据日期", null=True, blank=True)
    fact = models.CharField("事实", max_length=64, blank=True)
    """Which records the rows are, where they are records."""
    round = models.ForeignKey("programmes.Round", models.PROTECT, null=True, blank=True, related_name="imports")
    stage = models.CharField("环节", max_length=64, blank=True)
    rows = models.PositiveIntegerField("行数", default=0)
    problems = models.JSONField("问题", default=list, blank=True)
    """Row, column and text of each fault, the first thousand of them."""
    problem_count = models.PositiveIntegerField("问题数", default=0)
    state = models.CharField("状态", max_length=10, choices=ImportState.choices, default=ImportState.CHECKED)
    uploaded_by = models.ForeignKey("parties.User", models.PROTECT, related_name="imports")
    uploaded_at = models.DateTimeField("上传时间")
    committed_at = models.DateTimeField("导入时间", null=True, blank=True)

    class Meta:
        verbose_name = "导入"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="committed", committed_at__isnull=False)
                | (~Q(state="committed") & Q(committed_at__isnull=True)),
                name="a_committed_import_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "committed"]) | Q(problem_count=0),
                name="an_import_with_problems_is_not_taken_over",
            ),
        ]
        indexes = [models.Index(fields=["authority", "-uploaded_at"], name="import_by_authority")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
