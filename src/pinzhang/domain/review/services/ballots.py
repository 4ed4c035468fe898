"""Secret votes of a panel: one vote per member, counted in a box that remembers nobody, told only at the end."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from pinzhang.domain.applications.selectors import list_plan
from pinzhang.domain.cases.services import batches
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.barred import barred_pairs
from pinzhang.domain.review.choices import Vote
from pinzhang.domain.review.models import Ballot, BallotVoter, PanelMember, PanelRoom, Reviewer
from pinzhang.domain.review.refusals import CannotVote
from pinzhang.engine.packs.schema.stages import Ballot as BallotRule
from pinzhang.engine.stages.findings import panel_carries
from pinzhang.engine.stages.refusals import NotPossible

BOX = {Vote.FOR: "in_favour", Vote.AGAINST: "against", Vote.ABSTAIN: "abstained"}


@transaction.atomic
def open_ballots(*, room: PanelRoom, round_: Round, tiers: Mapping[int, str], by: User, at: datetime) -> list[Ballot]:
    """Let the members who are present vote on a tier for each of some applications (开始表决).

    Whoever has a conflict of interest with an applicant takes no part in the vote on it.

    :raises CannotVote: the edition knows no vote, nothing is put to it, there is no such tier or application, a vote
        was held already, or too few members (or an even number) may vote.
    :raises CannotMove: the list is closed already.
    """
    opened = batches.locked_list(room.batch_stage)
    rule = list_plan(round_).stage(opened.stage).ballot
    if rule is None:
        raise CannotVote("规则没有规定票决。")
    if not tiers:
        raise CannotVote("请选择要表决的申报和等次。")
    known = {tier.key for tier in edition_document(round_.edition).outcomes.tiers}
    if set(tiers.values()) - known or {str(pk) for pk in tiers} - set(room.codes):
        raise CannotVote("没有这件申报或这个等次。")
    barred = barred_pairs(round_, on=local_day(at))
    present = list(room.members.filter(present=True))
    return [
        _open(room, rule, (pk, tier), [m for m in present if (m.reviewer_id, pk) not in barred], by, at)
        for pk, tier in tiers.items()
    ]


def _open(
    room: PanelRoom, rule: BallotRule, about: tuple[int, str], voters: list[PanelMember], by: User, at: datetime
) -> Ballot:
    application, tier = about
    _carried(rule, len(voters), 0, room.codes[str(application)])
    try:
        with transaction.atomic():
            ballot = Ballot.objects.create(room=room, application_id=application, tier=tier, opened_at=at)
    except IntegrityError as error:
        raise CannotVote(f"申报 {room.codes[str(application)]} 的这个等次已经表决过。") from error
    BallotVoter.objects.bulk_create([BallotVoter(ballot=ballot, member=each) for each in voters])
    data = {"ballot": ballot.pk, "tier": tier, "voters": len(voters)}
    events.record("review.ballot.opened", subject=room, by=by, at=at, data=data)
    return ballot


@transaction.atomic
def cast_votes(*, room: PanelRoom, reviewer: Reviewer, votes: Mapping[int, str], at: datetime) -> None:
    """Cast a member's votes, all or none; afterwards nothing tells how they voted (投票).

    Only the sums of the box change, and the register says that the member has voted.

    :raises CannotVote: nothing is marked, the vote is over, the member may not vote in it, or has voted already.
    """
    if not votes:
        raise CannotVote("请至少对一件表决。")
    round_ = Round.objects.select_related("edition").get(batch__stages=room.batch_stage_id)
    barred = barred_pairs(round_, on=local_day(at))
    for pk, vote in sorted(votes.items()):
        ballot = Ballot.objects.select_for_update().filter(pk=pk, room=room).first()
        if ballot is None or ballot.closed_at is not None:
            raise CannotVote("这项表决已经结束。")
        if vote not in Vote.values:
            raise CannotVote("请选择赞成、反对或弃权。")
        if (reviewer.pk, ballot.application_id) in barred:
            raise CannotVote("您与这家申报组织有利害关系，不能参加这项表决。")
        mine = BallotVoter.objects.filter(ballot=ballot, member__reviewer=reviewer)
        if not mine.exists():
            raise CannotVote("您不参加这项表决。")
        if not mine.filter(has_voted=False).update(has_voted=True):
            raise CannotVote("您已经投过票，不能再投。")
        box = BOX[Vote(vote)]
        Ballot.objects.filter(pk=pk).update(**{box: F(box) + 1})
        events.record("review.ballot.cast", subject=room, by=reviewer.user, at=at, data={"ballot": pk})


@transaction.atomic
def excuse_voter(*, voter: BallotVoter, ground: str, by: User, at: datetime) -> None:
    """Take a member who has left, or turns out to have a conflict, off a vote they have not cast (退出表决).

    :raises CannotVote: no ground is given, they have voted, or the vote is over.
    """
    if not ground.strip():
        raise CannotVote("请写明退出表决的理由。", fields={"ground": "请写明理由。"})
    ballot = Ballot.objects.select_for_update().get(pk=voter.ballot_id)
    if ballot.closed_at is not None or not BallotVoter.objects.filter(pk=voter.pk, has_voted=False).exists():
        raise CannotVote("已经投票或已经计票，不能退出。")
    BallotVoter.objects.filter(pk=voter.pk).delete()
    data = {"ballot": ballot.pk, "member": voter.member.reviewer_id}
    events.record("review.voter.excused", subject=ballot.room, by=by, at=at, data=data)


@transaction.atomic
def count_ballots(*, room: PanelRoom, round_: Round, by: User, at: datetime) -> list[Ballot]:
    """Count every vote that is running; only now does anybody learn how it went (计票).

    :raises CannotVote: nothing is running, somebody has not voted yet, or the quorum is gone.
    """
    rule = list_plan(round_).stage(room.batch_stage.stage).ballot
    running = list(Ballot.objects.select_for_update().filter(room=room, closed_at__isnull=True).order_by("pk"))
    if rule is None or not running:
        raise CannotVote("没有正在进行的表决。")
    owed = BallotVoter.objects.filter(ballot__in=running, has_voted=False)
    if owed.exists():
        names = owed.values_list("member__reviewer__user__full_name", flat=True).distinct()
        raise CannotVote("还有评委没有投票。", reasons=tuple(sorted(names)))
    return [_count(room, rule, ballot, by, at) for ballot in running]


def _count(room: PanelRoom, rule: BallotRule, ballot: Ballot, by: User, at: datetime) -> Ballot:
    voters = BallotVoter.objects.filter(ballot=ballot).count()
    cast = ballot.in_favour + ballot.against + ballot.abstained
    code = room.codes[str(ballot.application_id)]
    if cast != voters:
        raise CannotVote(f"申报 {code} 的票数与投票人数不符，不能计票。")
    ballot.carried, ballot.closed_at = _carried(rule, voters, ballot.in_favour, code), at
    ballot.save(update_fields=["carried", "closed_at"])
    data = {
        "ballot": ballot.pk,
        "in_favour": ballot.in_favour,
        "against": ballot.against,
        "abstained": ballot.abstained,
        "carried": ballot.carried,
    }
    events.record("review.ballot.counted", subject=room, by=by, at=at, data=data)
    return ballot


def _carried(rule: BallotRule, voters: int, in_favour: int, code: str) -> bool:
    try:
        return panel_carries(rule, present=voters, in_favour=in_favour)
    except NotPossible as refusal:
        raise CannotVote(f"申报 {code}：{refusal}。") from refusal
