"""What a refusal says of single fields is shown at these fields."""

from django import forms

from pinzhang.domain.core.refusals import Refusal
from pinzhang.portals.staff.forms_cases import blame


class Sample(forms.Form):
    note = forms.CharField(required=False)


def test_a_refusal_is_shown_at_the_fields_it_names_and_passes_over_those_of_other_pages():
    form = Sample({"note": ""})

    blame(form, Refusal("不行", fields={"note": "请写明理由。", "elsewhere": "不在这一页。"}))

    assert form.errors == {"note": ["请写明理由。"]}
