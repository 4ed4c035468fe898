from django.db import models


class OrganisationKind(models.TextChoices):
    """What kind of body an organisation is (主体类型)."""

    ENTERPRISE = "enterprise", "企业"
    PUBLIC_INSTITUTION = "public_institution", "事业单位"
    ASSOCIATION = "association", "社会组织"
    GOVERNMENT = "government", "政府机关"
    INDIVIDUAL = "individual", "个人"
    TEAM = "team", "团队"


class MembershipRole(models.TextChoices):
    """What a person may do for an organisation (成员角色)."""

    SIGNER = "signer", "授权签署人"
    MEMBER = "member", "经办人"


class DelegatedAct(models.TextChoices):
    """What another organisation may do for one (委托事项)."""

    FILL_IN = "fill_in", "填报、补正和沟通"
    SIGN = "sign", "签字提交和声明"


class PostRole(models.TextChoices):
    """What an official does (岗位)."""

    OFFICER = "officer", "经办"
    APPROVER = "approver", "审定"
    RECOMMENDER = "recommender", "推荐"
    DEPARTMENT = "department", "部门意见"
    LEADER = "leader", "领导"


class SubjectKind(models.TextChoices):
    """What is judged (对象类型); the same words as in a pack."""

    ENTERPRISE = "enterprise", "企业"
    PRODUCT = "product", "产品"
    SERVICE = "service", "服务"
    INDUSTRY = "industry", "产业"
    REGION = "region", "区域"
    PERSON = "person", "个人"
    TEAM = "team", "团队"
    WORK = "work", "作品"
    PROJECT = "project", "项目"
    GOVERNMENT = "government", "政府"
