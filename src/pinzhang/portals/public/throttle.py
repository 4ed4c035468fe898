"""How often one address may send something in without signing in."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from pinzhang.domain.core.refusals import Refusal

SECONDS = 3600
MOST_PER_HOUR = 20


class TooOften(Refusal):
    """The address has sent in too much within an hour (提交太频繁)."""


def count_one(request: HttpRequest, what: str) -> None:
    """Count one submission of the caller's address.

    The count is kept where every process of the instance sees it, and forgotten after an hour.

    :raises TooOften: the address has used up its hour.
    """
    key = f"public:{what}:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, SECONDS)
    if cache.incr(key) > MOST_PER_HOUR:
        raise TooOften(_("这个网络地址一小时内提交得太多了。您填写的内容还在，请过一会儿再提交，或拨打咨询电话。"))
