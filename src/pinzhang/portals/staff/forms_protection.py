"""Forms of reports, registers and honours of other authorities."""

from typing import Any

from django import forms

from pinzhang.domain.protection.choices import Finding, HonourLevel, Responsible
from pinzhang.domain.protection.models import HonourList, Report
from pinzhang.domain.protection.selectors import grounds_for
from pinzhang.domain.reference.models import Authority
from pinzhang.portals.ui.forms import DayInput


def _long(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, help_text=help_text)


class AssignForm(forms.Form):
    """Which authority looks into a report, and by when it is answered (分办)."""

    authority = forms.ChoiceField(label="由谁核查")
    until_on = forms.DateField(
        label="答复日期", widget=DayInput, help_text="公开文件未载明举报的办理期限，由经办确定一天。"
    )
    credit_code = forms.CharField(
        label="被举报单位的统一社会信用代码", max_length=30, required=False, help_text="还不知道的不填。"
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, authorities: list[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["authority"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared so above
        chosen.choices = [(one.code, one.name) for one in authorities]


class AnswerForm(forms.Form):
    """What the reporter reads (答复)."""

    answer = _long("答复", "举报人凭编号和查询码看到这段话；不写其他人的个人信息。")
    version = forms.IntegerField(widget=forms.HiddenInput)


class ConclusionForm(forms.Form):
    """What was found and done (核查结论)."""

    finding = forms.ChoiceField(label="结论", widget=forms.RadioSelect, choices=Finding.choices)
    responsible = forms.ChoiceField(label="属实的，由谁负责", required=False, choices=[("", "—"), *Responsible.choices])
    ground = forms.ChoiceField(label="由持有单位负责的，对应的情形", required=False)
    measures = _long("核查和处理", "写明查了什么、采取了什么措施；移送其他部门的写明移送到哪里。")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["ground"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared so above
        chosen.choices = [("", "—"), *[(one.key, f"{one.title}　{one.clause}") for one in grounds_for(report)]]


class FirmForm(forms.Form):
    """Which firm a report is about (被举报单位)."""

    credit_code = forms.CharField(label="统一社会信用代码", max_length=30)


class HonourListForm(forms.Form):
    """A list of honours that another authority confers (榜单)."""

    name = forms.CharField(label="榜单名称", max_length=120)
    name_en = forms.CharField(label="英文名称", max_length=200, required=False)
    conferred_by = forms.CharField(label="授予机关", max_length=120)
    conferred_by_en = forms.CharField(label="授予机关英文名称", max_length=200, required=False)
    level = forms.ChoiceField(label="层级", choices=HonourLevel.choices)
    code = forms.CharField(label="代码", max_length=64, help_text="用在网址里，如 time-honoured-brand。")


class HonourForm(forms.Form):
    """An honour that another authority conferred, with its evidence (荣誉)."""

    honour_list = forms.ModelChoiceField(label="榜单", queryset=HonourList.objects.order_by("name"))
    credit_code = forms.CharField(label="单位的统一社会信用代码", max_length=30)
    subject = forms.CharField(
        label="对象", max_length=120, required=False, help_text="授予产品、商标的写名称；授予单位的不填。"
    )
    since_on = forms.DateField(label="授予日期", widget=DayInput)
    valid_until = forms.DateField(label="有效期至", widget=DayInput, required=False)
    source = forms.CharField(label="依据", max_length=200, help_text="公布的文件名称、文号或网页。")
    evidence = forms.FileField(label="证明材料", help_text="PDF、JPG 或 PNG，不超过 20 MB。")


class WithdrawalForm(forms.Form):
    """That an honour was taken back, when and by which document (荣誉被取消)."""

    on = forms.DateField(label="取消日期", widget=DayInput)
    source = forms.CharField(label="依据", max_length=200)
