"""The doors of the demonstration (演示入口): whom one may be with one click, and only where DEMO is set."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Door:
    """One identity of the demonstration city: the user's name is ``demo-`` and this name."""

    name: str
    title: Text
    text: Text
    anonymous: bool = False

    @property
    def username(self) -> str:
        return f"demo-{self.name}"


FRONT_DOORS = (
    Door("enterprise", _("企业"), _("看能报什么，填报，看进度和结果")),
    Door("reviewer", _("评审专家"), _("声明回避，打分，写理由")),
    Door("office", _("主管部门"), _("办件，批次，公示，撤销")),
    Door("institution", _("技术机构"), _("受托评价，写结论，签发")),
    Door("citizen", _("公众"), _("不登录：查标识，看榜单和公示"), anonymous=True),
)
MORE_DOORS = (
    Door("colleague", _("企业经办人"), _("同一家企业的同事：能填报，不能签字提交")),
    Door("recommender", _("推荐单位"), _("区市主管部门：推荐本辖区的申报")),
    Door("department", _("征求意见的部门"), _("对拟定名单回复意见")),
    Door("approver", _("审定机关"), _("审定或退回名单")),
    Door("leader", _("领导"), _("看进展、看逾期")),
)
DOORS = {door.name: door for door in (*FRONT_DOORS, *MORE_DOORS)}
