from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from pinzhang.engine.packs.schema.base import Count, Day, Flag, Number, Words
from pinzhang.engine.packs.schema.outcomes import Duration


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Day, "2024-02-29", date(2024, 2, 29)),
        (Day, date(2024, 2, 29), date(2024, 2, 29)),
        (Number, "001.500", Decimal("1.5")),
        (Number, Decimal("1E+2"), Decimal(100)),
        (Number, 7, Decimal(7)),
        (Number, "-0", Decimal(0)),
        (Flag, "true", True),
        (Flag, False, False),
        (Count, "12", 12),
        (Count, 12, 12),
    ],
)
def test_a_scalar_is_read_from_text_or_from_its_own_type(kind: Any, value: Any, expected: Any):
    found = TypeAdapter(kind).validate_python(value)

    assert (found, str(found)) == (expected, str(expected))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Day, "20240229"),
        (Day, "2023-02-29"),
        (Day, "２０２４-02-29"),
        (Number, 1.5),
        (Number, True),
        (Number, "1_000"),
        (Number, "1e3"),
        (Number, "٣"),
        (Number, "0.1234567"),
        (Flag, "on"),
        (Count, "1_0"),
        (Count, "-1"),
        (Count, "1000000000"),
    ],
)
def test_a_scalar_in_any_other_form_is_refused(kind: Any, value: Any):
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


def test_a_plain_text_stands_for_its_chinese():
    assert Words.model_validate("奖") == Words(zh="奖", en="")


@pytest.mark.parametrize("span", ["0y", "10000d", "3", "3w", "１y", "1２y"])
def test_a_duration_is_a_few_years_months_or_days(span: str):
    adapter = TypeAdapter(Duration)

    assert [adapter.validate_python(good) for good in ("3y", "18m", "9999d")] == ["3y", "18m", "9999d"]
    with pytest.raises(ValidationError):
        adapter.validate_python(span)
