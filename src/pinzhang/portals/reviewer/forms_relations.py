"""What a reviewer says of themselves: whom they are tied to, and how much they can take."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pinzhang.domain.review.choices import RelationKind
from pinzhang.domain.review.services.relations import Tie
from pinzhang.portals.reviewer.forms import RELATION_KINDS


class RelationForm(forms.Form):
    """Whom the reviewer is tied to, how and since when (利害关系)."""

    kind = forms.ChoiceField(label=_("关系的种类"), choices=RELATION_KINDS[1:] + RELATION_KINDS[:1])
    organisation_name = forms.CharField(
        label=_("单位名称"), max_length=120, error_messages={"required": _("请填写单位名称。")}
    )
    credit_code = forms.CharField(
        label=_("统一社会信用代码"), max_length=40, error_messages={"required": _("请填写统一社会信用代码。")}
    )
    from_on = forms.DateField(
        label=_("开始日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    to_on = forms.DateField(
        label=_("结束日期"),
        help_text=_("仍在持续的，留空。"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=_("说明"),
        help_text=_("只有主管部门能看到。"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
    )

    @property
    def tie(self) -> Tie:
        """The relation as it is entered."""
        given = self.cleaned_data
        return Tie(**{**given, "kind": RelationKind(given["kind"])})


class OwnLimitForm(forms.Form):
    """How many files the reviewer is willing to have in hand (本人上限)."""

    most = forms.IntegerField(
        label=_("手上最多几件"), help_text=_("留空则按主管部门定的上限。"), min_value=0, max_value=999, required=False
    )
