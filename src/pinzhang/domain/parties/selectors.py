"""Reads of users, organisations and posts."""

from datetime import date

from django.db.models import Q, QuerySet

from pinzhang.domain.parties.choices import DelegatedAct, MembershipRole, PostRole
from pinzhang.domain.parties.models import Delegation, Membership, Organisation, Post, User
from pinzhang.domain.reference.models import Authority
from pinzhang.engine.identifiers import check_credit_code

KEPT_POSTS = "_kept_posts"


def organisations_of(user: User) -> QuerySet[Organisation]:
    """Return the organisations that a person acts for today."""
    return Organisation.objects.filter(memberships__user=user, memberships__until_at__isnull=True).order_by("name")


def organisation_by_credit_code(text: str) -> Organisation | None:
    """Return the organisation with a code, however it was typed."""
    return Organisation.objects.filter(credit_code=check_credit_code(text).code).first()


def organisations_matching(text: str) -> QuerySet[Organisation]:
    """Return the organisations whose name contains a text, or whose code it is, however it was typed."""
    typed = text.strip()
    if not typed:
        return Organisation.objects.none()
    matches = Q(name__icontains=typed) | Q(credit_code=check_credit_code(typed).code)
    return Organisation.objects.filter(matches).select_related("region").order_by("name", "pk")


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Return the living memberships, the signer first."""
    return (
        Membership.objects.filter(organisation=organisation, until_at__isnull=True)
        .select_related("user")
        .order_by("-role", "since_at")
    )


def active_user(username: str) -> User | None:
    """Return the person who signs in by this name."""
    return User.objects.filter(username=username.strip(), is_active=True).first()


def users_of(organisation: Organisation) -> QuerySet[User]:
    """Return the people who act for an organisation today."""
    return User.objects.filter(
        memberships__organisation=organisation, memberships__until_at__isnull=True, is_active=True
    )


def institutions() -> QuerySet[Organisation]:
    """Return the technical institutions that can be commissioned (技术机构)."""
    return Organisation.objects.filter(is_institution=True).order_by("name")


def posts_of(user: User) -> QuerySet[Post]:
    """Return the posts that an official holds."""
    return Post.objects.filter(user=user).select_related("authority", "department__authority")


def keep_posts(user: User, posts: tuple[Post, ...]) -> None:
    """Let whoever asks for the posts of this person in the same request have what was just read."""
    setattr(user, KEPT_POSTS, posts)


def posts_held(user: User) -> tuple[Post, ...]:
    """Return the posts that an official holds: as the request has read them, else as they are now."""
    kept: tuple[Post, ...] | None = getattr(user, KEPT_POSTS, None)
    return tuple(posts_of(user).order_by("pk")) if kept is None else kept


def paths_of(user: User) -> list[str]:
    """Return the paths of the authorities in which an official holds a post, each once."""
    return list(dict.fromkeys(post.authority.path for post in posts_held(user)))


def holds(user: User, authority: Authority, *roles: PostRole) -> bool:
    """Tell whether an official holds one of these posts, or any, in exactly this authority."""
    return any(post.authority_id == authority.pk and (not roles or post.role in roles) for post in posts_held(user))


def officials_of(authority_path: str, *roles: PostRole) -> QuerySet[User]:
    """Return the people who hold one of these posts in exactly this authority."""
    return User.objects.filter(posts__authority__path=authority_path, posts__role__in=roles, is_active=True).distinct()


def officers_beside(user: User) -> QuerySet[User]:
    """Return the officers of the authorities in which a person is an officer, themselves among them (同单位经办)."""
    paths = Q(pk__in=[])
    for path in {post.authority.path for post in posts_held(user) if post.role == PostRole.OFFICER}:
        paths |= Q(posts__role=PostRole.OFFICER, posts__authority__path=path)
    return User.objects.filter(paths, is_active=True).distinct().order_by("full_name", "pk")


def is_member(user: User, organisation: Organisation) -> bool:
    """Tell whether a person acts for an organisation today."""
    return Membership.objects.filter(user=user, organisation=organisation, until_at__isnull=True).exists()


def is_signer(user: User, organisation: Organisation) -> bool:
    """Tell whether a person is the authorised signer of an organisation today."""
    return Membership.objects.filter(
        user=user, organisation=organisation, until_at__isnull=True, role=MembershipRole.SIGNER
    ).exists()


def signer_of(organisation: Organisation) -> User | None:
    """Return the authorised signer of an organisation today, where there is one (授权签署人)."""
    return User.objects.filter(
        memberships__organisation=organisation,
        memberships__until_at__isnull=True,
        memberships__role=MembershipRole.SIGNER,
    ).first()


def delegations_granted(organisation: Organisation, *, on: date) -> QuerySet[Delegation]:
    """Return the delegations that an organisation has granted and that hold on a day (委托出去的)."""
    living = Delegation.objects.filter(principal=organisation, ended_at__isnull=True, until_on__gte=on)
    return living.select_related("delegate").order_by("until_on", "pk")


def delegations_of(user: User, *, on: date) -> QuerySet[Delegation]:
    """Return the delegations on which a person may act on a day, as a member of the organisation that holds them."""
    return (
        Delegation.objects.filter(
            delegate__memberships__user=user,
            delegate__memberships__until_at__isnull=True,
            ended_at__isnull=True,
            until_on__gte=on,
        )
        .select_related("principal", "delegate")
        .order_by("principal__name")
    )


def may_fill_in_for(user: User, organisation: Organisation, *, programme: str, on: date) -> bool:
    """Tell whether a person may fill in for an organisation: as its member, or by delegation."""
    return is_member(user, organisation) or any(
        held.covers(DelegatedAct.FILL_IN, programme)
        for held in delegations_of(user, on=on).filter(principal=organisation)
    )


def may_sign_for(user: User, organisation: Organisation, *, programme: str, on: date) -> bool:
    """Tell whether a person may sign for an organisation: its signer, or its delegate's where signing is delegated."""
    if is_signer(user, organisation):
        return True
    return any(
        one.covers(DelegatedAct.SIGN, programme) and is_signer(user, one.delegate)
        for one in delegations_of(user, on=on).filter(principal=organisation)
    )
