"""The components of the portals, as template tags and filters; builtins of every template.

Filters (nothing becomes ``—``)
    ``d|day`` 2026年11月23日 · ``d|day_short`` 11月23日 (with its year where it is another) · ``d|day_table`` 2026-11-23 ·
    ``t|moment`` · ``t|moment_short`` · ``t|moment_table`` · ``t|hour`` 17:00 · ``d|weekday`` 星期一
    ``n|number`` 12,460 · ``n|number:2`` · ``n|unit:"台"`` 30 台 · ``n|signed`` −6 · ``bytes|file_size`` 3.2 MB
    ``m|yuan`` ¥ 13,920.00 · ``m|wan`` 8,136.00 万元 · ``m|wan_number`` 8,136.00 (an ``int`` is fen, a ``Decimal`` is CNY)
    ``s|percent`` 98.6% · ``s|percent:2`` · ``s|points`` 0.40 个百分点 · ``p|probability`` < 0.01 (shares are 0 to 1)
    ``w|words`` the reader's language of a pack's Words or of ``{"zh": …, "en": …}``

Badges
    ``{% status "已办结" "ok" %}`` tones ok warn bad info, "" (grey), plain, saved · ``{% verdict v %}`` met, not met, unknown ·
    ``{% mark_status s %}`` active, suspended, revoked, expired · ``{% clause "四（三）" url %}`` · ``{% missing %}`` 公开文件未载明
    ``{% clock days_left=3 note="11-27" %}`` working=False for calendar days, paused=True, negative = overdue
    ``{% clock_badge sentence urgency note %}`` of :mod:`pinzhang.engine.stages.clocks`
    ``{% lapse due_on today=… soon=30 %}`` 已过期 5 天, 9 天后到期, 在有效期内 · ``{% day_range from to %}``

Blocks
    ``{% note "title" tone="warn" %}…{% endnote %}`` · ``{% empty "还没有登记设备" left=True %}…{% endempty %}``
    ``{% gap have need short goal_share=0.99 value_share=0.86 %}`` · ``{% verdict_box "ok" "真标识，现在有效" "有效期至…" %}``
    ``{% stages list %}`` items ``{title, state: done|now|end|"", sub, status, tone}`` down the page
    ``{% track list %}`` items ``{title, state, sub}`` across
    ``{% tabs list "视图" %}`` items ``{title, url, count, current, tone}``
    ``{% figure "有效标识" "218" unit="个" note="目标 211" tone="ok" url=… %}`` inside ``<div class="pz-figures">``
    ``{% file_list list %}`` items ``{name, sub, url, action_url, action, progress, error}``
    ``{% breadcrumbs "首页" home_url "青岛优品" %}`` · ``{% pagination page %}`` of :mod:`pinzhang.portals.ui.pagination`

Drawings
    ``{% bar value max tone="warn" goal=… %}`` · ``{% mini_bars list %}`` items ``{label, value, text, tone, extra}``
    ``{% rank_interval low high at of cut=3 %}`` · ``{% rank_axis of 3 10 %}`` · ``{% severity_interval low high at span %}``
    ``{% icon "check" %}`` check, cross, dash, alert
    ``{% line_chart "trend" data "label" %}`` data ``{labels: […], series: [{name, values}]}``; needs ``ui/parts/charts.html``

Links
    ``{% qs page=2 status=None %}`` the query of this page, changed · ``{% navigation "staff" current="queue" %}``

Forms
    ``{% error_summary form formset title="…" %}`` · ``{% fields form %}`` · ``{% field form.name %}`` · ``{% control form.name %}``
    ``{% repeat_group formset %}``; notes around a field: :func:`pinzhang.portals.ui.forms.annotate`

Layouts ``ui/public.html enterprise.html staff.html reviewer.html institution.html phone.html`` have the blocks ``title``,
``breadcrumb``, ``head`` (what stands in ``.pz-head``), ``content``, ``account``, ``nav``, ``main_class`` (``stack-6`` …), ``scripts``.
"""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pinzhang.portals.ui.components import badges, dates, drawings, fields, links, numbers
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.pagination import Page

register = template.Library()

for _filter in (
    dates.day, dates.day_short, dates.day_table, dates.hour, dates.moment, dates.moment_short, dates.moment_table,
    dates.weekday, numbers.number, numbers.unit, numbers.yuan, numbers.wan, numbers.wan_number, numbers.percent,
    numbers.points, numbers.probability, numbers.signed, numbers.file_size, words, fields.notes_of, fields.limits,
    fields.counter, fields.described_by, fields.is_checkbox,
):  # fmt: skip
    register.filter(_filter.__name__, _filter)

for _tag in (
    badges.status, badges.verdict, badges.mark_status, badges.clause, badges.clock, badges.clock_badge, badges.lapse, badges.missing,
    dates.day_range, drawings.bar, drawings.rank_interval, drawings.rank_axis, drawings.severity_interval,
    drawings.icon, fields.field, fields.fields, fields.control, fields.repeat_group,
):  # fmt: skip
    register.simple_tag(_tag, name=_tag.__name__)


@register.simple_block_tag
def note(content: SafeString, title: object = "", tone: str = "", level: int = 3) -> SafeString:
    """A fact that changes what the reader does."""
    heading = format_html("<h{level}>{title}</h{level}>", level=level, title=title) if title else SafeString()
    return format_html('<div class="note {}">{}{}</div>', tone, heading, content)


@register.simple_block_tag
def empty(content: SafeString, title: object, *, left: bool = False) -> SafeString:
    """Nothing there: what it means and the next action."""
    return format_html('<div class="pz-empty{}"><b>{}</b>{}</div>', " left" if left else "", title, content)


@register.inclusion_tag("ui/components/gap.html")
def gap(
    have: object, need: object, short: object, value_share: object = None, goal_share: object = 0.99
) -> dict[str, object]:
    """Have, need, short by; and a bar where the two can be compared."""
    return {"have": have, "need": need, "short": short, "value_share": value_share, "goal_share": goal_share}


VERDICT_ICONS = {"ok": "check", "bad": "cross", "idle": "dash", "unknown": "alert"}


@register.inclusion_tag("ui/components/verdict_box.html")
def verdict_box(tone: str, title: object, text: object = "", level: int = 1) -> dict[str, object]:
    """The one large answer: ok, bad, idle (suspended, expired) or unknown (cannot tell)."""
    ground = "idle" if tone == "unknown" else tone
    return {"tone": ground, "icon_name": VERDICT_ICONS[tone], "title": title, "text": text, "level": level}


@register.inclusion_tag("ui/components/stages.html")
def stages(items: object) -> dict[str, object]:
    """The stages of a case down the page, with what each takes."""
    return {"items": items}


@register.inclusion_tag("ui/components/track.html")
def track(items: object, extra_class: str = "") -> dict[str, object]:
    """How far a case is, across the page."""
    return {"items": items, "extra_class": extra_class}


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: object, label: object, aside: object = "") -> dict[str, object]:
    """Views of a list with their counts."""
    return {"items": items, "label": label, "aside": aside}


@register.inclusion_tag("ui/components/figure.html")
def figure(
    label: object, value: object, unit: object = "", note: object = "", tone: str = "", url: str = ""
) -> dict[str, object]:
    """A figure with its unit, its target or definition below, and the list it opens."""
    return {"label": label, "value": value, "unit": unit, "note": note, "tone": tone, "url": url}


@register.inclusion_tag("ui/components/file_list.html")
def file_list(items: object) -> dict[str, object]:
    """Files that are there, on their way or refused."""
    return {"items": items}


@register.inclusion_tag("ui/components/mini_bars.html")
def mini_bars(items: Any, extra_class: str = "") -> dict[str, object]:
    """A small table of bars beside their numbers."""
    rows = list(items)
    largest = max((numbers.as_decimal(row["value"]) or 0 for row in rows), default=0)
    return {"items": rows, "largest": largest or 1, "extra_class": extra_class}


@register.inclusion_tag("ui/components/line_chart.html")
def line_chart(name: str, data: dict[str, Any], label: object) -> dict[str, object]:
    """A line chart, and the same in a table for whoever cannot see it."""
    columns = [one["values"] for one in data["series"]]
    rows = [(title, [column[index] for column in columns]) for index, title in enumerate(data["labels"])]
    return {"name": name, "data": data, "data_name": f"{name}-data", "label": label, "rows": rows}


@register.inclusion_tag("ui/components/breadcrumbs.html")
def breadcrumbs(*steps: object) -> dict[str, object]:
    """Where one is: ``label url label url … label``."""
    found, here = links.trail(steps)
    return {"links": found, "here": here}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], unit: object = "") -> dict[str, object]:
    """Which part of the list this is, and the pages beside it."""
    request = context.get("request")
    return {
        "page": page,
        "unit": unit,
        "previous": links.query_string(request, page.previous) if page.previous else "",
        "next": links.query_string(request, page.next) if page.next else "",
    }


@register.inclusion_tag("ui/components/navigation.html", takes_context=True)
def navigation(context: Context, name: str, current: str = "") -> dict[str, object]:
    """The menu of an audience; the entry of this page is marked."""
    return {"links": links.menu(context.get("request"), name, current or context.get("nav", "")), "name": name}


@register.inclusion_tag("ui/components/footer_links.html", takes_context=True)
def footer_links(context: Context) -> dict[str, object]:
    """The links at the foot of a page."""
    return {"links": links.menu(context.get("request"), "footer")}


@register.simple_tag(takes_context=True)
def qs(context: Context, **changes: object) -> str:
    """The query of this page with some parameters changed; the place in the list is forgotten unless it is given."""
    return links.query_string(context.get("request"), changes)


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(*forms: Any, title: str = "") -> dict[str, object]:
    """Everything that is wrong, with links to where; nothing where nothing is."""
    return fields.summary([form for form in forms if form], title)
