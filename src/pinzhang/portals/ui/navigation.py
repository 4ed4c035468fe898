"""Where each audience can go: the one structure from which every menu is drawn.

An entry whose page does not exist in this deployment is left out, so a menu never leads nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """One entry of a menu: the key a page uses to say "this is me", its label, the name of its URL."""

    key: str
    label: str | Promise
    url_name: str


@dataclass(frozen=True)
class Link:
    """An entry as drawn."""

    label: str
    url: str
    current: bool


PUBLIC = (
    Entry("home", _("首页"), "public:home"),
    Entry("verify", _("查标识"), "public:verify"),
    Entry("programmes", _("看项目"), "public:programmes"),
    Entry("lists", _("榜单"), "public:lists"),
    Entry("notices", _("公示"), "public:notices"),
)
ENTERPRISE = (
    Entry("workbench", _("工作台"), "enterprise:workbench"),
    Entry("eligibility", _("能报什么"), "enterprise:eligibility"),
    Entry("applications", _("我的申报"), "enterprise:applications"),
    Entry("marks", _("我的标识"), "enterprise:marks"),
    Entry("rights", _("知识产权"), "enterprise:rights"),
    Entry("profile", _("单位资料"), "enterprise:profile"),
    Entry("messages", _("消息"), "enterprise:messages"),
)
STAFF = (
    Entry("queue", _("办件"), "staff:queue"),
    Entry("rounds", _("批次"), "staff:rounds"),
    Entry("review", _("评审"), "staff:review"),
    Entry("marks", _("标识监管"), "staff:marks"),
    Entry("reports", _("举报"), "staff:reports"),
    Entry("protection", _("知识产权和荣誉"), "staff:rights"),
    Entry("dashboard", _("统计"), "staff:dashboard"),
    Entry("programmes", _("项目设置"), "staff:programmes"),
    Entry("connections", _("系统对接"), "staff:connections"),
)
REVIEWER = (
    Entry("tasks", _("我的任务"), "reviewer:tasks"),
    Entry("relations", _("利害关系"), "reviewer:relations"),
    Entry("panels", _("评审会"), "reviewer:panels"),
    Entry("connections", _("系统对接"), "reviewer:connections"),
)
INSTITUTION = (
    Entry("tasks", _("我的任务"), "institution:tasks"),
    Entry("connections", _("系统对接"), "institution:connections"),
)
FOOTER = (
    Entry("report", _("举报假冒"), "public:report"),
    Entry("help", _("使用帮助"), "public:help"),
    Entry("accessibility", _("无障碍说明"), "public:accessibility"),
    Entry("coverage", _("收录说明"), "public:about_coverage"),
    Entry("api", _("开放接口"), "api:operations"),
)
MENUS: dict[str, tuple[Entry, ...]] = {
    "public": PUBLIC,
    "enterprise": ENTERPRISE,
    "staff": STAFF,
    "reviewer": REVIEWER,
    "institution": INSTITUTION,
    "footer": FOOTER,
}


def url_of(name: str) -> str:
    """Return the address of a page, or nothing where the page does not exist."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def links(menu: str, *, path: str = "", current: str = "") -> list[Link]:
    """Return a menu as drawn for the page at ``path``, or for the entry that the page names as ``current``."""
    found = [(entry, url_of(entry.url_name)) for entry in MENUS[menu]]
    here = current or _entry_at(path, [pair for pair in found if pair[1]])
    return [Link(str(entry.label), url, entry.key == here) for entry, url in found if url]


def _entry_at(path: str, found: Sequence[tuple[Entry, str]]) -> str:
    """Return the key of the entry whose address is the longest beginning of the path."""
    roots = {"/", found[0][1]} if found else {"/"}
    matches = [
        (len(url), entry.key) for entry, url in found if path == url or (url not in roots and path.startswith(url))
    ]
    return max(matches, default=(0, ""))[1]
