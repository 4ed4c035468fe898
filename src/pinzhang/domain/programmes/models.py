"""Programme editions, how they are made, and rounds."""

from django.db import models
from django.db.models import F, Q

from pinzhang.domain.programmes.choices import DraftStage, RoundState


class ProgrammeEdition(models.Model):
    """A published edition of a programme (项目版本): canonical bytes and their digest, immutable."""

    code = models.SlugField("项目代码", max_length=64)
    edition = models.CharField("版本", max_length=20)
    authority = models.ForeignKey("reference.Authority", models.PROTECT, related_name="editions")
    name = models.CharField("名称", max_length=120)
    name_en = models.CharField("英文名称", max_length=200, blank=True)
    kind = models.CharField("类别", max_length=20)
    content = models.BinaryField("规范字节")
    digest = models.CharField("摘要", max_length=64, unique=True)
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    published_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = "项目版本"
        constraints = [
            models.UniqueConstraint(fields=["code", "edition"], name="an_edition_is_published_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="one_open_ended_edition_per_programme"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="an_edition_is_valid_forwards",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"


class EditionDraft(models.Model):
    """An edition in the making (规则制定): from draft to document number."""

    authority = models.ForeignKey("reference.Authority", models.PROTECT, related_name="edition_drafts")
    code = models.SlugField("项目代码", max_length=64)
    edition = models.CharField("版本", max_length=20)
    name = models.CharField("名称", max_length=120)
    content = models.BinaryField("规范字节")
    digest = models.CharField("摘要", max_length=64)
    stage = models.CharField("环节", max_length=20, choices=DraftStage.choices, default=DraftStage.DRAFT)
    version = models.PositiveIntegerField("修订", default=1)
    comment_until = models.DateField("意见截止", null=True, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    note = models.TextField("退回或终止的理由", blank=True)
    published = models.OneToOneField(ProgrammeEdition, models.PROTECT, null=True, blank=True, related_name="draft")
    started_by = models.ForeignKey("parties.User", models.PROTECT, related_name="edition_drafts")
    started_at = models.DateTimeField("开始时间")

    class Meta:
        verbose_name = "规则草案"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "edition"],
                condition=~Q(stage="abandoned"),
                name="one_living_draft_per_edition",
            ),
            models.CheckConstraint(
                condition=~Q(stage="published") | ~Q(document_number=""), name="a_published_draft_has_a_document_number"
            ),
        ]


class DraftOpinion(models.Model):
    """What a member, a department or a citizen says of a draft (对草案的意见、会签)."""

    draft = models.ForeignKey(EditionDraft, models.CASCADE, related_name="opinions")
    stage = models.CharField("环节", max_length=20, choices=DraftStage.choices)
    department = models.ForeignKey(
        "reference.Department", models.PROTECT, null=True, blank=True, related_name="draft_opinions"
    )
    author = models.CharField("署名", max_length=60, blank=True)
    agrees = models.BooleanField("同意", null=True)
    text = models.TextField("意见", blank=True)
    about_clause = models.CharField("条款", max_length=60, blank=True)
    given_at = models.DateTimeField("时间", null=True, blank=True)
    response = models.TextField("采纳情况", blank=True)

    class Meta:
        verbose_name = "草案意见"
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "stage", "department"],
                condition=Q(department__isnull=False),
                name="one_opinion_per_department_and_stage",
            )
        ]


class Round(models.Model):
    """One cycle of a programme (届、批次): it pins one edition when it opens."""

    edition = models.ForeignKey(ProgrammeEdition, models.PROTECT, related_name="rounds")
    authority = models.ForeignKey("reference.Authority", models.PROTECT, related_name="rounds")
    batch = models.OneToOneField("cases.Batch", models.PROTECT, related_name="round")
    label = models.CharField("届次", max_length=60)
    label_en = models.CharField("英文届次", max_length=80, blank=True)
    state = models.CharField("状态", max_length=10, choices=RoundState.choices, default=RoundState.PLANNED)
    opens_at = models.DateTimeField("开始申报")
    closes_at = models.DateTimeField("截止申报")
    reference_on = models.DateField("基准日")
    quotas = models.JSONField("名额", default=dict)

    class Meta:
        verbose_name = "届次"
        constraints = [
            models.UniqueConstraint(fields=["edition", "label"], name="a_round_label_is_used_once"),
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="a_round_opens_before_it_closes"),
        ]

    def __str__(self) -> str:
        return f"{self.edition.name} {self.label}"


class RoundExtension(models.Model):
    """A later closing time for one applicant (延期), with its ground."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="extensions")
    organisation = models.ForeignKey("parties.Organisation", models.CASCADE, related_name="round_extensions")
    closes_at = models.DateTimeField("延至")
    ground = models.CharField("理由", max_length=200)

    class Meta:
        verbose_name = "延期"
        constraints = [
            models.UniqueConstraint(fields=["round", "organisation"], name="one_extension_per_round_and_applicant")
        ]
