"""The form with which personal data are erased."""

from django import forms


class ErasureForm(forms.Form):
    """On which ground the data of a person are erased (删除个人信息)."""

    ground = forms.CharField(
        label="理由或申请编号", max_length=200, help_text="写明是谁、何时、以何种方式提出的。只作核对，不写入事件。"
    )
    sure = forms.BooleanField(
        label="已核实申请人身份，知道删除后不能恢复", error_messages={"required": "请先核实申请人身份。"}
    )
