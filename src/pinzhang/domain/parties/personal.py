"""What is kept of people who sign in."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Q, QuerySet

from pinzhang.domain.core.personal import Holding, Subject
from pinzhang.domain.parties.models import Membership, Post, User


def users_matching(text: str) -> QuerySet[User]:
    """Return the people found by a name or an address of mail."""
    found = Q(full_name__icontains=text) | Q(username__iexact=text) | Q(email__iexact=text)
    return User.objects.filter(found).order_by("full_name", "pk")


def hindrances_of(user: User) -> list[str]:
    """Return why a person who signs in cannot be erased yet: somebody still relies on them."""
    found = [
        f"还担任{post.get_role_display()}岗位（{post.department or post.authority}），请先免去。"
        for post in Post.objects.filter(user=user).select_related("authority", "department")
    ]
    living = Membership.objects.filter(user=user, until_at__isnull=True).select_related("organisation")
    return found + [f"还是{one.organisation}的{one.get_role_display()}，请先退出单位。" for one in living]


SUBJECTS = (
    Subject(
        kind="user",
        title="用户",
        model=User,
        matching=users_matching,
        called=str,
        hindrances=hindrances_of,
    ),
)
HOLDINGS = (
    Holding(
        model=User,
        kind="user",
        title="用户资料",
        path="pk",
        fields=("username", "full_name", "email", "language", "date_joined", "last_login", "is_active"),
        erase={
            "username": lambda user: f"erased-{user.pk}",
            "full_name": "",
            "first_name": "",
            "last_name": "",
            "email": "",
            "password": "!",
            "is_active": False,
            "last_login": None,
        },
    ),
    Holding(EmailAddress, "user", "登录邮箱", "user", ("email", "verified")),
    Holding(Authenticator, "user", "第二重验证", "user", ("type", "created_at", "last_used_at")),
    Holding(SocialAccount, "user", "统一身份", "user", ("provider", "uid", "extra_data", "date_joined", "last_login")),
    Holding(
        Membership,
        "user",
        "代表单位的记录",
        "user",
        ("organisation_id", "role", "since_at", "until_at"),
        erase="keep",
        because="谁在何时代表单位属办件档案，只留编号，不含姓名。",
    ),
)
