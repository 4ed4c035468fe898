"""What reviewers are known for and what applications are about (专长和申报领域), for the affinity of every pair."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pinzhang.domain.applications.models import Application
from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.review.models import Reviewer, ReviewTask
from pinzhang.engine.assignment.affinity import Expertise, Subject, is_committee, is_industry_code

INDUSTRY_FACT, COMMITTEE_FACT = "industry_code", "standards_committee"


def subjects_of(applications: Sequence[Application]) -> list[Subject]:
    """Return what each application is about, from what is known of its applicant; what is no code is not known."""
    known = _known_of(application.applicant_id for application in applications)
    return [known.get(application.applicant_id, Subject()) for application in applications]


def expertise_of(reviewers: Sequence[Reviewer]) -> list[Expertise]:
    """Return what each reviewer is known for: industries, committees, and the industries judged before."""
    judged: dict[int, list[int]] = defaultdict(list)
    past = ReviewTask.objects.filter(reviewer__in=[each.pk for each in reviewers], submitted_at__isnull=False)
    for reviewer, applicant in past.values_list("reviewer", "application__applicant"):
        judged[reviewer].append(applicant)
    known = _known_of(applicant for each in judged.values() for applicant in each)
    return [
        Expertise(
            industry_codes=tuple(filter(is_industry_code, reviewer.industry_codes)),
            committees=tuple(filter(is_committee, reviewer.committees)),
            reviewed=tuple(
                code for one in judged[reviewer.pk] for code in known.get(one, Subject()).industry_codes[:1]
            ),
        )
        for reviewer in reviewers
    ]


def _known_of(organisations: Iterable[int]) -> dict[int, Subject]:
    codes: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    entries = FactEntry.objects.filter(
        organisation__in=set(organisations), name__in=(INDUSTRY_FACT, COMMITTEE_FACT), ended_at__isnull=True
    )
    for organisation, name, value in entries.order_by("pk").values_list("organisation", "name", "value"):
        codes[organisation][name].append(str(value))
    return {
        organisation: Subject(
            tuple(filter(is_industry_code, each[INDUSTRY_FACT])), tuple(filter(is_committee, each[COMMITTEE_FACT]))
        )
        for organisation, each in codes.items()
    }
