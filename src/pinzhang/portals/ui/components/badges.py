"""Statuses, verdicts, clocks, clauses: a shape, a word and a colour together."""

from datetime import date

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from pinzhang.portals.ui.components.dates import as_day, day_short
from pinzhang.portals.ui.components.words import words

TONES = {
    "": "st",
    "idle": "st",
    "plain": "st st-plain",
    "ok": "st st-ok",
    "warn": "st st-warn",
    "bad": "st st-bad",
    "info": "st st-info",
    "saved": "st st-ok st-plain",
}
VERDICTS = {
    "met": (gettext_lazy("符合"), "ok"),
    "not met": (gettext_lazy("不符合"), "bad"),
    "unknown": (gettext_lazy("还不知道"), ""),
}
MARK_STATES = {
    "active": (gettext_lazy("有效"), "ok"),
    "suspended": (gettext_lazy("暂停使用"), "warn"),
    "revoked": (gettext_lazy("已撤销"), "bad"),
    "surrendered": (gettext_lazy("已交回"), ""),
    "expired": (gettext_lazy("已到期"), ""),
    "superseded": (gettext_lazy("已换发"), ""),
}
PRESSING_DAYS = 2
"""From so many days before the end on, something to do is amber."""
URGENCIES = {"paused": "", "running": "", "pressing": "warn", "overdue": "bad"}


def status(word: object, tone: str = "") -> SafeString:
    """Draw a status: ``ok`` disc, ``warn`` half disc, ``bad`` diamond, ``info`` and nothing a ring."""
    return format_html('<span class="{}">{}</span>', TONES[tone], word)


def verdict(value: object) -> SafeString:
    """Draw one of the three verdicts; ``not_met`` and ``not-met`` are understood too."""
    word, tone = VERDICTS[str(value).replace("_", " ").replace("-", " ")]
    return status(word, tone)


def mark_status(state: object) -> SafeString:
    """Draw the state of a mark: active, suspended, revoked, surrendered, expired, superseded."""
    word, tone = MARK_STATES[str(state)]
    return status(word, tone)


def clause(label: object, url: str = "") -> SafeString:
    """Draw a clause as printed, linked to its source; without a label there is nothing to draw."""
    if not label:
        return SafeString()
    if not url:
        return format_html('<span class="clause">{}</span>', label)
    return format_html('<a class="clause" href="{}">{}</a>', url, label)


def days_left_words(days_left: int, *, working: bool) -> str:
    """Say how long there is: today does not count as remaining, and does count as overdue."""
    if days_left == 0:
        return gettext("今天到期")
    days = abs(days_left)
    if days_left > 0:
        text = (
            ngettext("剩 %(n)s 个工作日", "剩 %(n)s 个工作日", days)
            if working
            else ngettext("剩 %(n)s 天", "剩 %(n)s 天", days)
        )
    else:
        text = (
            ngettext("超期 %(n)s 个工作日", "超期 %(n)s 个工作日", days)
            if working
            else ngettext("超期 %(n)s 天", "超期 %(n)s 天", days)
        )
    return text % {"n": days}


def clock(days_left: int | None = None, *, working: bool = True, paused: bool = False, note: object = "") -> SafeString:
    """Draw a clock from a number of days: amber from the last working day, red once overdue, grey while paused.

    ``note`` stands below: the date, the hour, or who is being waited for.
    """
    if paused:
        return clock_badge(gettext("暂停计时"), "paused", note)
    if days_left is None:
        return clock_badge(gettext("没有期限"), "running", note)
    urgency = "overdue" if days_left < 0 else "pressing" if days_left <= 1 else "running"
    return clock_badge(days_left_words(days_left, working=working), urgency, note)


def clock_badge(sentence: object, urgency: str = "running", note: object = "") -> SafeString:
    """Draw a clock from the sentence and the urgency that the stage engine gives."""
    badge = status(words(sentence), URGENCIES[urgency])
    return format_html('{}<span class="sub">{}</span>', badge, note) if note else badge


def lapse(due_on: object, *, today: date | None = None, soon: int = 30) -> SafeString:
    """Draw how a device, a certificate or a mark stands against the day it lapses."""
    on = as_day(due_on)
    if on is None:
        return status(gettext("还不知道"))
    days = (on - (today or timezone.localdate())).days
    if days < 0:
        return status(ngettext("已过期 %(n)s 天", "已过期 %(n)s 天", -days) % {"n": -days}, "bad")
    if days == 0:
        return status(gettext("今天到期"), "warn")
    if days <= soon:
        return status(ngettext("%(n)s 天后到期", "%(n)s 天后到期", days) % {"n": days}, "warn")
    return status(gettext("在有效期内"), "ok")


def when(due_on: object, *, today: date | None = None, note: object = "") -> SafeString:
    """Draw how soon something runs out, large, with its date or ``note`` below: the first column of what is to do."""
    on = as_day(due_on)
    if on is None:
        return format_html('<span class="when"><b>{}</b><span>{}</span></span>', gettext("不限"), note)
    now = today or timezone.localdate()
    days = (on - now).days
    tone = "bad" if days <= 0 else "warn" if days <= PRESSING_DAYS else ""
    if days == 0:
        large = gettext("今天")
    elif days < 0:
        large = ngettext("超 %(n)s 天", "超 %(n)s 天", -days) % {"n": -days}
    else:
        large = ngettext("%(n)s 天", "%(n)s 天", days) % {"n": days}
    return format_html('<span class="when {}"><b>{}</b><span>{}</span></span>', tone, large, note or day_short(on, now))


def missing() -> SafeString:
    """Say that the public document is silent."""
    return format_html('<span class="muted">{}</span>', gettext("公开文件未载明"))
