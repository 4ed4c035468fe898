"""Reads of assignment runs and the seats they propose."""

from django.db.models import Count, Q, QuerySet

from pinzhang.domain.programmes.models import Round
from pinzhang.domain.review.models import AssignmentRun, ProposedSeat


def runs_of(round_: Round) -> QuerySet[AssignmentRun]:
    """Return the runs of a round, the newest first, with how many seats each would give out."""
    return (
        AssignmentRun.objects.filter(round=round_)
        .select_related("proposed_by", "deployed_by")
        .annotate(new_seats=Count("seats", filter=Q(seats__is_kept=False)))
        .order_by("-proposed_at", "-pk")
    )


def seats_of(run: AssignmentRun) -> QuerySet[ProposedSeat]:
    """Return the seats of a run, file by file, the best fitting reviewer first."""
    return (
        run.seats.select_related("application__case", "application__applicant", "reviewer__user")
        .defer("application__answers", "application__findings")
        .order_by("application__case__number", "-affinity", "pk")
    )
