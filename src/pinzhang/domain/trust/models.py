"""Keys, the standing and credential of each mark, published lists, the log, labels and scans.

A mark is known here by its number only: the concept of a mark lies above.
"""

from django.db import models
from django.db.models import F, Q

from pinzhang.domain.trust.choices import AlertKind, Role, Standing


class Key(models.Model):
    """A signing key (密钥): public half and role are published, the secret is stored only sealed."""

    kid = models.CharField("标识符", max_length=32)
    suite = models.CharField("算法", max_length=20)
    role = models.CharField("用途", max_length=12, choices=Role.choices)
    public = models.BinaryField("公钥")
    sealed = models.BinaryField("封存的私钥")
    valid_from = models.DateTimeField("启用时间")
    valid_to = models.DateTimeField("停用时间", null=True, blank=True)
    compromised_at = models.DateTimeField("宣布泄露时间", null=True, blank=True)

    class Meta:
        verbose_name = "密钥"
        constraints = [
            models.UniqueConstraint(fields=["public"], name="a_key_is_kept_once"),
            models.UniqueConstraint(fields=["role"], condition=Q(valid_to__isnull=True), name="one_open_key_per_role"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="a_key_is_valid_forwards"
            ),
        ]


class StatusEntry(models.Model):
    """The place of a mark in a status list, and what stands there (状态登记)."""

    number = models.CharField("标识编号", max_length=40, unique=True)
    gtin = models.CharField("商品条码", max_length=14, blank=True)
    list_number = models.PositiveIntegerField("名单")
    index = models.PositiveIntegerField("位置")
    state = models.CharField("状态", max_length=12, choices=Standing.choices, default=Standing.ACTIVE)
    since_at = models.DateTimeField("此状态始于")

    class Meta:
        verbose_name = "状态登记"
        constraints = [
            models.UniqueConstraint(fields=["list_number", "index"], name="one_mark_per_place_in_a_status_list")
        ]
        indexes = [
            models.Index(fields=["gtin"], name="status_by_gtin"),
            models.Index(fields=["list_number", "state"], name="status_by_list_and_state"),
        ]


class StatusFile(models.Model):
    """A status list as it is published (状态名单): rewritten after every change, plain and signed."""

    number = models.PositiveIntegerField("名单", unique=True)
    version = models.PositiveIntegerField("版本", default=0)
    """Counts the changes; the files are behind while ``published_version`` is smaller."""
    published_version = models.PositiveIntegerField("已公布的版本", default=0)
    document = models.BinaryField("名单（JSON）", default=bytes)
    signed = models.BinaryField("名单（带签名）", default=bytes)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)

    class Meta:
        verbose_name = "状态名单"
        constraints = [
            models.CheckConstraint(
                condition=Q(published_version__lte=F("version")), name="a_list_is_not_published_before_it_changes"
            )
        ]


class Credential(models.Model):
    """The signed credential of a mark (标识凭证); a later one replaces it where what it says has changed."""

    entry = models.ForeignKey(StatusEntry, models.PROTECT, related_name="credentials")
    claims = models.JSONField("内容")
    kid = models.CharField("签名密钥", max_length=32)
    compact = models.TextField("码中链接")
    full = models.TextField("完整凭证")
    issued_at = models.DateTimeField("签发时间")
    replaced_at = models.DateTimeField("换发时间", null=True, blank=True)

    class Meta:
        verbose_name = "标识凭证"
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(replaced_at__isnull=True), name="one_living_credential_per_mark"
            )
        ]


class LogRecord(models.Model):
    """An entry of the transparency log with its leaf hash (日志条目); never changed, never deleted."""

    seq = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("记入时间")
    kind = models.CharField("事项", max_length=80)
    about = models.CharField("对象", max_length=120)
    data = models.BinaryField("规范字节")
    leaf = models.BinaryField("叶散列")

    class Meta:
        verbose_name = "日志条目"
        indexes = [models.Index(fields=["about", "seq"], name="log_by_object")]


class LogSalt(models.Model):
    """The salt of the digests of an entry (日志的盐): who erases it erases the link to what they were taken of."""

    record = models.OneToOneField(LogRecord, models.PROTECT, related_name="salt")
    salt = models.BinaryField("盐")

    class Meta:
        verbose_name = "日志的盐"


class LogNode(models.Model):
    """A complete subtree of the log's Merkle tree (日志树节点), written once."""

    key = models.PositiveBigIntegerField("位置", primary_key=True)
    value = models.BinaryField("散列")

    class Meta:
        verbose_name = "日志树节点"


class TreeHead(models.Model):
    """A signed head of the log (签名树头): its size and root at a time."""

    size = models.PositiveBigIntegerField("条目数")
    root = models.BinaryField("根散列")
    at = models.DateTimeField("签发时间")
    signed = models.BinaryField("带签名的树头")

    class Meta:
        verbose_name = "签名树头"
        indexes = [models.Index(fields=["size"], name="head_by_size")]


class LabelBatch(models.Model):
    """A print run of serialised labels for one mark (标签批次), as a sheet and as a list for the printer."""

    number = models.CharField("标识编号", max_length=40)
    quantity = models.PositiveIntegerField("张数")
    requested_by = models.CharField("申请人", max_length=40)
    requested_at = models.DateTimeField("申请时间")
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    """When every label of the run is said to be issued."""
    listing = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField("制成时间", null=True, blank=True)

    class Meta:
        verbose_name = "标签批次"
        indexes = [models.Index(fields=["number", "-requested_at"], name="label_batch_by_mark")]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(quantity__lte=10000), name="a_print_run_has_a_size"
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True) | Q(signed_at__isnull=False, listing__isnull=False),
                name="a_finished_print_run_has_its_list",
            ),
        ]


class LabelSheet(models.Model):
    """Some pages of a print run (标签版面), set in one go so that no job takes long."""

    batch = models.ForeignKey(LabelBatch, models.PROTECT, related_name="sheets")
    part = models.PositiveIntegerField("第几份")
    first = models.PositiveIntegerField("自第几张")
    last = models.PositiveIntegerField("至第几张")
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "标签版面"
        constraints = [models.UniqueConstraint(fields=["batch", "part"], name="a_part_of_a_print_run_is_set_once")]


class Label(models.Model):
    """One serialised label (标签): a number that cannot be guessed, on one piece of goods."""

    batch = models.ForeignKey(LabelBatch, models.PROTECT, related_name="labels")
    number = models.CharField("标识编号", max_length=40)
    serial = models.CharField("序号", max_length=20)

    class Meta:
        verbose_name = "标签"
        constraints = [models.UniqueConstraint(fields=["number", "serial"], name="a_serial_is_given_once")]
        indexes = [models.Index(fields=["serial"], name="label_by_serial")]


class ScanCount(models.Model):
    """How often a mark or one of its serials was looked up on a day (查验次数); nothing of who did so."""

    number = models.CharField("标识编号", max_length=40)
    serial = models.CharField("序号", max_length=20, blank=True)
    day = models.DateField("日期")
    region = models.CharField("地区", max_length=6, blank=True)
    """GB/T 2260 code where the server in front says one, never an address."""
    count = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = "查验次数"
        constraints = [
            models.UniqueConstraint(fields=["number", "serial", "day", "region"], name="one_count_per_day_and_region")
        ]


class ScanAlert(models.Model):
    """That one serial was looked up implausibly often or far apart (查验异常); a person looks into it."""

    number = models.CharField("标识编号", max_length=40)
    serial = models.CharField("序号", max_length=20)
    kind = models.CharField("异常", max_length=12, choices=AlertKind.choices)
    day = models.DateField("日期")
    count = models.PositiveIntegerField("次数")
    regions = models.JSONField("地区", default=list)
    raised_at = models.DateTimeField("发现时间")
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_by = models.ForeignKey("parties.User", models.PROTECT, null=True, blank=True, related_name="+")
    finding = models.CharField("核实情况", max_length=400, blank=True)

    class Meta:
        verbose_name = "查验异常"
        constraints = [
            models.UniqueConstraint(fields=["number", "serial", "kind", "day"], name="one_alert_per_serial_and_day"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | ~Q(finding=""), name="a_settled_alert_has_a_finding"
            ),
        ]
