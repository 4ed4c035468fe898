"""The components of the portals, as template tags and filters; builtins of every template.

Filters; nothing becomes ``—``. Shares are 0 to 1. Money: an ``int`` is fen, a ``Decimal`` or its text is CNY.

    {{ d|day }}             2026年11月23日        {{ n|number }}        12,460   {{ n|number:2 }} 12,460.00
    {{ d|day_short }}       11月23日              {{ n|unit:"台" }}     30 台
    {{ d|day_table }}       2026-11-23            {{ n|signed }}        −6
    {{ d|weekday }}         星期一                {{ m|yuan }}          ¥ 13,920.00
    {{ t|moment }}          2026年11月23日 10:26  {{ m|wan }}           8,136.00 万元
    {{ t|moment_short }}    11月23日 10:26        {{ m|wan_number }}    8,136.00
    {{ t|moment_table }}    2026-11-23 10:26      {{ s|percent:2 }}     2.60%
    {{ t|hour }}            10:26                 {{ s|points }}        0.40 个百分点
    {{ w|words }}           the pack's words in   {{ p|probability }}   < 0.01
                            the reader's language {{ b|file_size }}     3.2 MB
    {{ a|device }}          Firefox · Linux       {{ i|coarse_address }} 10.1.*.*

Badges
    {% status "已办结" "ok" %}      tones: ok warn bad info, nothing (grey), plain, saved
    {% verdict v %}                 met, not met, unknown
    {% mark_status s %}             active, suspended, revoked, surrendered, expired, superseded
    {% clause "四（三）" url %}     {% missing %} 公开文件未载明
    {% clock_badge sentence urgency note %}   what pinzhang.engine.stages.clocks says
    {% clock 3 note="11-27" %}      days left; working=False for calendar days; paused=True; negative is overdue
    {% lapse due_on today=… soon=30 %}        已过期 5 天, 9 天后到期, 在有效期内
    {% when due_on today=… note="17:00 前" %} the first column of a list of things to do (class pz-todo)
    {% day_range from to %}         11月19日至11月25日

Blocks
    {% note "标题" tone="warn" %}…{% endnote %}
    {% empty "还没有登记设备" left=True %}…{% endempty %}
    {% gap have need short value_share=0.86 goal_share=0.99 %}
    {% verdict_box "ok" "真标识，现在有效" "有效期至…" %}   ok, bad, idle, unknown
    {% stages list %}       down the page; items: title, state (done, now, end or nothing), sub, status, tone, clause
    {% track list %}        across the page; items: title, state, sub
    {% tabs list "视图" %}  items: title, url, count, current, tone
    {% figure "有效标识" "218" unit="个" note="目标 211" tone="ok" url=… %}   inside class pz-figures
    {% file_list list %}    items: name, sub, url, action, action_url, progress, error
    {% breadcrumbs "首页" home_url "某公共品牌" %}
    {% pagination page "件" %}   a page of pinzhang.portals.ui.pagination

Drawings
    {% bar value max tone="warn" goal=… %}
    {% mini_bars list %}    items: label, value, text, tone, extra
    {% rank_interval low high at of cut=3 %}   {% rank_axis of 3 10 %}   {% severity_interval low high at span %}
    {% line_chart "trend" data "什么" %}   data: labels, series of name and values; needs ui/parts/charts.html
    {% heat_map cells columns lines %}   {% rank_plot rows cuts %}
    {% icon "check" %}      check, cross, dash, alert

Links
    {% qs status="late" sector=None %}   the query of this page, changed; the place in the list is forgotten
    {% navigation "staff" current="queue" %}   pinzhang.portals.ui.navigation; or put ``nav`` into the context

Forms
    {% error_summary form formset title="…" %}   {% fields form %}   {% field form.name %}   {% control form.name %}
    {% repeat_group formset %}; notes around a field come from pinzhang.portals.ui.forms.annotate

Layouts: ui/public.html, enterprise, staff, reviewer, institution, phone. Their blocks: title, meta, scripts, head,
breadcrumb, content, brand, nav, account, body_class, top_class, main_class, footer. Classes are shown at /ui/states.
"""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pinzhang.domain.core.personal import masked
from pinzhang.portals.ui.components import badges, dates, devices, drawings, fields, links, numbers, plots
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.context import Site, current_site
from pinzhang.portals.ui.pagination import Page

register = template.Library()

FILTERS = (
    *(dates.day, dates.day_short, dates.day_table, dates.weekday),
    *(dates.moment, dates.moment_short, dates.moment_table, dates.hour),
    *(numbers.number, numbers.unit, numbers.signed, numbers.file_size),
    *(numbers.yuan, numbers.wan, numbers.wan_number),
    *(numbers.percent, numbers.points, numbers.probability),
    *(fields.notes_of, fields.limits, fields.counter, fields.described_by, fields.is_checkbox),
    *(devices.device, devices.coarse_address),
    *(words, masked),
)
TAGS = (
    *(badges.status, badges.verdict, badges.mark_status, badges.clause, badges.missing),
    *(badges.clock, badges.clock_badge, badges.lapse, badges.when, dates.day_range),
    *(drawings.bar, drawings.rank_interval, drawings.rank_axis, drawings.severity_interval, drawings.icon),
    *(plots.heat_map, plots.rank_plot),
    *(fields.field, fields.fields, fields.control, fields.repeat_group),
)
for _filter in FILTERS:
    register.filter(_filter.__name__, _filter)
for _tag in TAGS:
    register.simple_tag(_tag, name=_tag.__name__)


@register.simple_tag
def this_site() -> Site:
    """Return the instance; layouts ask for it, because pages of other applications may call another thing ``site``."""
    return current_site()


@register.simple_block_tag
def note(content: SafeString, title: object = "", tone: str = "", level: int = 3) -> SafeString:
    """Draw a fact that changes what the reader does."""
    heading = format_html("<h{level}>{title}</h{level}>", level=level, title=title) if title else SafeString()
    return format_html('<div class="note {}">{}{}</div>', tone, heading, content)


@register.simple_block_tag
def empty(content: SafeString, title: object, *, left: bool = False) -> SafeString:
    """Say that nothing is there, what it means, and the next action."""
    return format_html('<div class="pz-empty{}"><b>{}</b>{}</div>', " left" if left else "", title, content)


@register.inclusion_tag("ui/components/gap.html")
def gap(
    have: object, need: object, short: object, value_share: object = None, goal_share: object = 0.99
) -> dict[str, object]:
    """Draw have, need, short by; and a bar where the two can be compared."""
    return {"have": have, "need": need, "short": short, "value_share": value_share, "goal_share": goal_share}


VERDICT_ICONS = {"ok": "check", "bad": "cross", "idle": "dash", "unknown": "alert"}


@register.inclusion_tag("ui/components/verdict_box.html")
def verdict_box(tone: str, title: object, text: object = "", level: int = 1) -> dict[str, object]:
    """Draw the one large answer: ok, bad, idle (suspended, expired) or unknown (cannot tell)."""
    ground = "idle" if tone == "unknown" else tone
    return {"tone": ground, "icon_name": VERDICT_ICONS[tone], "title": title, "text": text, "level": level}


@register.inclusion_tag("ui/components/stages.html")
def stages(items: object) -> dict[str, object]:
    """Draw the stages of a case down the page, with what each takes."""
    return {"items": items}


@register.inclusion_tag("ui/components/track.html")
def track(items: object, extra_class: str = "") -> dict[str, object]:
    """Draw how far a case is, across the page."""
    return {"items": items, "extra_class": extra_class}


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: object, label: object, aside: object = "") -> dict[str, object]:
    """Draw the views of a list with their counts."""
    return {"items": items, "label": label, "aside": aside}


@register.inclusion_tag("ui/components/figure.html")
def figure(
    label: object, value: object, *, unit: object = "", note: object = "", tone: str = "", url: str = ""
) -> dict[str, object]:
    """Draw a figure with its unit, its target or definition below, and the list it opens."""
    return {"label": label, "value": value, "unit": unit, "note": note, "tone": tone, "url": url}


@register.inclusion_tag("ui/components/file_list.html")
def file_list(items: object) -> dict[str, object]:
    """Draw files that are there, on their way or refused."""
    return {"items": items}


@register.inclusion_tag("ui/components/mini_bars.html")
def mini_bars(items: Any, extra_class: str = "") -> dict[str, object]:
    """Draw a small table of bars beside their numbers."""
    rows = list(items)
    largest = max((numbers.as_decimal(row["value"]) or 0 for row in rows), default=0)
    return {"items": rows, "largest": largest or 1, "extra_class": extra_class}


@register.inclusion_tag("ui/components/line_chart.html")
def line_chart(name: str, data: dict[str, Any], label: object) -> dict[str, object]:
    """Draw a line chart, and the same in a table for whoever cannot see it."""
    columns = [one["values"] for one in data["series"]]
    rows = [(title, [column[index] for column in columns]) for index, title in enumerate(data["labels"])]
    return {"name": name, "data": data, "data_name": f"{name}-data", "label": label, "rows": rows}


@register.inclusion_tag("ui/components/breadcrumbs.html")
def breadcrumbs(*steps: object) -> dict[str, object]:
    """Say where one is: ``label url label url … label``."""
    found, here = links.trail(steps)
    return {"links": found, "here": here}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], unit: object = "") -> dict[str, object]:
    """Say which part of the list this is, and link the pages beside it."""
    request = context.get("request")
    return {
        "page": page,
        "unit": unit,
        "previous": links.query_string(request, page.previous) if page.previous else "",
        "next": links.query_string(request, page.next) if page.next else "",
    }


@register.inclusion_tag("ui/components/navigation.html", takes_context=True)
def navigation(context: Context, name: str, current: str = "") -> dict[str, object]:
    """Draw the menu of an audience; the entry of this page is marked."""
    return {"links": links.menu(context.get("request"), name, current or str(context.get("nav", ""))), "name": name}


@register.inclusion_tag("ui/components/footer_links.html", takes_context=True)
def footer_links(context: Context) -> dict[str, object]:
    """Draw the links at the foot of a page."""
    return {"links": links.menu(context.get("request"), "footer")}


@register.simple_tag(takes_context=True)
def qs(context: Context, **changes: object) -> str:
    """Return the query of this page with some parameters changed; the place in the list is forgotten unless given."""
    return links.query_string(context.get("request"), changes)


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(*forms: Any, title: str = "") -> dict[str, object]:
    """Draw everything that is wrong, with links to where; nothing where nothing is."""
    return fields.summary([form for form in forms if form], title)
