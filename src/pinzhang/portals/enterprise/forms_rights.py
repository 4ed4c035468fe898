"""A right as its owner enters it."""

from typing import ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pinzhang.portals.ui.forms import DayInput


class RightForm(forms.Form):
    """A trademark, patent, copyright, geographical indication or customs recordal (知识产权)."""

    use_required_attribute = False
    KIND_WORDS: ClassVar[dict[str, str | Promise]] = {
        "trademark": _("商标"),
        "patent": _("专利"),
        "copyright": _("著作权"),
        "indication": _("地理标志"),
        "customs": _("海关备案"),
    }
    kind = forms.ChoiceField(label=_("类别"), choices=list(KIND_WORDS.items()), widget=forms.RadioSelect)
    patent_kind = forms.ChoiceField(
        label=_("专利种类"),
        required=False,
        choices=[
            ("", _("不是专利")),
            ("invention", _("发明")),
            ("utility", _("实用新型")),
            ("design", _("外观设计")),
        ],
    )
    name = forms.CharField(label=_("名称"), max_length=120)
    number = forms.CharField(label=_("登记号"), max_length=60, help_text=_("注册号、专利号、登记号或备案号。"))
    scope = forms.CharField(
        label=_("类别和范围"), max_length=200, required=False, help_text=_("如商标的国际分类、备案的商品。")
    )
    owned = forms.BooleanField(label=_("归本单位所有"), required=False, initial=True)
    registered_on = forms.DateField(label=_("登记日期"), widget=DayInput)
    valid_until = forms.DateField(label=_("有效期至"), widget=DayInput, required=False)
    source = forms.CharField(label=_("来源"), max_length=120, help_text=_("证书、公告或查询网址。"))
