from django.db import models


class ConflictAnswer(models.TextChoices):
    """What a reviewer declares before the file opens (利害关系声明)."""

    UNDECLARED = "", "尚未声明"
    NONE = "none", "没有利害关系"
    CONFLICT = "conflict", "有利害关系，申请回避"


class Conclusion(models.TextChoices):
    """What an institution concludes (评价结论)."""

    MEETS = "meets", "符合要求"
    FAILS = "fails", "不符合要求"


class RelationKind(models.TextChoices):
    """What ties a reviewer to an organisation (利害关系); the same words as in a pack."""

    EMPLOYMENT = "employment", "任职（现任或曾任）"
    SHAREHOLDING = "shareholding", "持股"
    GROUP = "group", "任职单位同属一个集团"
    CONSULTING = "consulting", "提供咨询或代写材料"
    TRAINING = "training", "提供培训"
    CERTIFICATION = "certification", "办理认证"
    INSPECTION = "inspection", "办理检验检测"
    FAMILY = "family", "亲属任职或持股"
    DISTRICT = "district", "同属一个区市"
    OTHER = "other", "其他可能影响公正的关系"


class RelationSource(models.TextChoices):
    """Who says that a relation exists (来源)."""

    REGISTER = "register", "登记信息"
    OFFICER = "officer", "主管部门核查"
    DECLARED = "declared", "专家本人声明"


class RunState(models.TextChoices):
    """How an assignment run stands (方案状态)."""

    COMPUTING = "computing", "正在计算"
    PROPOSED = "proposed", "待比较"
    INFEASIBLE = "infeasible", "无可行方案"
    DEPLOYED = "deployed", "已下达"
    DISCARDED = "discarded", "已放弃"


class Vote(models.TextChoices):
    """What a member of a panel may vote (表决)."""

    FOR = "for", "赞成"
    AGAINST = "against", "反对"
    ABSTAIN = "abstain", "弃权"
