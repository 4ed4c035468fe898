"""Do a request once per key: its effects, its key and its answer are one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from pinzhang.domain.connections.models import KeptRequest
from pinzhang.domain.connections.refusals import KeyUsedOtherwise
from pinzhang.domain.core.services import jobs

KEPT = timedelta(days=7)
FAILED = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered with (答复)."""

    status: int
    media_type: str
    text: str
    repeated: bool = False
    is_kept: bool = True
    """False where nothing was done yet, so that the same key may be tried again."""


class _Undo(Exception):
    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def once(*, owner: str, key: str, digest: str, at: datetime, act: Callable[[], Answer]) -> Answer:
    """Do a request, or return the answer it got when it was done before (只办一次).

    Two who send the same key at the same time get one effect and one answer: the second waits for the first.

    :raises KeyUsedOtherwise: the owner used the key for a request with other content.
    """
    try:
        with transaction.atomic():
            return _first(owner, key, digest, at, act) or _again(owner, key, digest)
    except _Undo as undone:
        return undone.answer


def _first(owner: str, key: str, digest: str, at: datetime, act: Callable[[], Answer]) -> Answer | None:
    """Return the answer of doing it now; nothing where it was done before."""
    try:
        with transaction.atomic():
            kept = KeptRequest.objects.create(owner=owner, key=key, digest=digest, asked_at=at)
    except IntegrityError:
        return None
    answer = act()
    if answer.status >= FAILED or not answer.is_kept:
        raise _Undo(answer)
    KeptRequest.objects.filter(pk=kept.pk).update(
        status=answer.status, media_type=answer.media_type, answer=answer.text
    )
    return answer


def _again(owner: str, key: str, digest: str) -> Answer:
    kept = KeptRequest.objects.get(owner=owner, key=key)
    if kept.digest != digest:
        raise KeyUsedOtherwise("这个幂等键已经用于另一个请求。请换一个新的键。")
    return replace(Answer(kept.status, kept.media_type, kept.answer), repeated=True)


@jobs.daily
def forget_requests(_payload: dict[str, str], at: datetime) -> None:
    """Forget requests that nobody will send again."""
    KeptRequest.objects.filter(asked_at__lt=at - KEPT).delete()
