"""Users, organisations, memberships, posts and subjects."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from pinzhang.domain.parties.choices import MembershipRole, OrganisationKind, PostRole, SubjectKind


class User(AbstractUser):
    """A person who signs in (用户)."""

    full_name = models.CharField("姓名", max_length=60, blank=True)
    language = models.CharField("语言", max_length=10, blank=True)

    class Meta:
        verbose_name = "用户"

    def __str__(self) -> str:
        return self.full_name or self.username


class Organisation(models.Model):
    """A body that applies, evaluates or is judged (主体).

    Found by its unified social credit code (GB 32100); people, teams and some bodies have none.
    """

    name = models.CharField("名称", max_length=120)
    name_en = models.CharField("英文名称", max_length=160, blank=True)
    kind = models.CharField(
        "类型", max_length=20, choices=OrganisationKind.choices, default=OrganisationKind.ENTERPRISE
    )
    credit_code = models.CharField("统一社会信用代码", max_length=18, null=True, blank=True, unique=True)
    region = models.ForeignKey("reference.Region", models.PROTECT, null=True, blank=True, related_name="organisations")
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    is_institution = models.BooleanField("技术机构", default=False)

    class Meta:
        verbose_name = "主体"
        constraints = [
            models.CheckConstraint(
                condition=Q(credit_code__isnull=True) | ~Q(credit_code=""), name="credit_code_is_absent_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That a person acts for an organisation (成员), from a time until a time."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField("角色", max_length=10, choices=MembershipRole.choices)
    since_at = models.DateTimeField("开始")
    until_at = models.DateTimeField("结束", null=True, blank=True)

    class Meta:
        verbose_name = "成员"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(role="signer", until_at__isnull=True),
                name="one_authorised_signer_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(until_at__isnull=True),
                name="one_living_membership_per_user_and_organisation",
            ),
        ]


class Delegation(models.Model):
    """That another organisation acts for one (委托): what, for which programmes, until when.

    A maintenance firm or a consultant, say. Granted and ended by the authorised signer of the one it is for.
    """

    principal = models.ForeignKey(Organisation, models.CASCADE, related_name="delegations_granted")
    delegate = models.ForeignKey(Organisation, models.CASCADE, related_name="delegations_held")
    acts = models.JSONField("委托事项")
    programmes = models.JSONField("项目", default=list)
    """Codes of programmes; empty means every programme."""
    since_at = models.DateTimeField("开始")
    until_on = models.DateField("有效期至")
    ended_at = models.DateTimeField("终止", null=True, blank=True)

    class Meta:
        verbose_name = "委托"
        constraints = [
            models.UniqueConstraint(
                fields=["principal", "delegate"],
                condition=Q(ended_at__isnull=True),
                name="one_living_delegation_per_pair",
            ),
            models.CheckConstraint(condition=~Q(principal=models.F("delegate")), name="nobody_delegates_to_itself"),
        ]

    def covers(self, act: str, programme: str = "") -> bool:
        """Tell whether an act, for a programme where one is named, is delegated."""
        return act in self.acts and (not programme or not self.programmes or programme in self.programmes)


class Post(models.Model):
    """A post that an official holds (岗位): in an authority, for a department of it where one is named."""

    user = models.ForeignKey(User, models.CASCADE, related_name="posts")
    authority = models.ForeignKey("reference.Authority", models.PROTECT, related_name="posts")
    department = models.ForeignKey("reference.Department", models.PROTECT, null=True, blank=True, related_name="posts")
    role = models.CharField("岗位", max_length=12, choices=PostRole.choices)

    class Meta:
        verbose_name = "岗位"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "authority", "role"],
                condition=Q(department__isnull=True),
                name="an_authority_post_is_held_once",
            ),
            models.UniqueConstraint(
                fields=["user", "department", "role"],
                condition=Q(department__isnull=False),
                name="a_department_post_is_held_once",
            ),
            models.CheckConstraint(
                condition=~Q(role="department") | Q(department__isnull=False), name="a_department_post_names_it"
            ),
        ]


class Subject(models.Model):
    """What is judged and may bear a mark (评价对象): the organisation itself, a product, a service …"""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="subjects")
    kind = models.CharField("对象类型", max_length=12, choices=SubjectKind.choices)
    name = models.CharField("名称", max_length=120)
    gtin = models.CharField("商品条码", max_length=14, blank=True)

    class Meta:
        verbose_name = "评价对象"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "name"], name="a_subject_is_entered_once")
        ]

    def __str__(self) -> str:
        return self.name
