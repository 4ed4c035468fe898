"""Questions of a pack as fields, and answers as they are read."""

from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.facts import EnumOption
from pinzhang.engine.packs.schema.form import FormField, FormGroup, FormSection
from pinzhang.engine.packs.schema.stages import Term
from pinzhang.portals.enterprise.pages.outline import shown
from pinzhang.portals.enterprise.pages.progress import term_words
from pinzhang.portals.enterprise.pages.verdicts import _said, _share
from pinzhang.portals.ui.pack_forms import field_for, limits_of, raw_answers, typed, unit_label

OPTIONS = tuple(EnumOption(key=f"o{n}", name=Words(zh=f"选项 {n}")) for n in range(8))


@pytest.fixture(autouse=True)
def _chinese_is_spoken():
    with translation.override("zh-hans"):
        yield


def question(kind, **more):
    return FormField(name="q", label=Words(zh="问题", en="Question"), kind=kind, **more)


@pytest.mark.parametrize(
    ("asked", "widget"),
    [
        (question("text"), forms.TextInput),
        (question("phone"), forms.TextInput),
        (question("email"), forms.EmailInput),
        (question("date"), forms.DateInput),
        (question("choice", options=OPTIONS[:3]), forms.RadioSelect),
        (question("choice", options=OPTIONS), forms.Select),
        (question("choices", options=OPTIONS), forms.CheckboxSelectMultiple),
        (question("yes_no"), forms.RadioSelect),
        (question("statement"), forms.CheckboxInput),
        (question("attachment"), forms.FileInput),
    ],
)
def test_each_kind_of_question_has_its_control(asked, widget):
    field = field_for(asked, required=True)

    assert isinstance(field.widget, widget)
    assert field.label == "问题"


def test_a_long_text_is_counted_and_never_cut_by_the_browser():
    field = field_for(question("long_text", max_length=800, min_length=50), required=False)

    assert (field.max_length, field.min_length) == (800, 50)
    assert "maxlength" not in field.widget.attrs


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            question("attachment", accept=("pdf", "jpg"), max_size_mb=5, max_files=2),
            "PDF、JPG，每个不超过 5 MB，最多 2 个",
        ),
        (question("attachment"), "常用文件，每个不超过 20 MB，最多 5 个"),
        (question("integer", minimum="0"), "不小于 0"),
        (question("share", maximum="0.5"), "不大于 50"),
        (question("integer", minimum="1", maximum="2000"), "1 至 2,000"),
        (question("date", minimum="2020-01-01"), "不小于 2020-01-01"),
        (question("text"), ""),
    ],
)
def test_limits_are_said_before_they_are_broken(asked, said):
    assert limits_of(asked) == said


@pytest.mark.parametrize(
    ("asked", "kept", "as_typed", "as_read"),
    [
        (question("share"), "0.042", "4.2", "4.2%"),
        (question("money", unit="CNY"), "8136", "8136", "8,136 元"),
        (question("integer", unit="人"), "12", "12", "12 人"),
        (question("yes_no"), True, "yes", "是"),
        (question("yes_no"), False, "no", "否"),
        (question("date"), "2026-11-23", "2026-11-23", "2026年11月23日"),
        (question("choice", options=OPTIONS), "o1", "o1", "选项 1"),
        (question("choices", options=OPTIONS), ["o1", "o2"], ["o1", "o2"], "选项 1、选项 2"),
        (question("text"), "文字", "文字", "文字"),
    ],
)
def test_an_answer_is_typed_and_read_in_its_own_way(asked, kept, as_typed, as_read):
    assert typed(asked, kept) == as_typed
    assert shown(asked, kept) == as_read


def test_units_are_in_the_readers_language():
    assert [unit_label(question("money", unit=unit)) for unit in ("CNY", "", "台")] == ["元", "", "台"]
    assert unit_label(question("share")) == "%"
    with translation.override("en"):
        assert unit_label(question("integer", unit="人")) == "people"
        assert shown(question("integer", unit="人"), "1") == "1 person"


def test_choices_and_rows_are_read_as_the_engine_takes_them():
    section = FormSection(
        key="s",
        title=Words(zh="部分"),
        fields=(FormField(name="many", label=Words(zh="多选"), kind="choices", options=OPTIONS),),
        groups=(FormGroup(name="rows", label=Words(zh="行"), fields=(question("text"),)),),
    )

    good = raw_answers(section, QueryDict("many=o1&many=o2&rows-TOTAL_FORMS=1&rows-0-q=甲"))
    forged = raw_answers(section, QueryDict("rows-TOTAL_FORMS=²"))

    assert good == {"many": ["o1", "o2"], "rows.0.q": "甲"}
    assert forged == {"many": []}


@pytest.mark.parametrize(
    ("unit", "said"),
    [("working_days", "不超过 5 个工作日"), ("days", "不超过 5 天"), ("months", "不超过 5 个月")],
)
def test_a_term_is_said_with_its_unit(unit, said):
    term = Term(count=5, unit=unit, basis="legal", clause="一", source="s")

    assert term_words(term) == said
    assert term_words(None) == ""


@pytest.mark.parametrize(
    ("amount", "chinese", "english"),
    [
        ({"value": True, "op": "=="}, "是", "Yes"),
        ({"value": "2024-03-01", "op": "<="}, "≤ 2024年3月1日", "≤ 2024-03-01"),
        ({"value": "0.026", "unit": ""}, "2.6%", "2.6%"),
        ({"value": "0.004", "unit": ""}, "0.4 个百分点", "0.4 pp"),
        ({"value": "8136", "unit": "CNY"}, "8,136 元", "8,136 CNY"),
        ({"value": "valid", "op": "=="}, "“有效”", "“有效”"),
        (None, "", ""),
    ],
)
def test_amounts_are_said_in_english_as_far_as_they_are_figures(amount, chinese, english):
    assert _said(amount, chinese) == chinese
    with translation.override("en"):
        assert _said(amount, chinese) == english


def test_how_far_one_has_come_is_drawn_only_between_two_numbers():
    def share(have, need, op=">=", verdict="not met"):
        return _share({"verdict": verdict, "have": {"value": have}, "need": {"op": op, "value": need}})

    assert share("15", "20") == float(Decimal("0.75"))
    assert [share("15", "20", op="<="), share("-1", "20"), share(True, "20"), share("x", "20")] == [None] * 4
    assert share("15", "20", verdict="met") is None
