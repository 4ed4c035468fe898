"""The forms of the public portal."""

import re
import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from pinzhang.domain.applications.services.lists import LONGEST_OBJECTION
from pinzhang.domain.programmes.services.drafts import LONGEST_COMMENT
from pinzhang.engine.identifiers import check_credit_code
from pinzhang.portals.ui.context import reader_language

NO_CREDIT_CODE = _("这不是有效的统一社会信用代码：应为 18 位，末位是校验位。请对照营业执照核对。")
"""To readers of English; the engine says in Chinese what exactly is wrong."""
DASHES = re.compile(r"[‐-―−]")


class VerifyForm(forms.Form):
    """The number of a mark, however it was typed: wide letters, spaces and other dashes are understood."""

    number = forms.CharField(
        label=_("标识编号"),
        max_length=80,
        help_text=_("印在包装、证书或牌匾上，如 YP-2026-0001。大小写、全角半角都可以。"),
        error_messages={"required": _("请填写标识编号。")},
    )

    def clean_number(self) -> str:
        typed = unicodedata.normalize("NFKC", self.cleaned_data["number"]).upper()
        number = DASHES.sub("-", re.sub(r"\s", "", typed)).strip("-")
        if not re.fullmatch(r"[A-Z0-9-]{3,40}", number, re.ASCII):
            raise forms.ValidationError(_("编号只有字母、数字和短横线，请对照实物再填一次。"))
        return number


class ObjectionForm(forms.Form):
    """An objection in a public notice (异议)."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("异议的事实和理由"),
        help_text=_("写清是什么事、什么时候、您怎样知道的。"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=True,
        max_length=LONGEST_OBJECTION,
        error_messages={"required": _("请写明异议的事实和理由。")},
    )
    name = forms.CharField(
        label=_("您的姓名或单位"), max_length=80, error_messages={"required": _("请填写姓名或单位。")}
    )
    contact = forms.CharField(
        label=_("联系方式"),
        help_text=_("电话或电子邮箱。只用于答复您，不公开，也不告诉被提异议的单位。"),
        max_length=120,
        error_messages={"required": _("请留下联系方式，以便答复您。")},
    )


class CommentForm(forms.Form):
    """A citizen's comment on a draft (公众意见)."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("您的意见"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_COMMENT,
        error_messages={"required": _("请写下意见。")},
    )
    clause = forms.CharField(
        label=_("针对哪一条"), max_length=60, required=False, help_text=_("如“第十条”；不针对某一条的可以不填。")
    )
    author = forms.CharField(
        label=_("署名"), max_length=60, required=False, help_text=_("可以不填。填了会在答复时和意见一起公布。")
    )


class CodeForm(forms.Form):
    """A unified social credit code, checked by its own check digit."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=40,
        required=False,
        help_text=_("18 位，在营业执照上。只用来查公开数据，不保存。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        if not typed.strip():
            return ""
        checked = check_credit_code(typed)
        if checked.problem:
            raise forms.ValidationError(checked.problem if reader_language() == "zh" else NO_CREDIT_CODE)
        return checked.code
