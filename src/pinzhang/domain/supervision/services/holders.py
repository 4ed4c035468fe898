"""What a holder may do with a mark while no procedure runs about it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from pinzhang.domain.marks.models import Mark
from pinzhang.domain.marks.services import surrender_mark, transfer_mark
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.supervision.models import Procedure
from pinzhang.domain.supervision.refusals import CannotProceed


@transaction.atomic
def hand_back(*, mark: Mark, text: str, by: User, at: datetime, expected_version: int | None = None) -> Mark:
    """Hand a mark back, unless a procedure about it runs, which must find its end (交回标识).

    :raises CannotProceed: a procedure is open.
    :raises CannotChangeMark: see :func:`pinzhang.domain.marks.services.surrender_mark`.
    """
    _check_no_procedure(mark)
    return surrender_mark(mark=mark, text=text, by=by, at=at, expected_version=expected_version)


@transaction.atomic
def pass_on(*, mark: Mark, to: Organisation, by: User, at: datetime, **given: Any) -> Mark:
    """Enter that a mark passes to the successor of its holder, unless a procedure about it runs (变更持有单位).

    :raises CannotProceed: a procedure is open.
    :raises CannotTransfer: see :func:`pinzhang.domain.marks.services.transfer_mark`.
    """
    _check_no_procedure(mark)
    return transfer_mark(mark=mark, to=to, by=by, at=at, **given)


def _check_no_procedure(mark: Mark) -> None:
    Mark.objects.select_for_update().get(pk=mark.pk)
    if Procedure.objects.filter(mark=mark, decision="").exists():
        raise CannotProceed("这枚标识正在办理暂停或撤销的程序，办结以后才能交回或变更持有单位。")
