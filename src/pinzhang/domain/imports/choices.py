from django.db import models


class ImportKind(models.TextChoices):
    """What a table is about (导入内容)."""

    LEDGER = "ledger", "企业台账"
    RECORDS = "records", "监督与信用记录"
    REVIEWERS = "reviewers", "评审专家库"
    SCORES = "scores", "环节评分"
    RIGHTS = "rights", "知识产权登记"


class ImportState(models.TextChoices):
    """How far an import is (导入状态)."""

    CHECKED = "checked", "待确认"
    FAULTY = "faulty", "有问题"
    COMMITTED = "committed", "已导入"
    DISCARDED = "discarded", "已放弃"


class Supplier(models.TextChoices):
    """Whom an office has a table from (数据提供方); the same words as in the catalogue of facts."""

    REGISTER = "register", "登记机关"
    TAX = "tax", "税务部门"
    STATISTICS = "statistics", "统计部门"
    SUPERVISOR = "supervisor", "监管部门"
    INSTITUTION = "institution", "技术机构"
    OFFICE = "office", "主管机关"
