"""What an official may read, what of it waits for them, and how it is narrowed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import readable_by
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Post, User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import rounds_near
from pinzhang.domain.reference.selectors import within
from pinzhang.domain.review import turns

NOBODY = "nobody"


@dataclass(frozen=True)
class Desk:
    """An official with what they may read, and the editions it was made under."""

    user: User
    posts: tuple[Post, ...]
    readable: QuerySet[Application]
    editions: turns.Editions
    today: date
    rounds: tuple[Round, ...] = ()
    """The rounds whose cases may come before them."""

    @classmethod
    def of(cls, user: User, posts: tuple[Post, ...], *, today: date) -> "Desk":
        """Return the desk of an official on a day."""
        rounds = tuple(rounds_near(posts))
        editions = list({each.edition_id: each.edition for each in rounds}.values())
        return cls(user, posts, readable_by(user, posts), editions, today, rounds)

    @cached_property
    def opened(self) -> tuple[BatchStage, ...]:
        """The lists that are open in these rounds."""
        return tuple(BatchStage.objects.filter(batch__round__in=self.rounds, closed_at__isnull=True))

    @cached_property
    def officers(self) -> tuple[Post, ...]:
        """The posts of the officers of the official's authorities and of those below, by name."""
        below = within(post.authority.path for post in self.posts)
        held = Post.objects.filter(below, role=PostRole.OFFICER, user__is_active=True)
        return tuple(held.select_related("user", "authority").order_by("user__full_name", "user", "pk"))

    @property
    def officers_below(self) -> list[User]:
        """The officers to whom a case may be assigned (下属机关经办)."""
        return list(dict.fromkeys(post.user for post in self.officers))

    @property
    def officers_beside(self) -> list[User]:
        """The officers of the authorities in which the official is one, themselves among them (同单位经办)."""
        own = {post.authority_id for post in self.posts if post.role == PostRole.OFFICER}
        return list(dict.fromkeys(post.user for post in self.officers if post.authority_id in own))

    def due(self, days: Iterable[date]) -> dict[date, Q]:
        """Return the condition of running out on each of some days."""
        running = turns.running(self.editions)
        return {day: running & Q(case__due_on=day) for day in days}

    @property
    def views(self) -> dict[str, Q]:
        """The condition of every view."""
        return {
            "mine": turns.awaiting(self.user, self.posts, self.editions),
            "late": turns.late(self.editions, self.today),
            "today": turns.running(self.editions) & Q(case__due_on=self.today),
            "correction": turns.LIVING & Q(case__waiting=True),
            "opinions": turns.LIVING & turns.standing_at(self.editions, lambda stage: stage.kind == "consultation"),
            "unassigned": turns.LIVING & Q(case__assignee__isnull=True),
            "all": Q(),
        }


def narrowed(desk: Desk, chosen: Mapping[str, str]) -> QuerySet[Application]:
    """Return what may be read, narrowed to what was asked for."""
    found = desk.readable
    if "q" in chosen:
        text = chosen["q"]
        found = found.filter(
            Q(case__number__icontains=text)
            | Q(case__title__icontains=text)
            | Q(applicant__name__icontains=text)
            | Q(applicant__credit_code__icontains=text)
        )
    if "district" in chosen:
        found = found.filter(applicant__region__code=chosen["district"])
    if "sector" in chosen:
        found = found.filter(sector=chosen["sector"])
    if "round" in chosen:
        found = found.filter(round=int(chosen["round"]))
    if "kind" in chosen:
        found = found.filter(turns.standing_at(desk.editions, lambda stage: stage.kind == chosen["kind"]))
    return found.filter(_assigned(desk.user, chosen["assignee"])) if "assignee" in chosen else found


def _assigned(user: User, whom: str) -> Q:
    nobody, me = Q(case__assignee__isnull=True), Q(case__assignee=user)
    named = {"me": me, "mine": me | nobody, NOBODY: nobody}
    return named[whom] if whom in named else Q(case__assignee=whom)
