"""Larger plots drawn by the server: where sheets deviate, and ranks with their intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from pinzhang.portals.ui.components.words import words

CELL_WIDTH, CELL_HEIGHT, MOST_HEIGHT = 20, 6, 1200
RANKS_WIDTH, RANKS_HEIGHT = 900, 260
STEPS = (3.0, 2.0, 1.0)
"""Standardised deviations from which a cell is very, plainly, slightly coloured."""


@dataclass(frozen=True)
class Cell:
    """One sheet: its column, its line and how far it deviates, in spreads."""

    column: int
    line: int
    deviation: float

    @property
    def tone(self) -> str:
        """Return the class of the colour: h for higher, l for lower than expected, and how far."""
        size = next((3 - n for n, step in enumerate(STEPS) if abs(self.deviation) >= step), 0)
        return f"{'h' if self.deviation > 0 else 'l'}{size}"


def heat_map(cells: Sequence[Cell], columns: int, lines: int) -> SafeString:
    """Draw a cell for every sheet: reviewers across, applications down."""
    height = max(1.0, min(CELL_HEIGHT, MOST_HEIGHT / max(lines, 1)))
    rects = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
        (
            (cell.tone, cell.column * CELL_WIDTH, round(cell.line * height, 1), CELL_WIDTH - 1, round(height - 0.5, 1))
            for cell in cells
        ),
    )
    size = {"w": columns * CELL_WIDTH, "h": round(lines * height, 1)}
    label = gettext("评分偏离图")
    return format_html(
        '<svg class="heat" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{label}">{rects}'
        "</svg>",
        label=label,
        rects=rects,
        **size,
    )


def rank_plot(rows: Sequence[Mapping[str, Any]], cuts: Sequence[Mapping[str, Any]]) -> SafeString:
    """Draw places across and the interval of true ranks down, best at the top, with the lines of the tiers."""
    last = max((row["high"] for row in rows), default=1)
    wide, high = RANKS_WIDTH / max(len(rows), 1), (RANKS_HEIGHT - 20) / last
    drawn = format_html_join(
        "",
        '<g class="{zone}"><line class="iv" x1="{x}" x2="{x}" y1="{low}" y2="{high}"/>'
        '<circle cx="{x}" cy="{at}" r="3"/></g>',
        (
            {
                "zone": "mid" if row["zone"] == "discuss" else row["zone"],
                "x": round((n + 0.5) * wide, 1),
                "low": round((row["low"] - 0.5) * high, 1),
                "high": round((row["high"] - 0.5) * high, 1),
                "at": round((row["rank"] - 0.5) * high, 1),
            }
            for n, row in enumerate(rows)
        ),
    )
    lines = _cut_lines([cut for cut in cuts if cut["upto"] < len(rows)], wide)
    return format_html(
        '<svg class="rk ranks" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{label}">{lines}'
        "{drawn}</svg>",
        w=RANKS_WIDTH,
        h=RANKS_HEIGHT,
        label=gettext("名次及其区间"),
        lines=lines,
        drawn=drawn,
    )


def _cut_lines(cuts: Sequence[Mapping[str, Any]], wide: float) -> SafeString:
    return format_html_join(
        "",
        '<line class="cut" x1="{x}" x2="{x}" y1="0" y2="{y}"/><text x="{x}" y="{under}">{name}</text>',
        (
            {
                "x": round(cut["upto"] * wide, 1),
                "y": RANKS_HEIGHT - 20,
                "under": RANKS_HEIGHT - 4,
                "name": words(cut["name"]),
            }
            for cut in cuts
        ),
    )
