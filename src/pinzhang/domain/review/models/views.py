"""Views of the queue that a person has kept."""

from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """Filters of the queue under a name, for the one person who kept them (常用视图).

    Written by :mod:`pinzhang.domain.review.services.views`.
    """

    owner = models.ForeignKey("parties.User", models.CASCADE, related_name="saved_views")
    name = models.CharField("名称", max_length=20)
    query = models.CharField("筛选条件", max_length=500)
    """As it stands in the address, without the place in the list."""
    kept_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "常用视图"
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="a_person_names_a_view_once"),
            models.CheckConstraint(condition=~Q(name=""), name="a_saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
