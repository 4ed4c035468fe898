"""Forms about the organisation's own marks."""

from django import forms
from django.utils.translation import gettext_lazy as _


class GtinForm(forms.Form):
    """The GTIN of a product (商品条码)."""

    use_required_attribute = False
    gtin = forms.CharField(
        label=_("商品条码"),
        max_length=30,
        required=False,
        help_text=_("包装上条码下面的数字，8、12、13 或 14 位；清空表示没有。"),
    )


class SurrenderForm(forms.Form):
    """Why a mark is handed back (交回标识)."""

    use_required_attribute = False
    text = forms.CharField(label=_("交回的理由"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    version = forms.IntegerField(widget=forms.HiddenInput)


class StatementForm(forms.Form):
    """What the holder says to a notice (陈述申辩)."""

    use_required_attribute = False
    text = forms.CharField(label=_("陈述和申辩"), widget=forms.Textarea(attrs={"rows": 8}), max_length=8000)
    hearing_wanted = forms.BooleanField(label=_("要求听证"), required=False)


class AppealForm(forms.Form):
    """Why a measure is wrong (申诉)."""

    use_required_attribute = False
    text = forms.CharField(label=_("申诉的事实和理由"), widget=forms.Textarea(attrs={"rows": 8}), max_length=8000)
