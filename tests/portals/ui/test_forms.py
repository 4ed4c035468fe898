import re

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict

from pinzhang.portals.ui.components.fields import field, fields, repeat_group, summary
from pinzhang.portals.ui.forms import DayInput, FilesField, MomentInput, Notes, NumberInput, PinzhangRenderer, annotate
from pinzhang.portals.ui.showcase import PatentFormSet, SampleForm, filled_form


def attributes(markup, tag):
    found = re.search(rf"<{tag}\b([^>]*)>", markup)
    assert found, markup
    return dict(re.findall(r'([a-z-]+)="([^"]*)"', found.group(1)))


class Plain(forms.Form):
    name = forms.CharField(label="名称", help_text="全称", max_length=20)
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    story = forms.CharField(label="依据", widget=forms.Textarea, min_length=20, required=False)
    free = forms.CharField(label="备注", widget=forms.Textarea, required=False)
    low = forms.IntegerField(label="不低于", min_value=3, required=False)
    high = forms.IntegerField(label="不高于", max_value=1200, required=False)


def test_a_field_is_labelled_described_and_marked_where_it_is_wrong():
    form = Plain(data={})

    drawn = field(form["name"])

    control = attributes(drawn, "input")
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "id_name_helptext id_name_error"
    assert control["class"] == "form-control"
    assert '<label class="form-label" for="id_name">名称</label>' in drawn
    assert '<p class="pz-err" id="id_name_error">还没有填写</p>' in drawn
    assert drawn.index("id_name_error") < drawn.index("<input")


def test_every_text_a_control_is_described_by_is_on_the_page():
    drawn = fields(filled_form())

    named = {one for ids in re.findall(r'aria-describedby="([^"]+)"', drawn) for one in ids.split()}
    present = set(re.findall(r'id="([^"]+)"', drawn))
    assert named <= present


def test_only_optional_fields_are_marked():
    drawn = fields(Plain())

    assert drawn.count("（选填）") == 4
    assert "名称</label>" in drawn


def test_limits_are_said_before_they_are_broken():
    drawn = fields(Plain(data={"story": "不足", "name": "青"}))

    assert '<p class="hint" id="id_low_limits">不小于 3</p>' in drawn
    assert '<p class="hint" id="id_high_limits">不大于 1,200</p>' in drawn
    assert '<p class="hint num" id="id_story_count" data-count="id_story">2 / 20 字起</p>' in drawn
    assert "id_free_count" not in drawn
    assert '<p class="hint" id="id_staff_count_limits">1 至 99,999</p>' in fields(SampleForm())


def test_a_hidden_field_is_drawn_bare():
    drawn = fields(Plain())

    assert drawn.startswith('<input type="hidden" name="token" id="id_token">')
    assert field(Plain()["token"]) == '<input type="hidden" name="token" id="id_token">'


def test_notes_stand_around_the_control():
    drawn = field(filled_form()["spent_2025"])

    assert "<span>万元</span>" in drawn
    assert '<span class="clause">差异性条件·工业</span>' in drawn
    assert attributes(drawn, "button")["value"] == "spent_2025=217.26"
    assert "改为 217.26</button>" in drawn


def test_a_repair_is_offered_only_where_something_is_wrong():
    assert "改为" not in field(SampleForm()["spent_2025"])


def test_the_source_of_a_prefilled_value_describes_its_control():
    drawn = field(SampleForm()["spent_2024"])

    assert attributes(drawn, "input")["aria-describedby"] == "id_spent_2024_source"
    assert '<span class="hint" id="id_spent_2024_source">来自企业年报，可更正</span>' in drawn


def test_choices_are_a_group_with_a_legend():
    drawn = field(filled_form()["level"])

    assert drawn.startswith('<fieldset class="pz-field">')
    assert '<legend class="form-label">关键技术指标的水平</legend>' in drawn
    assert re.findall(r'<input type="radio"[^>]*class="([^"]+)"', drawn) == ["form-check-input"] * 3
    assert len(re.findall(r"<input[^>]*\bchecked\b", drawn)) == 1


def test_a_group_that_is_wrong_is_described_as_a_whole():
    class Choosing(forms.Form):
        ways = forms.MultipleChoiceField(
            label="方式", choices=[("一组", [("a", "甲")])], widget=forms.CheckboxSelectMultiple
        )

    drawn = field(Choosing(data={})["ways"])

    assert attributes(drawn, "fieldset") == {"class": "pz-field error", "aria-describedby": "id_ways_error"}
    assert '<p class="small strong">一组</p>' in drawn


def test_a_box_to_tick_has_its_label_behind_it():
    class Promise(forms.Form):
        promise = annotate(forms.BooleanField(label="我承诺", help_text="内容真实"), clause="第三条")

    drawn = field(Promise(data={})["promise"])

    assert drawn.index("<input") < drawn.index("我承诺")
    assert '<span class="clause">第三条</span>' in drawn
    assert "内容真实" in drawn
    assert attributes(drawn, "input")["class"] == "form-check-input"


def test_a_list_to_choose_from_is_dressed_as_one():
    assert attributes(field(SampleForm()["sector"]), "select")["class"] == "form-select"


def test_a_class_of_the_page_is_kept():
    class Wide(forms.Form):
        code = forms.CharField(label="编号", widget=forms.TextInput({"class": "w-100"}))

    assert attributes(field(Wide()["code"]), "input")["class"] == "form-control w-100"


def test_days_and_hours_are_chosen_in_the_browser():
    class Dated(forms.Form):
        on = forms.DateField(widget=DayInput())
        at = forms.DateTimeField(widget=MomentInput())

    form = Dated(initial={"on": "2026-11-23", "at": "2026-11-23T10:26"})

    assert attributes(field(form["on"]), "input")["type"] == "date"
    assert attributes(field(form["at"]), "input")["type"] == "datetime-local"
    assert Dated(data={"on": "2026-11-23", "at": "2026-11-23T10:26"}).is_valid()


def test_a_number_is_typed():
    assert attributes(field(SampleForm()["staff_count"]), "input")["inputmode"] == "decimal"
    assert NumberInput({"inputmode": "numeric"}).attrs["inputmode"] == "numeric"


def test_several_files_arrive_as_a_list():
    class Upload(forms.Form):
        reports = FilesField()

    one, two = (SimpleUploadedFile(f"{name}.pdf", b"%PDF") for name in ("a", "b"))

    form = Upload(data={}, files=MultiValueDict({"reports": [one, two]}))
    assert form.is_valid()
    assert [file.name for file in form.cleaned_data["reports"]] == ["a.pdf", "b.pdf"]
    assert Upload(data={}, files={"reports": [one]}).is_valid()
    assert Upload(data={}, files={}).errors == {"reports": ["还没有填写"]}
    assert "multiple" in field(Upload()["reports"])


def test_no_file_is_an_empty_list_where_none_is_required():
    form = SampleForm(data={}, files=MultiValueDict())
    form.is_valid()

    assert form.cleaned_data["reports"] == []


def test_an_empty_file_is_refused_by_name():
    class Upload(forms.Form):
        reports = FilesField()

    empty = SimpleUploadedFile("a.pdf", b"")

    assert Upload(data={}, files=MultiValueDict({"reports": [empty]})).errors == {
        "reports": ["这个文件是空的，请重新选择"]
    }


def test_the_summary_says_everything_that_is_wrong_in_the_order_of_the_page():
    shown = summary([filled_form()])

    assert shown["title"] == "有 6 处要改"
    assert [(mistake.text, mistake.target) for mistake in shown["mistakes"]][:2] == [
        ("2025 年度研发费用：大于当年营业收入 8,136.00 万元。若您填的是“元”，应为 217.26 万元。", "id_spent_2025"),
        ("主要创新点：还没有填写", "id_idea"),
    ]


def test_a_form_that_was_not_sent_has_nothing_wrong():
    assert summary([SampleForm(), PatentFormSet(prefix="patents")])["mistakes"] == []


def test_mistakes_of_a_whole_form_and_of_a_repeat_group_are_said_too():
    class Ranged(Plain):
        def clean(self):
            raise forms.ValidationError("起止日期颠倒")

    group = PatentFormSet(
        prefix="patents", data={"patents-TOTAL_FORMS": "1", "patents-INITIAL_FORMS": "0", "patents-0-number": "x" * 30}
    )
    broken = PatentFormSet(prefix="patents", data={"patents-TOTAL_FORMS": "many"})

    assert [mistake.text for mistake in summary([Ranged(data={"name": "青"})])["mistakes"]] == ["起止日期颠倒"]
    assert [(mistake.text, mistake.target) for mistake in summary([group])["mistakes"]] == [
        ("专利号：最多 20 字，现在 30 字", "id_patents-0-number")
    ]
    assert len(summary([broken], "请重新填")["mistakes"]) == 1
    assert summary([broken], "请重新填")["title"] == "请重新填"


def test_a_repeat_group_is_one_card_per_row_with_a_button_that_needs_no_script():
    drawn = repeat_group(PatentFormSet(prefix="patents", initial=[{"number": "1"}, {"number": "2"}]))

    before_template = drawn[: drawn.index("<template")]
    assert before_template.count("<fieldset") == 2
    assert '<button class="btn btn-quiet" type="submit" name="add" value="patents" formnovalidate' in drawn
    assert 'name="patents-__prefix__-number"' in drawn
    assert 'name="patents-TOTAL_FORMS" value="2"' in drawn


def test_a_form_made_with_this_renderer_draws_itself():
    class Own(forms.Form):
        default_renderer = PinzhangRenderer

        name = forms.CharField(label="名称")

    assert str(Own()) == fields(Own())
    assert PinzhangRenderer().render("ui/forms/form.html", {"fields": [], "hidden_fields": []}, None) == ""


def test_notes_add_up():
    noted = annotate(annotate(forms.CharField(), unit="台"), source="来自台账")

    assert noted.notes == Notes(unit="台", source="来自台账")


@pytest.mark.django_db
def test_the_renderer_serves_sign_in_forms_too(settings):
    settings.ROOT_URLCONF = "tests.portals.ui.addresses"
    from allauth.account.forms import LoginForm  # noqa: PLC0415 - the form reads addresses when it is imported

    drawn = fields(LoginForm(request=RequestFactory().get("/")))

    assert "用户名或邮箱" in drawn


def test_the_sample_form_is_accepted_once_everything_is_right():
    data = {
        "spent_2024": "193.70", "spent_2025": "217.26", "idea": "齿面修形", "level": "province", "sector": "marine",
        "founded_on": "2019-05-01", "staff_count": "86", "promise": "on",
    }  # fmt: skip

    assert SampleForm(data=data, files=MultiValueDict()).is_valid()
