"""Marks and their history."""

from django.db import models
from django.db.models import F, Q

from pinzhang.domain.marks.choices import MarkState


class Mark(models.Model):
    """A mark or title that was conferred (标识、称号) and that anyone can check."""

    number = models.CharField("编号", max_length=40, unique=True)
    edition = models.ForeignKey("programmes.ProgrammeEdition", models.PROTECT, related_name="marks")
    round = models.ForeignKey("programmes.Round", models.PROTECT, null=True, blank=True, related_name="marks")
    application = models.OneToOneField(
        "applications.Application", models.PROTECT, null=True, blank=True, related_name="mark"
    )
    authority = models.ForeignKey("reference.Authority", models.PROTECT, related_name="marks")
    holder = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="marks")
    subject = models.ForeignKey("parties.Subject", models.PROTECT, related_name="marks")
    sector = models.CharField("领域", max_length=64, blank=True)
    tier = models.CharField("等次", max_length=64)
    scope = models.TextField("适用范围", blank=True)
    """What exactly bears the mark: models, places, members. Empty: the subject as it is named."""
    state = models.CharField("状态", max_length=12, choices=MarkState.choices, default=MarkState.ACTIVE)
    conferred_on = models.DateField("授予日期")
    valid_until = models.DateField("有效期至", null=True, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    renews = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="renewed_by")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "标识"
        indexes = [models.Index(fields=["edition", "state"], name="mark_by_edition_and_state")]

    def __str__(self) -> str:
        return self.number


class MarkChange(models.Model):
    """A change of a mark (标识变更): of its state, on which ground and clause; or of its holder."""

    mark = models.ForeignKey(Mark, models.PROTECT, related_name="changes")
    from_state = models.CharField("原状态", max_length=12, choices=MarkState.choices, blank=True)
    to_state = models.CharField("新状态", max_length=12, choices=MarkState.choices)
    ground = models.CharField("情形", max_length=64, blank=True)
    clause = models.CharField("条款", max_length=80, blank=True)
    text = models.TextField("说明", blank=True)
    until_on = models.DateField("暂停至", null=True, blank=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="mark_changes")
    """The procedure at whose end it was decided."""
    annuls = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="annulled_by")
    """The change that an appeal undid."""
    from_holder = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="marks_given"
    )
    to_holder = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="marks_taken"
    )
    document_number = models.CharField("文件", max_length=120, blank=True)
    document = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="mark_changes")
    by = models.ForeignKey("parties.User", models.PROTECT, null=True, blank=True, related_name="mark_changes")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "标识变更"
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_state__in=["suspended", "revoked"]) | ~Q(ground="") | Q(to_holder__isnull=False),
                name="suspension_and_revocation_state_their_ground",
            ),
            models.CheckConstraint(
                condition=Q(from_holder__isnull=True, to_holder__isnull=True)
                | Q(from_holder__isnull=False, to_holder__isnull=False, to_state=F("from_state"))
                & ~Q(document_number="")
                & ~Q(from_holder=F("to_holder")),
                name="a_transfer_names_both_holders_and_its_document",
            ),
        ]
