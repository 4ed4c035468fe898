"""Keep filters of the queue under a name, and forget them."""

from datetime import datetime

from django.db import transaction

from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import User
from pinzhang.domain.review.models import SavedView
from pinzhang.domain.review.refusals import CannotKeepView

MOST_VIEWS = 12
LONGEST_NAME, LONGEST_QUERY = 20, 500


@transaction.atomic
def keep_view(*, owner: User, name: str, query: str, at: datetime) -> SavedView:
    """Keep filters under a name (保存视图); a name that is there already means these filters from now on.

    :raises CannotKeepView: there is no name, the name or the filters are too long, or there are too many already.
    """
    called = name.strip()
    if not called or len(called) > LONGEST_NAME:
        raise CannotKeepView(f"请给视图起一个不超过 {LONGEST_NAME} 个字的名称。")
    if len(query) > LONGEST_QUERY:
        raise CannotKeepView("筛选条件太长，不能保存。")
    User.objects.select_for_update().get(pk=owner.pk)
    held = SavedView.objects.filter(owner=owner)
    if held.exclude(name=called).count() >= MOST_VIEWS:
        raise CannotKeepView(f"最多保存 {MOST_VIEWS} 个视图，请先删除不用的。")
    view, _ = SavedView.objects.update_or_create(owner=owner, name=called, defaults={"query": query, "kept_at": at})
    events.record("review.view.kept", subject=view, by=owner, at=at, data={})
    return view


@transaction.atomic
def forget_view(*, view: SavedView, by: User, at: datetime) -> None:
    """Remove a view that its owner no longer wants (删除视图)."""
    events.record("review.view.forgotten", subject=view, by=by, at=at, data={})
    view.delete()
