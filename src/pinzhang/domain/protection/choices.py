from django.db import models


class ReportKind(models.TextChoices):
    """What somebody reports (举报类别)."""

    FAKE = "fake", "假冒标识"
    MISUSE = "misuse", "违规使用标识"
    UNAUTHORISED_NAME = "unauthorised", "擅自使用名称或标志"


class Finding(models.TextChoices):
    """What came of looking into a report (核查结论)."""

    PROVEN = "proven", "属实"
    NOT_PROVEN = "not_proven", "不属实"
    CANNOT_TELL = "cannot_tell", "无法查实"


class Responsible(models.TextChoices):
    """Who answers for what was reported (责任人)."""

    HOLDER = "holder", "标识持有单位"
    OTHER = "other", "其他单位或个人"


class RightKind(models.TextChoices):
    """What kind of right is registered (知识产权类别)."""

    TRADEMARK = "trademark", "商标"
    PATENT = "patent", "专利"
    COPYRIGHT = "copyright", "著作权"
    INDICATION = "indication", "地理标志"
    CUSTOMS = "customs", "海关备案"


class PatentKind(models.TextChoices):
    """What a patent protects (专利种类); the same words as in the catalogue of facts."""

    INVENTION = "invention", "发明"
    UTILITY = "utility", "实用新型"
    DESIGN = "design", "外观设计"


class HonourLevel(models.TextChoices):
    """From where an honour comes (荣誉层级)."""

    NATIONAL = "national", "国家级"
    PROVINCIAL = "provincial", "省级"
    CITY = "city", "市级"
    OTHER = "other", "其他"
