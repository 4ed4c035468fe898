"""The form of an evaluation."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pinzhang.domain.core.refusals import Refusal
from pinzhang.portals.ui.forms import LaterChoice, LaterText, annotate

CONCLUSIONS = (("meets", _("符合要求")), ("fails", _("不符合要求")))


class EvaluationForm(forms.Form):
    """What the institution found, and what it concludes (第三方评价)."""

    use_required_attribute = False
    findings = LaterText(
        label=_("评价发现"),
        help_text=_("逐项写明看到的事实和依据；签署前必填。"),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=20000,
    )
    conclusion = LaterChoice(
        label=_("结论"),
        help_text=_("签署前必选。结论不单独决定申报，由后续环节按规则结合。"),
        choices=CONCLUSIONS,
        widget=forms.RadioSelect,
    )
    report = forms.FileField(
        label=_("评价报告"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        annotate(self.fields["report"], limits=_("PDF，不超过 50 MB；再传一次会替换。"))

    def show_refusal(self, refusal: Refusal) -> None:
        """Put a refusal at its fields, or above the form where it names none."""
        for name, text in refusal.fields.items():
            self.add_error(name, gettext(text))
        if not refusal.fields:
            self.add_error(None, gettext(refusal.sentence))
