from decimal import Decimal

import pytest

from pinzhang.engine.packs.schema.outcomes import Quota, Reserved, Tier
from pinzhang.engine.scoring.refusals import CutRefused
from pinzhang.engine.scoring.seats import Candidate, TiePending, fill_tiers


def tier(key, *, min_score=None, reserved=(), **quota):
    rules = tuple(
        Reserved(count=count, when="e.is_small", title="小微企业", clause="五", source="rule") for count in reserved
    )
    return Tier(
        key=key,
        name=f"{key}奖",
        quota=Quota(reserved=rules, **quota),
        min_score=None if min_score is None else Decimal(min_score),
        clause="五",
        source="rule",
    )


def candidates(small=(), won_before=(), key="top", **scores):
    return [
        Candidate(
            name,
            Decimal(score),
            frozenset({(key, 0)}) if name in small else frozenset(),
            frozenset({key}) if name in won_before else frozenset(),
        )
        for name, score in scores.items()
    ]


def test_tiers_are_filled_best_first_and_lower_tiers_take_the_rest():
    top, second = fill_tiers([tier("top"), tier("second")], candidates(a=90, b=80, c=70, d=60), {"top": 1, "second": 2})

    assert (top.chosen, second.chosen) == (("a",), ("b", "c"))
    assert (top.vacant, top.ties, top.outside_quota, top.reserved_short) == (0, (), (), ())


def test_a_tie_over_a_place_is_left_to_the_panel():
    top, second = fill_tiers([tier("top"), tier("second")], candidates(a=90, b=80, c=80, d=60), {"top": 2, "second": 1})

    assert top.chosen == ("a",)
    assert top.ties == (TiePending(("b", "c"), 1),)
    assert top.vacant == 0
    assert second.chosen == ("d",)


def test_nobody_under_the_minimum_is_taken_and_the_place_stays_vacant():
    (top,) = fill_tiers([tier("top", min_score=75, may_stay_vacant=True)], candidates(a=90, b=75, c=74), {"top": 3})

    assert top.chosen == ("a", "b")
    assert (top.vacant, top.vacancy_allowed) == (1, True)


def test_reserved_places_go_to_the_best_who_may_take_them():
    pool = candidates(a=90, b=80, c=70, d=60, e=50, small=("d", "e"))

    (top,) = fill_tiers([tier("top", reserved=[1])], pool, {"top": 3})

    assert top.chosen == ("a", "b", "d")
    assert top.reserved_short == (0,)


def test_a_reserved_place_nobody_may_take_falls_to_the_others():
    (top,) = fill_tiers([tier("top", reserved=[2])], candidates(a=90, b=80, c=70, small=("c",)), {"top": 2})

    assert top.chosen == ("a", "c")
    assert top.reserved_short == (1,)


def test_a_tie_over_a_reserved_place_is_left_to_the_panel():
    pool = candidates(a=90, b=80, c=60, d=60, small=("c", "d"))

    (top,) = fill_tiers([tier("top", reserved=[1])], pool, {"top": 2})

    assert top.chosen == ("a",)
    assert top.ties == (TiePending(("c", "d"), 1),)
    assert top.reserved_short == (0,)


def test_a_reaward_outside_the_quota_takes_no_place():
    pool = candidates(a=90, b=80, c=70, d=60, won_before=("a", "d"))

    (outside,) = fill_tiers([tier("top", reaward_outside_quota=True)], pool, {"top": 2})
    (inside,) = fill_tiers([tier("top")], pool, {"top": 2})
    (alone,) = fill_tiers([tier("top", reaward_outside_quota=True)], candidates(a=90, won_before="a"), {"top": 0})

    assert (outside.chosen, outside.outside_quota) == (("b", "c"), ("a",))
    assert (inside.chosen, inside.outside_quota) == (("a", "b"), ())
    assert (alone.chosen, alone.outside_quota) == ((), ("a",))


def test_a_total_caps_all_tiers_together():
    first, second = fill_tiers(
        [tier("top", min_score=85), tier("second")], candidates(a=90, b=80, c=70), {"top": 2, "second": 2}, total=2
    )

    assert (first.places, first.chosen, first.vacant) == (2, ("a",), 1)
    assert (second.places, second.chosen) == (1, ("b",))


@pytest.mark.parametrize(
    ("places", "reason"),
    [
        ({}, "“top奖”没有确定名额"),
        ({"top": -1}, "“top奖”没有确定名额"),
        ({"top": 4}, "“top奖”的名额 4 超过上限 3"),
    ],
)
def test_places_the_pack_does_not_allow_are_refused(places, reason):
    with pytest.raises(CutRefused) as refusal:
        fill_tiers([tier("top", maximum=3)], candidates(a=1), places)

    assert str(refusal.value) == reason
