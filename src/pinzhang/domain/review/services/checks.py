"""What binds a proposal besides quotas and order: vetoes, and the votes that the edition asks for."""

from collections.abc import Sequence

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import list_plan
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.models import Ballot, PanelEntry
from pinzhang.domain.review.ratings import has_veto, scored_stages
from pinzhang.domain.review.refusals import CannotPropose


def check_vetoes(round_: Round, chosen: Sequence[Application]) -> None:
    """Refuse to propose whom a veto criterion has ended.

    :raises CannotPropose: a reviewer's mark is under a limit that ends the case.
    """
    schemes = edition_document(round_.edition).criteria.schemes
    if not any(has_veto(criterion) for scheme in schemes for criterion in scheme.criteria):
        return
    vetoed = {int(pk) for stage in scored_stages(round_) for pk in stage.vetoes()}
    numbers = tuple(application.case.number for application in chosen if application.pk in vetoed)
    if numbers:
        raise CannotPropose("有一票否决项的不能拟定。", reasons=numbers)


def check_ballots(opened: BatchStage, round_: Round, entries: Sequence[PanelEntry]) -> None:
    """Where the edition asks for a vote, whoever is proposed must have been voted for.

    :raises CannotPropose: a vote is still running, or somebody proposed has no vote that was carried.
    """
    if list_plan(round_).stage(opened.stage).ballot is None:
        return
    ballots = Ballot.objects.filter(room__batch_stage=opened)
    if ballots.filter(closed_at__isnull=True).exists():
        raise CannotPropose("还有表决没有计票。")
    carried = set(ballots.filter(carried=True).values_list("application_id", "tier"))
    without = [entry for entry in entries if entry.tier and (entry.application_id, entry.tier) not in carried]
    if without:
        numbers = tuple(entry.application.case.number for entry in without)
        raise CannotPropose("规则要求票决，拟定等次须经表决通过。", reasons=numbers)
