"""The form with which personal data are erased."""

from django import forms


class ErasureForm(forms.Form):
    """On which ground the data of a person are erased (删除个人信息)."""

    ground = forms.CharField(
        label="申请编号", max_length=40, help_text="登记这项申请的编号，如〔2026〕3号。编号写入事件，不要写姓名。"
    )
    sure = forms.BooleanField(
        label="已核实申请人身份，知道删除后不能恢复", error_messages={"required": "请先核实申请人身份。"}
    )
