"""Forms of the enterprise portal that do not come from a pack; the domain judges what is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pinzhang.domain.parties.choices import DelegatedAct, OrganisationKind
from pinzhang.domain.reference.models import Region
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.programme import Route
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.forms import DayInput

KINDS = {
    OrganisationKind.ENTERPRISE: _("企业"),
    OrganisationKind.PUBLIC_INSTITUTION: _("事业单位"),
    OrganisationKind.ASSOCIATION: _("社会组织"),
    OrganisationKind.GOVERNMENT: _("政府机关"),
    OrganisationKind.INDIVIDUAL: _("个人"),
    OrganisationKind.TEAM: _("团队"),
}
SUBJECTS = {
    "enterprise": _("本单位"),
    "product": _("产品"),
    "service": _("服务"),
    "industry": _("产业"),
    "region": _("区域"),
    "person": _("个人"),
    "team": _("团队"),
    "work": _("作品"),
    "project": _("项目"),
    "government": _("政府"),
}
WHOLE = ("enterprise", "government", "team", "person")
"""Subjects that bear the organisation's own name."""


class PlainForm(forms.Form):
    """A form that the server alone judges."""

    use_required_attribute = False

    def refuse(self, fields: dict[str, str]) -> None:
        """Show what the domain refused at the fields it names."""
        for name, text in fields.items():
            if name in self.fields:
                self.add_error(name, text)


class RegisterForm(PlainForm):
    """Register an organisation by its credit code (登记单位)."""

    name = forms.CharField(label=_("单位全称"), max_length=120, help_text=_("与营业执照或登记证书一致。"))
    kind = forms.ChoiceField(label=_("类型"), choices=[(kind.value, label) for kind, label in KINDS.items()])
    credit_code = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=40,
        required=False,
        help_text=_("18 位。个人、团队和没有代码的单位可以不填。"),
    )
    region = forms.ModelChoiceField(
        label=_("所在区市"), queryset=Region.objects.none(), required=False, empty_label=_("请选择")
    )
    name_en = forms.CharField(label=_("英文名称"), max_length=160, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        region = self.fields["region"]
        if isinstance(region, forms.ModelChoiceField):
            region.queryset = Region.objects.filter(parent__isnull=False).order_by("code")


class ProfileForm(PlainForm):
    """Contact data of an organisation (联系资料)."""

    name_en = forms.CharField(label=_("英文名称"), max_length=160, required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=30, required=False)


class CompleteForm(PlainForm):
    """Between which days the records are all there are (数据完整期间)."""

    from_on = forms.DateField(label=_("起"), widget=DayInput)
    to_on = forms.DateField(label=_("止"), widget=DayInput)


class MemberForm(PlainForm):
    """Name a colleague who may act for the organisation (加入成员)."""

    username = forms.CharField(
        label=_("同事的用户名"), max_length=150, help_text=_("请同事先在本平台注册，再告诉您用户名。")
    )


class DelegationForm(PlainForm):
    """Let another organisation act for this one: who, what, for which programmes, until when (委托)."""

    credit_code = forms.CharField(
        label=_("受托单位的统一社会信用代码"), max_length=40, help_text=_("对方须先在本平台登记。")
    )
    acts = forms.MultipleChoiceField(
        label=_("委托事项"),
        choices=[(DelegatedAct.FILL_IN.value, _("填报、补正和沟通")), (DelegatedAct.SIGN.value, _("签字提交和声明"))],
        widget=forms.CheckboxSelectMultiple,
        initial=[DelegatedAct.FILL_IN.value],
        required=False,
        help_text=_("签字由受托单位的授权签署人办理；不勾选，对方就不能替本单位签字。"),
    )
    programmes = forms.MultipleChoiceField(
        label=_("限于哪些项目"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("都不勾选，就是所有项目。"),
    )
    until_on = forms.DateField(label=_("有效期至"), widget=DayInput)

    def __init__(self, *args: object, programmes: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        offered = self.fields["programmes"]
        if isinstance(offered, forms.MultipleChoiceField):
            offered.choices = programmes


class MessageForm(PlainForm):
    """Write to the office (给主管部门留言)."""

    text = forms.CharField(label=_("内容"), max_length=4000, widget=forms.Textarea({"rows": 4}))


class StartForm(PlainForm):
    """Begin an application: how, for what, in which field (开始申报)."""

    route = forms.ChoiceField(label=_("申报路径"), widget=forms.RadioSelect)
    subject_kind = forms.ChoiceField(label=_("申报对象"), widget=forms.RadioSelect)
    subject_name = forms.CharField(
        label=_("名称"), max_length=120, required=False, help_text=_("产品或服务的名称；为本单位申报时不用填。")
    )
    sector = forms.ChoiceField(label=_("领域"), widget=forms.RadioSelect)

    def __init__(self, *args: object, edition: Edition, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        head = edition.programme
        choices: dict[str, list[tuple[str, str]]] = {
            "route": [(route.key, words(route.name)) for route in submission_routes(edition)],
            "subject_kind": [(kind, str(SUBJECTS[kind])) for kind in head.subject_kinds],
            "sector": [(sector.key, words(sector.name)) for sector in head.sectors],
        }
        for name, options in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = options
            if len(options) == 1:
                field.initial, field.widget = options[0][0], forms.HiddenInput()
        if not head.sectors:
            del self.fields["sector"]
        if all(kind in WHOLE for kind in head.subject_kinds):
            del self.fields["subject_name"]


def submission_routes(edition: Edition) -> list[Route]:
    """Return the routes that an applicant can begin on: those that start with a submission."""
    kinds = {stage.key: stage.kind for stage in edition.stages}
    return [route for route in edition.programme.routes if kinds[route.starts_at] == "submission"]
