"""Bars, rank intervals and icons, drawn by the server as SVG with attributes and classes only."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from pinzhang.portals.ui.components.numbers import as_decimal

RANK_WIDTH = 224
RANK_HEIGHT = 24
MARGIN = 8
OVERHANG = 5
ICONS = {
    "check": '<circle cx="24" cy="24" r="22"/><path d="M14 25l7 7 14-15"/>',
    "cross": '<circle cx="24" cy="24" r="22"/><path d="M16 16l16 16M32 16L16 32"/>',
    "dash": '<circle cx="24" cy="24" r="22"/><path d="M14 24h20"/>',
    "alert": '<circle cx="24" cy="24" r="22"/><path d="M24 13v14M24 34v1"/>',
}


def _share(value: object, maximum: object) -> float:
    """Return the value as a percentage of the maximum, kept within 0 and 100."""
    part, whole = as_decimal(value), as_decimal(maximum)
    if part is None or not whole:
        return 0.0
    return round(min(max(float(part / whole), 0.0), 1.0) * 100, 1)


def bar(value: object, maximum: object = 1, tone: str = "", goal: object = None) -> SafeString:
    """Draw a bar beside its number: the value against the maximum, with a mark at the goal."""
    mark = SafeString()
    if goal is not None:
        mark = format_html('<rect class="goal" x="{}" width="1" height="8"/>', min(_share(goal, maximum), 99.0))
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="8"/>{}</svg>',
        tone,
        _share(value, maximum),
        mark,
    )


def _rank_x(rank: float, of: int) -> float:
    step = (RANK_WIDTH - 2 * MARGIN) / max(of - 1, 1)
    return round(MARGIN + (rank - 1) * step, 1)


def _interval(
    ends: tuple[float, float], at: float, *, cut: float | None, size: tuple[int, int], label: str
) -> SafeString:
    (left, right), (width, height) = ends, size
    line = SafeString()
    if cut is not None:
        line = format_html('<line x1="{}" x2="{}" y1="0" y2="{}" class="cut"/>', cut, cut, height)
    return format_html(
        '<svg class="rk" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{label}">{line}'
        '<line x1="{left}" x2="{right}" y1="{y}" y2="{y}" class="iv"/><circle cx="{at}" cy="{y}" r="{r}"/></svg>',
        w=width,
        h=height,
        label=label,
        line=line,
        left=left,
        right=right,
        at=at,
        y=height // 2,
        r=4.5 if height == RANK_HEIGHT else 4,
    )


def rank_interval(low: int, high: int, at: float, of: int, cut: int | None = None) -> SafeString:
    """Draw the interval of ranks ``low`` to ``high`` of ``of``, its most likely rank, the line after place ``cut``."""
    label = gettext("名次区间 %(low)s 至 %(high)s") % {"low": low, "high": high}
    edge = None if cut is None else _rank_x(cut + 0.5, of)
    ends = round(_rank_x(low, of) - OVERHANG, 1), round(_rank_x(high, of) + OVERHANG, 1)
    return _interval(ends, _rank_x(at, of), cut=edge, size=(RANK_WIDTH, RANK_HEIGHT), label=label)


def rank_axis(of: int, *ticks: int) -> SafeString:
    """Draw the places above a column of rank intervals: the first, the asked ones, the last."""
    places = sorted({1, *ticks, of})
    texts = format_html_join("", '<text x="{}" y="11">{}</text>', ((f"{_rank_x(n, of):g}", n) for n in places))
    return format_html(
        '<svg class="rk" viewBox="0 0 {w} 14" width="{w}" height="14" aria-hidden="true">{texts}</svg>',
        w=RANK_WIDTH,
        texts=texts,
    )


def severity_interval(low: float, high: float, at: float, span: float) -> SafeString:
    """Draw how strict or lenient a reviewer is, from −span to +span points, with a line at zero."""
    scale = (200 / 2 - 4) / span if span else 0.0
    label = gettext("宽严区间 %(low)s 至 %(high)s 分") % {"low": f"{low:g}", "high": f"{high:g}"}
    left, right, point = (round(100 + value * scale, 1) for value in (low, high, at))
    return _interval((left, right), point, cut=100, size=(200, 20), label=label)


def icon(name: str) -> SafeString:
    """Draw one of the few icons: check, cross, dash, alert."""
    return format_html('<svg viewBox="0 0 48 48" aria-hidden="true">{}</svg>', SafeString(ICONS[name]))
