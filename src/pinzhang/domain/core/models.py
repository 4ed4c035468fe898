"""Events, jobs, workers, numbers, files, and who saw what."""

import hashlib
import secrets

from django.db import models
from django.db.models import Q


def new_salt() -> str:
    """Return a salt for the digest of something personal; it is erased with what it salts."""
    return secrets.token_hex(16)


class Event(models.Model):
    """Something that happened (事件); append-only, written in the transaction of the change.

    Each stream is a hash chain. Data carry ids and digests only, never personal text.
    """

    name = models.CharField("事件", max_length=80)
    stream = models.CharField("对象", max_length=80)
    sequence = models.PositiveIntegerField("序号")
    by = models.CharField("操作人", max_length=40, blank=True)
    at = models.DateTimeField("时间")
    data = models.JSONField("内容", default=dict)
    previous = models.CharField("上一条摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "事件"
        constraints = [models.UniqueConstraint(fields=["stream", "sequence"], name="one_event_per_place_in_stream")]
        indexes = [models.Index(fields=["name", "at"], name="event_by_name")]


class StreamHead(models.Model):
    """Where a stream of events ends (事件链头); written with each event, so that a cut-off tail shows."""

    stream = models.CharField("对象", max_length=80, unique=True)
    sequence = models.PositiveIntegerField("序号")
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "事件链头"


class AccessRecord(models.Model):
    """That a person saw personal data of an object (查阅记录): once for each person, object, kind and day."""

    by = models.CharField("查阅人", max_length=40)
    about = models.CharField("对象", max_length=80)
    what = models.SlugField("内容", max_length=24)
    on = models.DateField("日期")
    at = models.DateTimeField("首次时间")

    class Meta:
        verbose_name = "查阅记录"
        constraints = [
            models.UniqueConstraint(fields=["about", "by", "what", "on"], name="an_access_is_recorded_once_a_day")
        ]
        indexes = [models.Index(fields=["by", "on"], name="access_by_person")]


class Job(models.Model):
    """Work to be done after a commit (任务); leased by a worker, retried, never lost."""

    QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"

    handler = models.CharField("处理程序", max_length=120)
    key = models.CharField("唯一键", max_length=200)
    payload = models.JSONField("内容", default=dict)
    state = models.CharField("状态", max_length=8, default=QUEUED)
    run_at = models.DateTimeField("不早于")
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    leased_by = models.CharField("执行者", max_length=64, blank=True)
    leased_until = models.DateTimeField("租约至", null=True, blank=True)
    last_error = models.TextField("最近的错误", blank=True)

    class Meta:
        verbose_name = "任务"
        constraints = [
            models.UniqueConstraint(fields=["handler", "key"], name="a_job_is_queued_once"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(leased_until__isnull=False), name="a_running_job_has_a_lease"
            ),
        ]
        indexes = [models.Index(fields=["state", "run_at", "id"], name="job_by_state_and_time")]


class Worker(models.Model):
    """A process that runs the queue (执行进程), and when it last said that it lives."""

    name = models.CharField("名称", max_length=64, unique=True)
    host = models.CharField("主机", max_length=120)
    process = models.PositiveIntegerField("进程号")
    started_at = models.DateTimeField("启动时间")
    beat_at = models.DateTimeField("最近心跳")

    class Meta:
        verbose_name = "执行进程"


class Counter(models.Model):
    """The last number given in a series (流水号)."""

    series = models.CharField("序列", max_length=60, unique=True)
    last = models.PositiveIntegerField("最后编号", default=0)

    class Meta:
        verbose_name = "流水号"


class StoredFile(models.Model):
    """An uploaded file (文件): private, hashed, its type sniffed from its bytes."""

    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("摘要", max_length=64)
    salt = models.CharField("盐", max_length=32, default=new_salt)
    content = models.FileField("内容", upload_to="uploads/%Y/%m")
    uploaded_by = models.CharField("上传人", max_length=40)
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "文件"

    @property
    def trace(self) -> str:
        """What an event may say of the file: a digest that means nothing once the salt is gone."""
        return hashlib.sha256(f"{self.salt}:{self.sha256}".encode()).hexdigest()
