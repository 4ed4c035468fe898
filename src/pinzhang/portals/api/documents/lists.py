"""Lists of a round at its batch stages, what is proposed and what departments say."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from pinzhang.domain.applications.models import Opinion
from pinzhang.domain.applications.selectors import noticed_applications
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.review.models import PanelEntry
from pinzhang.portals.api.contract import Day, Given, Listed, Number, Said, Short, Slug, Text, Told
from pinzhang.portals.api.documents.applications import ApplicationSaid, application_facts


class ListLineSaid(Said):
    """A list of a round (名单)."""

    id: int
    round: int
    stage: str
    sequence: int
    digest: str
    count: int
    opened_at: datetime
    due_on: date | None = None
    closed_at: datetime | None = None
    result: str | None = None
    document_number: str | None = None


class ListLinesTold(Listed):
    items: list[ListLineSaid]


class EntrySaid(Said):
    """What is proposed for one application (拟定)."""

    application: int
    number: str
    score: Decimal | None = None
    rank: int | None = None
    tied: bool
    tier: str | None = None
    ground: str | None = None


class OpinionSaid(Said):
    """What a department is asked, and what it says (部门意见)."""

    id: int
    opened: int = Field(description="The list on which it is asked.")
    application: int
    number: str
    department: str
    kind: str | None = Field(default=None, description="Absent while it has not answered.")
    text: str | None = None
    given_at: datetime | None = None


class OpinionTold(Told, OpinionSaid):
    """One opinion."""


class OpinionsTold(Listed):
    items: list[OpinionSaid]


class ListTold(Told, ListLineSaid):
    """A list with everybody on it."""

    applications: list[ApplicationSaid]
    entries: list[EntrySaid]
    opinions: list[OpinionSaid]
    yielded: list[str]
    minutes: str | None = None


class OpenListGiven(Given):
    """The stage at which a list is frozen."""

    stage: Slug
    ground: Text = Field(default="", description="Needed where cases still in an earlier stage are left behind.")
    until_on: Day | None = Field(default=None, description="The last day, where the edition names no term.")
    departments: list[Number] = Field(default=[], max_length=100, description="Whom a consultation asks.")


class CloseListGiven(Given):
    """How a list is closed: all go forward but those refused, each with a ground, by number."""

    refuse: dict[Short, Text] = {}
    minutes: Text = ""
    document_number: Short = Field(default="", max_length=60)


class PlaceGiven(Given):
    """What is proposed for one application: a tier, or none and why."""

    application: Number
    tier: Slug | None = None
    ground: Text = ""


class ProposalGiven(Given):
    """A proposal as it stands on the table; whoever is not named has no tier."""

    places: list[PlaceGiven] = Field(max_length=2000)
    minutes: Text = ""
    document_number: Short = Field(default="", max_length=60)

    def tiers(self) -> dict[int, str]:
        """Return the tier of each application."""
        return {place.application: place.tier or "" for place in self.places}

    def grounds(self) -> dict[int, str]:
        """Return the ground of each application."""
        return {place.application: place.ground for place in self.places}


class ReturnListGiven(Given):
    """Where a list is sent back to, and why."""

    to: Slug
    note: Text


class OpinionGiven(Given):
    """What a department says of one applicant."""

    kind: Literal["no_objection", "conditional", "objection"]
    text: Text = ""


class DepartmentSaid(Said):
    """A department that can be asked (部门)."""

    id: int
    key: str
    name: str


class DepartmentsTold(Listed):
    items: list[DepartmentSaid]


def say_list(opened: BatchStage) -> ListLineSaid:
    """Return a list as a line."""
    return ListLineSaid(**_line(opened))


def _line(opened: BatchStage) -> dict[str, Any]:
    return {
        "id": opened.pk,
        "round": opened.batch.round.pk,
        "stage": opened.stage,
        "sequence": opened.sequence,
        "digest": opened.frozen_digest,
        "count": len(opened.frozen),
        "opened_at": opened.opened_at,
        "due_on": opened.due_on,
        "closed_at": opened.closed_at,
        "result": opened.result or None,
        "document_number": opened.document_number or None,
    }


def tell_list(opened: BatchStage) -> ListTold:
    """Return a list with everybody on it, what is proposed and what departments say."""
    entries = PanelEntry.objects.filter(batch_stage=opened).select_related("application__case").order_by("pk")
    opinions = Opinion.objects.filter(batch_stage=opened).select_related("application__case").order_by("pk")
    return ListTold(
        **_line(opened),
        applications=[ApplicationSaid(**application_facts(each)) for each in noticed_applications(opened)],
        entries=[_entry(each) for each in entries],
        opinions=[say_opinion(each) for each in opinions],
        yielded=opened.yielded,
        minutes=opened.minutes or None,
    )


def _entry(entry: PanelEntry) -> EntrySaid:
    return EntrySaid(
        application=entry.application_id,
        number=entry.application.case.number,
        score=entry.score,
        rank=entry.rank,
        tied=entry.tied,
        tier=entry.tier or None,
        ground=entry.ground or None,
    )


def say_opinion(opinion: Opinion) -> OpinionSaid:
    """Return an opinion as a line of a list."""
    return OpinionSaid(**_opinion(opinion))


def tell_opinion(opinion: Opinion) -> OpinionTold:
    """Return an opinion as a whole answer."""
    return OpinionTold(**_opinion(opinion))


def _opinion(opinion: Opinion) -> dict[str, Any]:
    return {
        "id": opinion.pk,
        "opened": opinion.batch_stage_id,
        "application": opinion.application_id,
        "number": opinion.application.case.number,
        "department": opinion.department_name,
        "kind": opinion.kind or None,
        "text": opinion.text or None,
        "given_at": opinion.given_at,
    }
