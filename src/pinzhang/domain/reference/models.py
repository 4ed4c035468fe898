"""Regions, authorities and departments."""

from django.db import models
from django.db.models import Q


class Region(models.Model):
    """An administrative division (行政区划, GB/T 2260)."""

    code = models.CharField("代码", max_length=6, unique=True)
    name = models.CharField("名称", max_length=60)
    name_en = models.CharField("英文名称", max_length=80, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        verbose_name = "行政区划"

    def __str__(self) -> str:
        return self.name


class Authority(models.Model):
    """An authority that runs programmes or recommends to them (主管机关).

    An instance is one tree of authorities. ``path`` is the codes from the root, so that a subtree is a prefix.
    """

    code = models.SlugField("代码", max_length=64, unique=True)
    name = models.CharField("名称", max_length=80)
    name_en = models.CharField("英文名称", max_length=120, blank=True)
    short_name = models.CharField("简称", max_length=20, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField("路径", max_length=400, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="authorities")

    class Meta:
        verbose_name = "主管机关"
        constraints = [models.CheckConstraint(condition=Q(path__endswith="/"), name="authority_path_ends_with_a_slash")]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A department of government that is asked for opinions or recommends (部门)."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="departments")
    key = models.SlugField("代码", max_length=64)
    name = models.CharField("名称", max_length=80)
    name_en = models.CharField("英文名称", max_length=120, blank=True)

    class Meta:
        verbose_name = "部门"
        constraints = [
            models.UniqueConstraint(fields=["authority", "key"], name="one_department_per_authority_and_key")
        ]

    def __str__(self) -> str:
        return self.name
