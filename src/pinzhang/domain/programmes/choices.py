from django.db import models


class RoundState(models.TextChoices):
    """Where a round stands (批次状态)."""

    PLANNED = "planned", "筹备"
    OPEN = "open", "申报中"
    IN_REVIEW = "in_review", "评审中"
    FINISHED = "finished", "已结束"


class DraftStage(models.TextChoices):
    """Where the making of a rule stands (规则制定环节)."""

    DRAFT = "draft", "起草"
    OPINIONS = "opinions", "征求成员单位意见"
    PUBLIC_COMMENT = "public_comment", "公开征求意见"
    COUNTERSIGNATURE = "countersignature", "会签"
    LEGALITY_REVIEW = "legality_review", "合法性审查"
    APPROVAL = "approval", "常务会议审定"
    PUBLISHED = "published", "已印发"
    ABANDONED = "abandoned", "已终止"
