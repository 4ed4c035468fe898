"""Forms of a report by anybody, and of its look-up."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from pinzhang.domain.protection.services.reports import LARGEST_PHOTO_MB, LONGEST_TEXT, MOST_PHOTOS
from pinzhang.domain.reference.models import Region
from pinzhang.portals.ui.forms import FilesField, annotate

KINDS = (
    ("fake", _("冒用：这枚标识是假的，或者印在别的商品上")),
    ("misuse", _("违规使用：已撤销、暂停、到期还在用，或者超出范围")),
    ("unauthorised", _("擅自使用名称或标志：没有编号，但用了品牌的名称、图案")),
)


def _limits() -> str:
    return str(_("最多 %(count)s 张 JPG 或 PNG，每张不超过 %(size)s MB。")) % {
        "count": MOST_PHOTOS,
        "size": LARGEST_PHOTO_MB,
    }


class ReportForm(forms.Form):
    """A report of a fake, of misuse, or of unauthorised use of name or logo (举报)."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("举报什么"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择举报什么。")},
    )
    mark_number = forms.CharField(
        label=_("商品上印的标识编号"),
        max_length=80,
        required=False,
        help_text=_("冒用、违规使用请填写；看不清的写看得清的部分。"),
    )
    defect = forms.CharField(
        label=_("是什么问题"),
        max_length=120,
        help_text=_("一句话，如“已撤销的标识还印在新包装上”。"),
        error_messages={"required": _("请写明是什么问题。")},
    )
    text = forms.CharField(
        label=_("详细情况"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST_TEXT, required=False
    )
    shop = forms.CharField(label=_("商家或网店名称"), max_length=120, required=False)
    region = forms.ChoiceField(label=_("在哪个区市"), required=False)
    place = forms.CharField(label=_("地址或网址"), max_length=200, required=False)
    photos = annotate(
        FilesField(label=_("照片"), required=False),
        limits=lazy(_limits, str)(),
    )
    name = forms.CharField(label=_("怎样称呼您"), max_length=80, required=False)
    contact = forms.CharField(
        label=_("联系方式"),
        max_length=120,
        required=False,
        help_text=_("可以不填，匿名举报。填了只用于核实和答复，单独存放，不告诉被举报的人。"),
    )

    def __init__(self, *args: Any, regions: list[Region], names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["region"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared so above
        pairs = zip(regions, names, strict=True)
        chosen.choices = [("", _("不清楚")), *[(region.code, name) for region, name in pairs]]


class LookupForm(forms.Form):
    """The number of a report and its code (查举报)."""

    use_required_attribute = False
    number = forms.CharField(label=_("举报编号"), max_length=40, error_messages={"required": _("请填写举报编号。")})
    code = forms.CharField(
        label=_("查询码"),
        max_length=20,
        help_text=_("提交时给您的 8 位字母和数字。"),
        error_messages={"required": _("请填写查询码。")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
