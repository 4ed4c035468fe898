"""What the page of a mark says anew to every reader: when it was checked, and how often its serial was."""

from datetime import datetime

from django.utils.translation import gettext as _

from pinzhang.domain.trust.services.scans import TOO_OFTEN
from pinzhang.portals.ui.components.dates import moment
from pinzhang.portals.ui.components.numbers import number


def checked_sentence(at: datetime) -> str:
    """Say when this answer was given."""
    return _("%(moment)s 核验，显示的是此刻的状态") % {"moment": moment(at)}


def scans_sentence(today: int, before: int) -> str:
    """Say the how-manieth look-up of a serial this is, and warn where there are too many."""
    words = {"n": number(today), "m": number(before)}
    if today >= TOO_OFTEN:
        return _("这个序号今天已被查 %(n)s 次，远多于一件商品应有的次数：它可能被抄到了别的商品上。") % words
    if before:
        return _("这个序号只用在这一件上，今天第 %(n)s 次被查，此前共查过 %(m)s 次。") % words
    return _("这个序号只用在这一件上，今天第 %(n)s 次被查，此前没有查询记录。") % words
