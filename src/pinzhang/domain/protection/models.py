"""Reports with their reporters and photographs; rights; honours of other authorities."""

from django.db import models
from django.db.models import F, Q

from pinzhang.domain.protection.choices import (
    Finding,
    HonourLevel,
    PatentKind,
    ReportKind,
    Responsible,
    RightKind,
)


class Report(models.Model):
    """Somebody's report of a fake, of misuse, or of unauthorised use of name or logo (举报)."""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="report")
    kind = models.CharField("类别", max_length=14, choices=ReportKind.choices)
    mark = models.ForeignKey("marks.Mark", models.PROTECT, null=True, blank=True, related_name="reports")
    mark_number = models.CharField("标识编号", max_length=80, blank=True)
    """As typed; a fake need not bear a number that exists."""
    defect = models.CharField("问题", max_length=120)
    text = models.TextField("情况说明", blank=True)
    place = models.CharField("地点", max_length=200, blank=True)
    shop = models.CharField("商家或网店", max_length=120, blank=True)
    region = models.ForeignKey("reference.Region", models.PROTECT, null=True, blank=True, related_name="reports")
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="reports_against"
    )
    """The firm that the report is about, once somebody has found out."""
    code = models.CharField("查询码摘要", max_length=64)
    contact_digest = models.CharField("联系方式摘要", max_length=64, blank=True)
    """Tells that two reports come from one contact, without saying from which."""
    defect_digest = models.CharField("问题摘要", max_length=64)
    reported_at = models.DateTimeField("时间")
    finding = models.CharField("结论", max_length=12, choices=Finding.choices, blank=True)
    responsible = models.CharField("责任人", max_length=8, choices=Responsible.choices, blank=True)
    ground = models.CharField("对应的情形", max_length=64, blank=True)
    measures = models.TextField("核查和处理", blank=True)
    answer = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = "举报"
        constraints = [
            models.CheckConstraint(
                condition=~Q(finding="proven") | ~Q(responsible=""), name="a_proven_report_says_who_answers_for_it"
            ),
            models.CheckConstraint(condition=Q(finding="") | ~Q(measures=""), name="a_finding_says_what_was_done"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="an_answered_report_has_its_answer"
            ),
        ]
        indexes = [
            models.Index(fields=["contact_digest"], name="report_by_contact"),
            models.Index(fields=["defect_digest"], name="report_by_defect"),
        ]

    def __str__(self) -> str:
        return self.case.number


class Reporter(models.Model):
    """Who reported (举报人): personal data, apart, erasable; an anonymous report has none."""

    report = models.OneToOneField(Report, models.CASCADE, related_name="reporter")
    name = models.CharField("姓名", max_length=80, blank=True)
    contact = models.CharField("联系方式", max_length=120)

    class Meta:
        verbose_name = "举报人"


class ReportPhoto(models.Model):
    """A photograph that came with a report (举报照片)."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="photos")
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="report_photos")

    class Meta:
        verbose_name = "举报照片"


class Right(models.Model):
    """A right of a firm in one of the registers (知识产权登记): trademark, patent, copyright, indication, recordal."""

    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="rights")
    kind = models.CharField("类别", max_length=10, choices=RightKind.choices)
    patent_kind = models.CharField("专利种类", max_length=10, choices=PatentKind.choices, blank=True)
    number = models.CharField("登记号", max_length=60)
    name = models.CharField("名称", max_length=120)
    scope = models.CharField("类别和范围", max_length=200, blank=True)
    owned = models.BooleanField("归本单位所有", default=True)
    registered_on = models.DateField("登记日期")
    valid_until = models.DateField("有效期至", null=True, blank=True)
    source = models.CharField("来源", max_length=120)
    supplied_by = models.CharField("提供方", max_length=20)
    recorded_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("撤下时间", null=True, blank=True)

    class Meta:
        verbose_name = "知识产权登记"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "number"],
                condition=Q(ended_at__isnull=True),
                name="a_right_is_registered_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("registered_on")),
                name="a_right_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(kind="patent") & ~Q(patent_kind="") | ~Q(kind="patent") & Q(patent_kind=""),
                name="patents_alone_have_a_patent_kind",
            ),
        ]
        indexes = [models.Index(fields=["kind", "valid_until"], name="right_by_kind_and_end")]


class HonourList(models.Model):
    """A list of honours that another authority confers (其他机关的荣誉榜单)."""

    code = models.SlugField("代码", max_length=64, unique=True)
    name = models.CharField("名称", max_length=120)
    name_en = models.CharField("英文名称", max_length=200, blank=True)
    conferred_by = models.CharField("授予机关", max_length=120)
    conferred_by_en = models.CharField("授予机关英文名称", max_length=200, blank=True)
    level = models.CharField("层级", max_length=10, choices=HonourLevel.choices)

    class Meta:
        verbose_name = "其他机关的荣誉榜单"

    def __str__(self) -> str:
        return self.name


class Honour(models.Model):
    """An honour that another authority conferred (其他机关授予的荣誉), entered by an officer with its evidence."""

    list = models.ForeignKey(HonourList, models.PROTECT, related_name="honours")
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="honours")
    subject = models.CharField("对象", max_length=120, blank=True)
    """Empty: the organisation itself."""
    since_on = models.DateField("授予日期")
    valid_until = models.DateField("有效期至", null=True, blank=True)
    source = models.CharField("依据", max_length=200)
    evidence = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="honours")
    entered_by = models.ForeignKey("parties.User", models.PROTECT, related_name="honours_entered")
    entered_at = models.DateTimeField("登记时间")
    withdrawn_on = models.DateField("被取消日期", null=True, blank=True)
    withdrawn_source = models.CharField("取消的依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "其他机关授予的荣誉"
        constraints = [
            models.UniqueConstraint(
                fields=["list", "organisation", "subject", "since_on"], name="an_honour_is_entered_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("since_on")),
                name="an_honour_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_source=""),
                name="a_withdrawn_honour_names_its_source",
            ),
        ]
        indexes = [models.Index(fields=["list", "since_on"], name="honour_by_list_and_day")]
