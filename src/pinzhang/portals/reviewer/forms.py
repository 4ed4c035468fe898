"""The forms of reviewers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pinzhang.domain.review.choices import RelationKind
from pinzhang.portals.reviewer.pages.rubric import NOT_APPLICABLE_KEY, Item, Rubric
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.forms import LaterText, NumberInput, annotate

LONGEST_GROUND = 2000
CONFIDENCES = ((1, _("很低")), (2, _("较低")), (3, _("中等")), (4, _("较高")), (5, _("很高")))


RELATION_KINDS = (
    (RelationKind.OTHER, _("其他可能影响公正的关系")),
    (RelationKind.EMPLOYMENT, _("任职（现任或曾任）")),
    (RelationKind.SHAREHOLDING, _("持股")),
    (RelationKind.GROUP, _("任职单位同属一个集团")),
    (RelationKind.CONSULTING, _("提供咨询或代写材料")),
    (RelationKind.TRAINING, _("提供培训")),
    (RelationKind.CERTIFICATION, _("办理认证")),
    (RelationKind.INSPECTION, _("办理检验检测")),
    (RelationKind.FAMILY, _("亲属任职或持股")),
)


def _kind_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("关系的种类"), choices=RELATION_KINDS, required=False)


class _SaysWhy(forms.Form):
    """A form that says which conflict there is and why."""

    @property
    def said(self) -> dict[str, str]:
        """The conflict as it is declared."""
        return {"kind": self.cleaned_data["kind"] or RelationKind.OTHER, "ground": self.cleaned_data["ground"]}


class DeclarationForm(_SaysWhy):
    """Whether there is a conflict of interest (利害关系声明)."""

    conflict = forms.ChoiceField(
        label=_("您与申报组织有没有利害关系？"),
        choices=(("none", _("没有利害关系，接受评审，打开材料")), ("conflict", _("有利害关系，申请回避"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择一项。")},
    )
    kind = _kind_field()
    ground = forms.CharField(
        label=_("是哪一种利害关系"),
        help_text=_("选“有利害关系”时必填。只有主管部门能看到。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_GROUND,
        required=False,
    )


class RecusalForm(_SaysWhy):
    """Why a reviewer withdraws after the file was opened (回避)."""

    kind = _kind_field()
    ground = forms.CharField(
        label=_("是哪一种利害关系"),
        help_text=_("只有主管部门能看到。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_GROUND,
        error_messages={"required": _("请说明是哪一种利害关系。")},
    )


class DeclineForm(forms.Form):
    """Why a reviewer gives a file back though there is no conflict (谢绝)."""

    ground = forms.CharField(
        label=_("不能承担的理由"),
        help_text=_("只有主管部门能看到，例如时间冲突、专业不对口。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_GROUND,
        error_messages={"required": _("请写明不能承担的理由。")},
    )


class MarkForm(forms.Form):
    """The score of one criterion with its grounds (评分)."""

    use_required_attribute = False

    def __init__(self, item: Item, data: Any = None) -> None:
        kept = {name: item.given.get(name, "") for name in ("score", "strength", "ground")}
        if item.is_typed and item.is_not_applicable:
            kept["score"] = ""
        super().__init__(data, initial=kept)
        self.fields["score"] = _typed_score() if item.is_typed else _chosen_score(item)
        if item.is_typed and item.criterion.not_applicable_allowed:
            self.fields["not_applicable"] = forms.BooleanField(
                label=_("不适用：不计入总分，不等于 0 分；须写明理由"), required=False, initial=item.is_not_applicable
            )
        self.fields["strength"] = forms.CharField(
            label=_("优势"),
            help_text=_("会匿名反馈给申报组织。"),
            widget=forms.Textarea(attrs={"rows": 2}),
            max_length=LONGEST_GROUND,
            required=False,
        )
        self.fields["ground"] = LaterText(
            label=_("打分依据和改进空间"),
            help_text=_("提交前必填：依据在哪里，离上一档差什么。会匿名反馈给申报组织。"),
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=LONGEST_GROUND,
        )
        self.item = item

    @property
    def mark(self) -> dict[str, str]:
        """The mark as it is kept."""
        kept = {name: str(value) for name, value in self.cleaned_data.items() if value}
        if kept.pop("not_applicable", ""):
            kept["score"] = NOT_APPLICABLE_KEY
        return kept


def _typed_score() -> forms.Field:
    return forms.CharField(label=_("评分"), max_length=20, required=False, widget=NumberInput)


def _chosen_score(item: Item) -> forms.Field:
    choices = [(step, step) for band in item.bands for step in band.steps]
    if item.criterion.not_applicable_allowed:
        choices.append((NOT_APPLICABLE_KEY, NOT_APPLICABLE_KEY))
    return forms.ChoiceField(
        label=_("评分"),
        choices=choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("请在这一条的评分尺度上选择。")},
    )


class SummaryForm(forms.Form):
    """The judgement as a whole (总体评价)."""

    use_required_attribute = False
    summary = LaterText(label=_("总体评价"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4000, required=False)
    confidence = forms.TypedChoiceField(
        label=_("把握程度"),
        help_text=_("您对自己的评分有多大把握；不影响得分。"),
        choices=CONFIDENCES,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, in_words_only: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if in_words_only:
            self.fields["summary"].label = _("评审意见")
            self.fields["summary"].help_text = _("这个环节不打分，请写明评审意见；提交前必填。")
            self.fields["summary"].required = True


class FindingForm(forms.Form):
    """What was found on site (现场发现)."""

    criterion = forms.ChoiceField(label=_("条目"), required=False)
    text = forms.CharField(
        label=_("发现了什么"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": _("请写下发现了什么。")},
    )
    photo = forms.FileField(
        label=_("照片"), required=False, widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"})
    )

    def __init__(self, rubric: Rubric | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        annotate(self.fields["photo"], limits=_("JPG 或 PNG，不超过 20 MB。"))
        if rubric is None:
            del self.fields["criterion"]
            return
        titles = [(i.criterion.key, f"{i.criterion.code} {words(i.criterion.title)}".strip()) for i in rubric.scored]
        self.fields["criterion"].choices = [("", _("不指某一条")), *titles]  # type: ignore[attr-defined]
