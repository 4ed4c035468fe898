"""Where people go: their own portal, and the page that a link in a notice means for them."""

from django.urls import NoReverseMatch, reverse

from pinzhang.domain.applications.models import Application
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import User
from pinzhang.domain.parties.selectors import is_member, organisations_of, posts_of
from pinzhang.domain.review.selectors import is_reviewer


def address(name: str, *args: object) -> str:
    """Return the address of a page, or nothing where this deployment has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def workplace_of(user: User) -> str:
    """Return the first page of the portal a person works in; without one, the front page."""
    return address(_workplace(user)) or reverse("public:home")


def _workplace(user: User) -> str:
    roles = set(posts_of(user).values_list("role", flat=True))
    if roles:
        return "staff:dashboard" if roles == {PostRole.LEADER} else "staff:queue"
    if is_reviewer(user):
        return "reviewer:tasks"
    institutions = list(organisations_of(user).values_list("is_institution", flat=True))
    if institutions and all(institutions):
        return "institution:tasks"
    return "enterprise:workbench"


def destination_of(user: User, kind: str, pk: int) -> str:
    """Return the page that ``/go/<kind>/<pk>`` means for a person; nothing where there is none."""
    if kind == "application":
        return _application(user, pk)
    if kind in ("evaluations", "tasks"):
        return address("institution:tasks" if kind == "evaluations" else "reviewer:tasks")
    pages = {"task": "reviewer:task", "list": "staff:list"}
    return address(pages[kind], pk) if kind in pages and pk else ""


def _application(user: User, pk: int) -> str:
    application = Application.objects.select_related("applicant").filter(pk=pk).first()
    if application is not None and is_member(user, application.applicant):
        return address("enterprise:application", pk)
    return address("staff:application", pk) if posts_of(user).exists() else ""
