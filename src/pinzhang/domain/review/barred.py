"""Which reviewers and applications are kept apart: what was declared, and what the registers say."""

from collections import defaultdict

from pinzhang.domain.parties.models import Membership
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.review.choices import ConflictAnswer
from pinzhang.domain.review.models import Reviewer, ReviewTask


def barred_pairs(round_: Round) -> set[tuple[int, int]]:
    """Return the pairs of reviewer and application of a round between which a conflict of interest stands.

    A declared one stays on record though the file went to somebody else; an employer or a membership needs no
    declaration.
    """
    applicants: dict[int, list[int]] = defaultdict(list)
    employers: dict[str, list[int]] = defaultdict(list)
    for pk, applicant, code in round_.applications.values_list("pk", "applicant_id", "applicant__credit_code"):
        applicants[applicant].append(pk)
        if code:
            employers[code].append(pk)
    declared = ReviewTask.objects.filter(application__round=round_, conflict=ConflictAnswer.CONFLICT)
    found = set(declared.values_list("reviewer_id", "application_id"))
    for reviewer, code in Reviewer.objects.exclude(employer_credit_code="").values_list("pk", "employer_credit_code"):
        found |= {(reviewer, pk) for pk in employers.get(code, ())}
    acting = Membership.objects.filter(until_at__isnull=True, user__reviewer__isnull=False, organisation__in=applicants)
    for reviewer, applicant in acting.values_list("user__reviewer", "organisation_id"):
        found |= {(reviewer, pk) for pk in applicants[applicant]}
    return found
