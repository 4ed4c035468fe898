"""Forms of the office's own work: rounds, marks."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from pinzhang.domain.core.days import at_hour, local_day
from pinzhang.engine.packs.schema.outcomes import Outcomes
from pinzhang.portals.ui.forms import DayInput, MomentInput, annotate

QUOTA = "quota-"


class RoundForm(forms.Form):
    """Name, window and reference day of a round, and the places of each tier (届次)."""

    label = forms.CharField(label="届次名称", max_length=60, help_text="如“2026 年第二批”“第三届”。")
    label_en = forms.CharField(label="英文名称", max_length=80, required=False)
    opens_at = forms.DateTimeField(label="开始申报", widget=MomentInput)
    closes_at = forms.DateTimeField(label="截止申报", widget=MomentInput)
    reference_on = forms.DateField(
        label="基准日", widget=DayInput, help_text="按这一天的规则参数和事实判断是否符合；通常是截止日。"
    )

    def __init__(self, *args: Any, outcomes: Outcomes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for tier in outcomes.tiers:
            field = forms.IntegerField(label=f"{tier.name}名额", min_value=0, required=False)
            most = tier.quota.maximum
            limits = f"规则规定最多 {most} 个。" if most is not None else "公开文件未载明上限；不填表示不限。"
            self.fields[QUOTA + tier.key] = annotate(field, unit="个", limits=limits, clause=tier.quota.clause)

    def quotas(self) -> dict[str, int]:
        """Return the places that were filled in, by tier."""
        given = {name: value for name, value in self.cleaned_data.items() if name.startswith(QUOTA)}
        return {name.removeprefix(QUOTA): value for name, value in given.items() if value is not None}


class CloneForm(forms.Form):
    """What differs in a round cloned from an earlier one (复制届次)."""

    label = forms.CharField(label="新届次名称", max_length=60)
    opens_at = forms.DateTimeField(label="开始申报", widget=MomentInput)
    closes_at = forms.DateTimeField(label="截止申报", widget=MomentInput)


class ExtensionForm(forms.Form):
    """A later closing time for one applicant (个别延期)."""

    credit_code = forms.CharField(label="申报组织的统一社会信用代码", max_length=30)
    closes_at = forms.DateTimeField(label="延至", widget=MomentInput)
    ground = forms.CharField(label="理由", max_length=200)


class RestoreForm(forms.Form):
    """Why a suspension ends (恢复使用)."""

    text = forms.CharField(label="核实情况", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    version = forms.IntegerField(widget=forms.HiddenInput)


def first_dates(at: datetime) -> dict[str, Any]:
    """Return plausible dates for a new round: from tomorrow morning for thirty days."""
    tomorrow = local_day(at) + timedelta(days=1)
    last = tomorrow + timedelta(days=30)
    return {"opens_at": at_hour(tomorrow, 9), "closes_at": at_hour(last, 17), "reference_on": last}
