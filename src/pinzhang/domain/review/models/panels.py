"""The panel in its room: who sits in it, under which codes it sees the applicants, what it votes on."""

from django.db import models
from django.db.models import F, Q


class PanelRoom(models.Model):
    """The room in which a panel meets over an open list (评审会会场).

    Applicants are codes until somebody unblinds them by an act of their own.
    """

    batch_stage = models.OneToOneField("cases.BatchStage", models.CASCADE, related_name="panel_room")
    codes = models.JSONField("代号")
    """By the key of the application."""
    agenda = models.JSONField("讨论顺序", default=list)
    opened_at = models.DateTimeField("开始时间")
    unblinded_at = models.DateTimeField("公开身份时间", null=True, blank=True)
    unblinded_by = models.ForeignKey(
        "parties.User", models.PROTECT, null=True, blank=True, related_name="panel_rooms_unblinded"
    )

    class Meta:
        verbose_name = "评审会会场"
        constraints = [
            models.CheckConstraint(
                condition=Q(unblinded_at__isnull=True) | Q(unblinded_by__isnull=False),
                name="an_unblinded_room_has_somebody_who_unblinded_it",
            )
        ]


class PanelMember(models.Model):
    """A member of a panel (评委), and whether they are in the room."""

    room = models.ForeignKey(PanelRoom, models.CASCADE, related_name="members")
    reviewer = models.ForeignKey("review.Reviewer", models.PROTECT, related_name="panel_seats")
    present = models.BooleanField("到会", default=True)

    class Meta:
        verbose_name = "评委"
        constraints = [models.UniqueConstraint(fields=["room", "reviewer"], name="a_member_sits_in_a_panel_once")]


class Ballot(models.Model):
    """A secret vote on one tier for one application (票决): a box that counts and remembers nobody.

    The box holds three sums and no slips, so that no row, time or order tells who voted how.
    """

    room = models.ForeignKey(PanelRoom, models.CASCADE, related_name="ballots")
    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="ballots")
    tier = models.CharField("拟定等次", max_length=64)
    opened_at = models.DateTimeField("开始时间")
    in_favour = models.PositiveSmallIntegerField("赞成", default=0)
    against = models.PositiveSmallIntegerField("反对", default=0)
    abstained = models.PositiveSmallIntegerField("弃权", default=0)
    closed_at = models.DateTimeField("计票时间", null=True, blank=True)
    carried = models.BooleanField("通过", null=True)

    class Meta:
        verbose_name = "票决"
        constraints = [
            models.UniqueConstraint(
                fields=["room", "application", "tier"], name="one_ballot_per_tier_of_an_application"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, carried__isnull=True)
                | Q(closed_at__isnull=False, carried__isnull=False, opened_at__lte=F("closed_at")),
                name="a_counted_ballot_has_an_outcome",
            ),
        ]


class BallotVoter(models.Model):
    """Who may vote in a ballot, and whether they have (投票登记); how is written nowhere."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="voters")
    member = models.ForeignKey(PanelMember, models.CASCADE, related_name="votes")
    has_voted = models.BooleanField("已投票", default=False)

    class Meta:
        verbose_name = "投票登记"
        constraints = [models.UniqueConstraint(fields=["ballot", "member"], name="a_member_votes_once_in_a_ballot")]
