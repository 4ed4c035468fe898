"""A round with files in review and a pool of reviewers, ready to be dealt out."""

from pinzhang.domain.applications.models import Application
from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.review.choices import RelationKind, RelationSource
from pinzhang.domain.review.demands import Demand
from pinzhang.domain.review.models import AssignmentRun, Reviewer
from pinzhang.domain.review.services import tasks
from pinzhang.domain.review.services.relations import Tie, record_relation
from pinzhang.domain.review.services.runs import propose_run
from tests.factories.cast import AT, make_officer, make_user
from tests.factories.programmes import make_round
from tests.factories.review import NEXT_DAY, make_application_in_review

STAGE = "document-review"


class Dealing:
    """Some files of one round in their document review, and some reviewers who could judge them."""

    def __init__(self, *, files: int = 3, reviewers: int = 4) -> None:
        self.round: Round = make_round()
        self.officer: User = make_officer(self.round.authority)
        self.files = [make_application_in_review(self.round, officer=self.officer) for _ in range(files)]
        self.reviewers = [self.reviewer(f"评审员{place}") for place in range(reviewers)]

    def reviewer(self, name: str, **known: object) -> Reviewer:
        made = tasks.enrol_reviewer(user=make_user(name), authority=self.round.authority)
        return self.known(made, **known)

    def known(self, reviewer: Reviewer, **known: object) -> Reviewer:
        Reviewer.objects.filter(pk=reviewer.pk).update(**known)
        reviewer.refresh_from_db()
        return reviewer

    def tie(self, reviewer: Reviewer, application: Application, kind: str = "consulting") -> None:
        firm = application.applicant
        record_relation(
            reviewer=reviewer,
            tie=Tie(RelationKind(kind), firm.name, firm.credit_code or ""),
            source=RelationSource.OFFICER,
            by=self.officer,
            at=AT,
        )

    def propose(self, per_application: int = 2, **demand: object) -> AssignmentRun:
        asked = Demand(per_application=per_application, **demand)  # type: ignore[arg-type]
        return propose_run(round_=self.round, stage=STAGE, demand=asked, by=self.officer, at=NEXT_DAY)


def enter_industry(firm: Organisation, code: str) -> None:
    FactEntry.objects.create(
        organisation=firm,
        name="industry_code",
        slot="industry_code",
        value=code,
        supplied_by="register",
        source="登记",
        as_of=AT.date(),
        recorded_at=AT,
    )
