"""Forms of the surveillance of marks."""

from typing import Any

from django import forms

from pinzhang.domain.marks.models import Mark
from pinzhang.domain.supervision.models import Procedure, SurveillanceCheck
from pinzhang.domain.supervision.selectors import all_grounds, hearing_rule, open_grounds
from pinzhang.engine.packs.schema.outcomes import Ground
from pinzhang.portals.ui.forms import DayInput


def _long(label: str, *, help_text: str = "", rows: int = 4) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=area, max_length=4000, help_text=help_text)


def _grounds(found: list[Ground]) -> list[tuple[str, str]]:
    return [(ground.key, f"{ground.title}　{ground.clause}") for ground in found]


class ProcedureForm(forms.Form):
    """Why a mark may be suspended or revoked, and until when the holder may speak (立案告知)."""

    ground = forms.ChoiceField(label="情形", widget=forms.RadioSelect)
    text = _long("事实和依据", help_text="写进告知书，持有单位会看到。")
    suspend_until_on = forms.DateField(label="拟暂停至", widget=DayInput, required=False)
    statement_until_on = forms.DateField(label="陈述申辩期限到", widget=DayInput)
    at_once = forms.BooleanField(label="先行暂停使用，再听取陈述申辩", required=False)

    def __init__(self, *args: Any, mark: Mark, effect: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = open_grounds(mark, effect)
        chosen = self.fields["ground"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared so above
        chosen.choices = _grounds(grounds)
        rule = hearing_rule(mark)
        until = self.fields["statement_until_on"]
        until.required = rule is None
        until.help_text = (
            f"规则写明的期限见{rule.clause}；不填按规则计算，可以更长。"
            if rule
            else "公开文件未载明期限，由经办确定一天。"
        )
        if effect != "suspend":
            del self.fields["suspend_until_on"]
        if not any(ground.at_once for ground in grounds) or mark.state != "active":
            del self.fields["at_once"]


class ReasonForm(forms.Form):
    """Why an alert calls for nothing (不处置)."""

    reason = _long("不处置的理由")


class HearingForm(forms.Form):
    """When the holder was heard, and what was said (听证情况)."""

    heard_on = forms.DateField(label="听证日期", widget=DayInput)
    record = _long("听证情况", help_text="写明参加人、持有单位的意见和证据。")


class DecisionForm(forms.Form):
    """What is decided at the end of a procedure (处理决定)."""

    apply = forms.ChoiceField(label="决定", widget=forms.RadioSelect)
    text = _long("理由", help_text="写进决定书；决定处置的，公开页面也会显示。")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", procedure.case.version)
        chosen = self.fields["apply"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared so above
        chosen.choices = [("yes", f"决定{procedure.get_effect_display()}"), ("no", "不予处置")]


class NoteForm(forms.Form):
    """How something that follows from a measure was done (办理情况)."""

    note = _long("办理情况", rows=2)


class TermForm(forms.Form):
    """By when something will be done (办结日期)."""

    until_on = forms.DateField(label="办结日期", widget=DayInput, help_text="公开文件未载明期限，由经办确定一天。")


class AppealForm(forms.Form):
    """What a review found (申诉复核)."""

    upheld = forms.ChoiceField(
        label="复核结论",
        widget=forms.RadioSelect,
        choices=[("yes", "申诉成立，撤销原处置"), ("no", "申诉不成立，维持原处置")],
    )
    finding = _long("复核情况和理由")
    version = forms.IntegerField(widget=forms.HiddenInput)


class TransferForm(forms.Form):
    """To whom a mark passes, why, and by which document (变更持有单位)."""

    credit_code = forms.CharField(label="承接单位的统一社会信用代码", max_length=30)
    text = _long("事由", help_text="如合并、分立、改制。", rows=2)
    document_number = forms.CharField(label="依据的文件", max_length=120, help_text="文号或名称和日期。")
    document = forms.FileField(label="文件", required=False, help_text="PDF、JPG 或 PNG，不超过 20 MB。")
    version = forms.IntegerField(widget=forms.HiddenInput)


class ScopeForm(forms.Form):
    """What exactly bears a mark (适用范围)."""

    scope = forms.CharField(
        label="适用范围",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
        help_text="规格型号、服务场所、区域成员等；不填表示就是对象的名称。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class CheckForm(forms.Form):
    """What a check found (监督检查结果)."""

    done_on = forms.DateField(label="检查日期", widget=DayInput)
    passed = forms.ChoiceField(label="结论", widget=forms.RadioSelect, choices=[("yes", "符合"), ("no", "不符合")])
    ground = forms.ChoiceField(label="不符合的情形", required=False)
    finding = _long("检查情况")

    def __init__(self, *args: Any, check: SurveillanceCheck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["ground"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared so above
        chosen.choices = [("", "—"), *_grounds(all_grounds(check.mark))]
