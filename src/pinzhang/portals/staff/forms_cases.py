"""Forms of case work. Fields are named as the services name them, so that a refusal finds its field."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms

from pinzhang.domain.applications.choices import OpinionKind
from pinzhang.domain.cases.models import CorrectionRequest
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.choices import OrganisationKind, SubjectKind
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.reference.models import Department, Region
from pinzhang.domain.review.models import PanelEntry
from pinzhang.engine.packs.schema import Edition
from pinzhang.portals.staff.forms_counter import office_routes
from pinzhang.portals.ui.forms import DayInput

LONG = {"rows": 3}


def blame(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put what a refusal says of single fields at these fields."""
    form.is_valid()
    for name, text in refusal.fields.items():
        if name in form.fields:
            form.add_error(name, text)


class QueueFilter(forms.Form):
    """What the queue is narrowed to; the choices come from what the official may see."""

    q = forms.CharField(label="搜索", required=False)
    district = forms.ChoiceField(label="区市", required=False)
    sector = forms.ChoiceField(label="领域", required=False)
    kind = forms.ChoiceField(label="环节", required=False)
    round = forms.ChoiceField(label="批次", required=False)
    assignee = forms.ChoiceField(label="经办人", required=False)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs.update({"placeholder": "企业、信用代码、申报号", "type": "search"})
        for name, options in choices.items():
            self.fields[name].choices = [("", f"全部{self.fields[name].label}"), *options]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = str(field.label)

    def chosen(self) -> dict[str, str]:
        """Return what is asked for; a choice that does not exist narrows nothing."""
        self.is_valid()
        return {name: str(value).strip() for name, value in self.cleaned_data.items() if str(value).strip()}


class AssignForm(forms.Form):
    """Who is to handle a case (经办人)."""

    to = forms.ModelChoiceField(User.objects.none(), label="分派给", empty_label="请选择经办人")

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = officers  # type: ignore[attr-defined]


class VersionedForm(forms.Form):
    """Carries the version of the case that the official saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class StepForm(VersionedForm):
    """One step of a case: what is done, where it goes back to, and why (办理)."""

    action = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        label="理由或说明",
        widget=forms.Textarea(LONG),
        required=False,
        help_text="不予通过、退回时必填，申报组织会看到。",
    )
    to = forms.ChoiceField(label="退回到")

    def __init__(self, *args: Any, targets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = targets  # type: ignore[attr-defined]
        if not targets:
            del self.fields["to"]

    def require_target(self, *, when: bool) -> None:
        """Say whether a stage to go back to must be named."""
        if "to" in self.fields:
            self.fields["to"].required = when


class TierForm(forms.Form):
    """The tier of an application that no panel ranks (直接列入的等次)."""

    tier = forms.ChoiceField(label="直接列入的等次")

    def __init__(self, *args: Any, tiers: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = [("", "请选择等次"), *tiers.items()]  # type: ignore[attr-defined]


class AsideForm(VersionedForm):
    """Why a case is held, released, or ended without a decision (其他办理)."""

    note = forms.CharField(
        label="理由", widget=forms.Textarea({"rows": 2}), error_messages={"required": "请写明理由。"}
    )


class RuleForm(forms.Form):
    """How a rule left to judgement is decided (人工认定)."""

    met = forms.ChoiceField(label="认定", choices=[("yes", "符合"), ("no", "不符合")], widget=forms.RadioSelect)
    ground = forms.CharField(
        label="认定的理由", widget=forms.Textarea({"rows": 2}), error_messages={"required": "请写明认定的理由。"}
    )


class MessageForm(forms.Form):
    """A message to the applicant (往来消息)."""

    text = forms.CharField(
        label="给申报组织的消息", widget=forms.Textarea(LONG), error_messages={"required": "请写下要说的话。"}
    )


class ObjectionForm(forms.Form):
    """What an objection came to (认定异议)."""

    upheld = forms.ChoiceField(
        label="认定",
        choices=[("no", "异议不成立，恢复办理"), ("yes", "异议成立，本件不予通过")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择异议是否成立。"},
    )
    finding = forms.CharField(
        label="核实情况", widget=forms.Textarea(LONG), error_messages={"required": "请写明核实情况。"}
    )


class ReviewersForm(forms.Form):
    """Who is to review (分派评审专家)."""

    reviewers = forms.MultipleChoiceField(label="评审专家", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, candidates: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewers"].choices = candidates  # type: ignore[attr-defined]


class CommissionForm(forms.Form):
    """Which institution is to evaluate (委托第三方评价)."""

    institution = forms.ModelChoiceField(Organisation.objects.none(), label="技术机构", empty_label="请选择机构")

    def __init__(self, *args: Any, institutions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = institutions  # type: ignore[attr-defined]


class CorrectionsForm(VersionedForm):
    """What the applicant is asked to mend, at each field of the form (补正通知)."""

    def __init__(self, *args: Any, questions: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in questions.items():
            self.fields[f"ask-{name}"] = forms.CharField(
                label=f"要求补正：{label}", required=False, max_length=500, widget=forms.Textarea({"rows": 2})
            )

    def requests(self) -> dict[str, str]:
        """Return what is asked for, by field."""
        asked = {name.removeprefix("ask-"): text for name, text in self.cleaned_data.items() if name != "version"}
        return {name: text for name, text in asked.items() if text}


class OpenListForm(forms.Form):
    """How a list is opened: why earlier cases are left behind, until when, whom to ask (生成名单)."""

    ground = forms.CharField(label="提前生成名单的理由", widget=forms.Textarea(LONG), required=False)
    until_on = forms.DateField(label="截止日期", widget=DayInput, required=False)
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(), label="征求哪些部门", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, departments: Any, needs_ground: bool, needs_day: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if departments is None:
            del self.fields["departments"]
        else:
            self.fields["departments"].queryset = departments  # type: ignore[attr-defined]
            self.fields["departments"].required = True
        self.fields["until_on"].required = needs_day
        if not needs_ground:
            del self.fields["ground"]


def _name_in_place(form: forms.Form, *prefixes: str) -> None:
    """Give the controls of a table their names for screen readers, where no label is drawn."""
    for name, field in form.fields.items():
        if name.startswith(prefixes):
            field.widget.attrs["aria-label"] = str(field.label)


class CloseListForm(forms.Form):
    """How a list is closed: who does not pass and why, the minutes, the number of the document (办结名单)."""

    minutes = forms.CharField(label="会议纪要", widget=forms.Textarea(LONG), required=False)
    document_number = forms.CharField(label="文号", max_length=60, required=False, help_text="如 即政发〔2026〕9号")

    def __init__(self, *args: Any, numbers: Sequence[str], wants: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("minutes", "document_number"):
            if name not in wants:
                del self.fields[name]
        for number in numbers if "refuse" in wants else ():
            self.fields[f"refuse-{number}"] = forms.CharField(
                label=f"{number} 不予通过的理由", required=False, max_length=1000
            )
        _name_in_place(self, "refuse-")

    def refused(self) -> dict[str, str]:
        """Return who does not pass, with the ground."""
        named = {name.removeprefix("refuse-"): text for name, text in self.cleaned_data.items() if "refuse-" in name}
        return {number: text for number, text in named.items() if text}


class ReturnListForm(forms.Form):
    """Where a list is sent back to, and why (退回名单)."""

    to = forms.ChoiceField(label="退回到")
    note = forms.CharField(
        label="退回的理由", widget=forms.Textarea(LONG), error_messages={"required": "退回须写明理由。"}
    )

    def __init__(self, *args: Any, targets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = targets  # type: ignore[attr-defined]


class ProposalForm(forms.Form):
    """A tier or none for each application of a list, with grounds, and the minutes (拟定等次)."""

    minutes = forms.CharField(
        label="会议纪要", widget=forms.Textarea({"rows": 5}), required=False, help_text="暂存时可以不写，办结时必填。"
    )
    document_number = forms.CharField(label="文号", max_length=60, required=False, help_text="如 即政发〔2026〕9号")

    def __init__(
        self, *args: Any, entries: Sequence[PanelEntry], tiers: dict[str, str], numbered: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries
        if not numbered:
            del self.fields["document_number"]
        for entry in entries:
            name = entry.application.case.number
            self.fields[f"tier-{entry.application_id}"] = forms.ChoiceField(
                label=f"{name} 等次", choices=[("", "不授予"), *tiers.items()], required=False, initial=entry.tier
            )
            self.fields[f"ground-{entry.application_id}"] = forms.CharField(
                label=f"{name} 理由", required=False, max_length=1000, initial=entry.ground
            )
        _name_in_place(self, "tier-", "ground-")

    def proposal(self) -> tuple[dict[int, str], dict[int, str]]:
        """Return tiers and grounds by application."""
        pks = [entry.application_id for entry in self.entries]
        return (
            {pk: self.cleaned_data.get(f"tier-{pk}", "") for pk in pks},
            {pk: self.cleaned_data.get(f"ground-{pk}", "") for pk in pks},
        )


class OpinionForm(forms.Form):
    """A department's opinion of one applicant (部门意见)."""

    kind = forms.ChoiceField(
        label="意见",
        choices=[
            (kind.value, kind.label)
            for kind in (OpinionKind.NO_OBJECTION, OpinionKind.CONDITIONAL, OpinionKind.OBJECTION)
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label="理由或说明", widget=forms.Textarea({"rows": 2}), required=False)


class ApplicantForm(forms.Form):
    """An organisation that comes to the counter for the first time (登记主体)."""

    name = forms.CharField(label="单位全称", max_length=120, error_messages={"required": "请填写名称。"})
    kind = forms.ChoiceField(label="类型", choices=OrganisationKind.choices)
    credit_code = forms.CharField(label="统一社会信用代码", max_length=40, required=False)
    region = forms.ModelChoiceField(Region.objects.none(), label="所在区市", required=False, empty_label="没有登记")

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]


class FilingForm(forms.Form):
    """How an application begins that an officer files on somebody's behalf (窗口代办)."""

    route = forms.ChoiceField(label="申报路径", widget=forms.RadioSelect)
    subject_kind = forms.ChoiceField(label="申报对象", widget=forms.RadioSelect)
    subject_name = forms.CharField(
        label="产品、服务等的名称", max_length=120, required=False, help_text="为本单位申报时不用填。"
    )
    sector = forms.ChoiceField(label="领域", widget=forms.RadioSelect)

    def __init__(self, *args: Any, document: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        head, own = document.programme, office_routes(document)
        choices: dict[str, list[tuple[str, str]]] = {
            "route": [(route.key, route.name.zh) for route in head.routes if route not in own],
            "subject_kind": [(kind, str(SubjectKind(kind).label)) for kind in head.subject_kinds],
            "sector": [(sector.key, sector.name.zh) for sector in head.sectors],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]
            if len(options) == 1:
                self.fields[name].initial = options[0][0]
        if not head.sectors:
            del self.fields["sector"]


class AnswersToRequestsForm(VersionedForm):
    """How each thing was mended that the applicant was asked to mend (答复补正)."""

    def __init__(self, *args: Any, requests: Sequence[tuple[CorrectionRequest, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for request, label in requests:
            self.fields[f"answer-{request.pk}"] = forms.CharField(
                label=label or "申报书", help_text=request.text, widget=forms.Textarea({"rows": 2}), required=False
            )

    def answers(self) -> dict[int, str]:
        """Return the answers by request."""
        named = {name: text for name, text in self.cleaned_data.items() if name != "version"}
        return {int(name.removeprefix("answer-")): text for name, text in named.items()}
