from django.db import models


class Scope(models.TextChoices):
    """What a token may be used for (令牌权限); the predicates of the person it acts as still decide."""

    ORGANISATION_READ = "organisation:read", "查看本单位资料、申报和标识"
    ORGANISATION_WRITE = "organisation:write", "填报资料和申报、答复补正、发消息"
    ORGANISATION_SIGN = "organisation:sign", "以授权签署人名义提交、声明、撤回、签署"
    EVALUATION_READ = "evaluation:read", "查看委托本机构的评价"
    EVALUATION_WRITE = "evaluation:write", "填写本机构的评价和报告"
    OFFICE_READ = "office:read", "查看批次、办件、名单、意见和标识"
    OFFICE_WRITE = "office:write", "办理资格审查、补正、分派、消息、意见"
    OFFICE_DECIDE = "office:decide", "生成和办结名单、作决定、授予和处置标识"
    REVIEW_READ = "review:read", "查看自己的评审任务"
    REVIEW_WRITE = "review:write", "声明利害关系、评分和提交"


ORGANISATION_SCOPES = (Scope.ORGANISATION_READ, Scope.ORGANISATION_WRITE, Scope.ORGANISATION_SIGN)
INSTITUTION_SCOPES = (Scope.EVALUATION_READ, Scope.EVALUATION_WRITE, Scope.ORGANISATION_SIGN)
OFFICE_SCOPES = (Scope.OFFICE_READ, Scope.OFFICE_WRITE, Scope.OFFICE_DECIDE)
REVIEW_SCOPES = (Scope.REVIEW_READ, Scope.REVIEW_WRITE)


class DeliveryState(models.TextChoices):
    """Where a delivery stands (推送状态)."""

    WAITING = "waiting", "等待推送"
    DELIVERED = "delivered", "已送达"
    FAILED = "failed", "未送达，不再重试"
