import re
from decimal import Decimal

import pytest

from pinzhang.portals.ui.components import drawings


def test_a_bar_is_drawn_by_attributes_and_kept_within_its_frame():
    assert drawings.bar(Decimal("0.867"), 1, "warn", goal=1) == (
        '<svg class="bar warn" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="86.7" height="8"/><rect class="goal" x="99.0" width="1" height="8"/></svg>'
    )


@pytest.mark.parametrize(
    ("value", "maximum", "width"), [(3, 2, "100.0"), (-1, 2, "0.0"), (1, 0, "0.0"), (None, 1, "0.0"), (1, 4, "25.0")]
)
def test_a_bar_never_leaves_its_frame(value, maximum, width):
    assert re.findall(r'rect width="([^"]+)"', drawings.bar(value, maximum)) == [width]


def test_a_rank_interval_stands_on_its_places_with_the_line_between_two():
    drawn = drawings.rank_interval(1, 2, 1, 14, cut=3)

    assert drawn == (
        '<svg class="rk" viewBox="0 0 224 24" width="224" height="24" role="img" aria-label="名次区间 1 至 2">'
        '<line x1="48.0" x2="48.0" y1="0" y2="24" class="cut"/>'
        '<line x1="3.0" x2="29.0" y1="12" y2="12" class="iv"/><circle cx="8.0" cy="12" r="4.5"/></svg>'
    )


def test_a_single_candidate_has_a_rank_interval_without_a_line():
    assert "cut" not in drawings.rank_interval(1, 1, 1, 1)


def test_the_axis_names_the_first_the_asked_and_the_last_place():
    assert re.findall(r'<text x="([^"]+)" y="11">(\d+)</text>', drawings.rank_axis(14, 3, 10)) == [
        ("8", "1"),
        ("40", "3"),
        ("152", "10"),
        ("216", "14"),
    ]


def test_severity_is_drawn_around_zero():
    drawn = drawings.severity_interval(-29, -9, -19, 30)

    assert re.findall(r'<circle cx="([^"]+)"', drawn) == ["39.2"]
    assert re.findall(r'x1="([^"]+)"[^>]*class="cut"', drawn) == ["100"]
    assert re.findall(r'aria-label="([^"]+)"', drawn) == ["宽严区间 -29 至 -9 分"]
    assert re.findall(r'<circle cx="([^"]+)"', drawings.severity_interval(0, 0, 0, 0)) == ["100.0"]


@pytest.mark.parametrize("name", ["check", "cross", "dash", "alert"])
def test_an_icon_carries_no_style_of_its_own(name):
    assert re.findall(r"style|fill|stroke", drawings.icon(name)) == []
