"""Reads of editions and rounds; an edition is parsed once per process from its canonical bytes."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q, QuerySet

from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Post
from pinzhang.domain.programmes.choices import DraftStage, RoundState
from pinzhang.domain.programmes.models import DraftOpinion, EditionDraft, ProgrammeEdition, Round, RoundExtension
from pinzhang.domain.reference.selectors import within
from pinzhang.engine.packs.canonical import from_canonical
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.programme import Route
from pinzhang.engine.stages import Plan


@lru_cache(maxsize=256)
def _parsed(digest: str) -> Edition:
    row = ProgrammeEdition.objects.only("content").get(digest=digest)
    return from_canonical(bytes(row.content))


def edition_document(edition: ProgrammeEdition) -> Edition:
    """Return the regulation as data; published bytes never change, so the digest is the cache key."""
    return _parsed(edition.digest)


def route_of(document: Edition, key: str) -> Route:
    """Return a route of an edition by its key."""
    return next(route for route in document.programme.routes if route.key == key)


def plan_of(edition: ProgrammeEdition, route: str) -> Plan:
    """Return the stages that a case on a route passes under an edition."""
    document = edition_document(edition)
    return Plan.of(document.stages, route_of(document, route))


def current_editions(on: date) -> QuerySet[ProgrammeEdition]:
    """Return the editions in force on a day, one per programme."""
    return (
        ProgrammeEdition.objects.filter(valid_from__lte=on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
        .select_related("authority")
        .defer("content")
        .order_by("name")
    )


def editions_of(code: str) -> QuerySet[ProgrammeEdition]:
    """Return all editions of a programme, the newest first."""
    return (
        ProgrammeEdition.objects.filter(code=code)
        .select_related("authority")
        .defer("content")
        .order_by("-valid_from", "-pk")
    )


def latest_editions(on: date) -> list[ProgrammeEdition]:
    """Return one edition per programme: the one in force on a day, else the newest."""
    newest: dict[str, ProgrammeEdition] = {}
    rows = ProgrammeEdition.objects.select_related("authority").defer("content").order_by("-valid_from", "-pk")
    for edition in rows:
        kept = newest.setdefault(edition.code, edition)
        in_force = edition.valid_from <= on and (edition.valid_to is None or edition.valid_to >= on)
        if kept.valid_from > on and in_force:
            newest[edition.code] = edition
    return sorted(newest.values(), key=lambda edition: edition.name)


def drafts_shown_to_the_public() -> QuerySet[EditionDraft]:
    """Return the editions in the making that were put out for public comment, the newest first (公开征求意见)."""
    return (
        EditionDraft.objects.filter(comment_until__isnull=False)
        .exclude(stage=DraftStage.ABANDONED)
        .select_related("authority", "published")
        .defer("published__content")
        .order_by("-comment_until", "-pk")
    )


def takes_comments(draft: EditionDraft, today: date) -> bool:
    """Tell whether anybody may comment on a draft today."""
    open_ = draft.stage == DraftStage.PUBLIC_COMMENT
    return open_ and draft.comment_until is not None and today <= draft.comment_until


def comments_on(draft: EditionDraft) -> QuerySet[DraftOpinion]:
    """Return what citizens said of a draft, the newest first (公众意见)."""
    return DraftOpinion.objects.filter(draft=draft, stage=DraftStage.PUBLIC_COMMENT).order_by("-given_at", "-pk")


def draft_document(draft: EditionDraft) -> Edition:
    """Return the regulation as a draft has it now."""
    return from_canonical(bytes(draft.content))


def edition_in_force(code: str, on: date) -> ProgrammeEdition | None:
    """Return the edition of a programme in force on a day."""
    return current_editions(on).filter(code=code).first()


def rounds() -> QuerySet[Round]:
    """Return rounds with what every list of them shows, the newest first."""
    return Round.objects.select_related("edition", "authority").defer("edition__content").order_by("-opens_at", "pk")


def open_rounds(at: datetime) -> QuerySet[Round]:
    """Return the rounds that accept applications at an instant, the first to close first."""
    return rounds().filter(state=RoundState.OPEN, opens_at__lte=at, closes_at__gt=at).order_by("closes_at")


def closes_for(round_: Round, organisation_pk: int) -> datetime:
    """Return when a round closes for one applicant, an extension included."""
    extension = RoundExtension.objects.filter(round=round_, organisation_id=organisation_pk).first()
    return extension.closes_at if extension else round_.closes_at


def accepts(round_: Round, *, organisation_pk: int, at: datetime) -> bool:
    """Tell whether a round accepts an application of an organisation at an instant.

    A round that was closed, at its time or before, accepts only who has an extension.
    """
    if round_.state == RoundState.OPEN:
        return round_.opens_at <= at < closes_for(round_, organisation_pk)
    if round_.state != RoundState.IN_REVIEW:
        return False
    return RoundExtension.objects.filter(round=round_, organisation_id=organisation_pk, closes_at__gt=at).exists()


def posts_under(posts: Iterable[Post], role: PostRole) -> Q:
    """Return the condition of being run by an authority in which one of the posts has a role, or one below."""
    return within(post.authority.path for post in posts if post.role == role)


def rounds_near(posts: Iterable[Post]) -> QuerySet[Round]:
    """Return the rounds whose cases may come before an official: of their authorities, those below and those above."""
    condition = Q(pk__in=[])
    for post in posts:
        path = post.authority.path
        above = [path[: i + 1] for i, character in enumerate(path) if character == "/"]
        condition |= Q(authority__path__startswith=path) | Q(authority__path__in=above)
    found = Round.objects.filter(condition).select_related("edition", "authority")
    return found.defer("edition__content").order_by("-opens_at", "-pk")


def rounds_of(posts: Iterable[Post]) -> QuerySet[Round]:
    """Return the rounds that an official works on or leads."""
    held = tuple(posts)
    wanted = (
        posts_under(held, PostRole.OFFICER) | posts_under(held, PostRole.APPROVER) | posts_under(held, PostRole.LEADER)
    )
    return Round.objects.filter(wanted).select_related("edition", "authority").defer("edition__content")


def rounds_read_by(posts: Iterable[Post]) -> QuerySet[Round]:
    """Return the rounds of the authorities in which an official holds any post, and of those below."""
    return rounds().filter(within(post.authority.path for post in posts))


def editions_run_by(posts: Iterable[Post], on: date) -> QuerySet[ProgrammeEdition]:
    """Return the editions in force of which an official may set up a round."""
    return current_editions(on).filter(posts_under(posts, PostRole.OFFICER))
