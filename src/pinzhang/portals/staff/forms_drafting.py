"""Forms of making a rule: the text, the next step, opinions, approval (规则制定)."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from pinzhang.domain.programmes.choices import DraftStage
from pinzhang.domain.programmes.models import EditionDraft
from pinzhang.domain.programmes.services.drafts import ASKED, LONGEST_COMMENT, ORDER
from pinzhang.domain.programmes.uploads import LARGEST_ARCHIVE
from pinzhang.domain.reference.models import Department
from pinzhang.portals.ui.forms import DayInput, annotate

COMMENT_DAYS = 30
"""What is proposed for a public comment; the office may choose another day."""


class PackForm(forms.Form):
    """A pack as a .zip (规则包)."""

    pack = annotate(
        forms.FileField(
            label="规则包（.zip）", help_text="一个规则包目录压缩成一个文件；旁边的 facts/ 目录可以一起压缩。"
        ),
        limits=f"不超过 {LARGEST_ARCHIVE // 1024 // 1024} MB。",
    )

    def content(self) -> bytes:
        """Return the bytes of the upload, one more than is accepted at most."""
        upload = self.cleaned_data["pack"]
        assert isinstance(upload, UploadedFile)  # noqa: S101 - what a file field gives
        content: bytes = upload.read(LARGEST_ARCHIVE + 1)
        return content


class ReviseForm(PackForm):
    """Another text of a draft (修改草案)."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def following(draft: EditionDraft) -> DraftStage | None:
    """Return the stage that comes after that of a draft, before its approval."""
    stage = DraftStage(draft.stage)
    return ORDER[ORDER.index(stage) + 1] if stage in ORDER[:-1] else None


class AdvanceForm(forms.Form):
    """Whom the next stage asks, or until when anybody may comment (进入下一环节)."""

    departments = forms.ModelMultipleChoiceField(
        label="部门",
        queryset=Department.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一个部门。"},
    )
    comment_until = forms.DateField(label="意见截止", widget=DayInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: EditionDraft, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stage = following(draft)
        departments = self.fields["departments"]
        assert isinstance(departments, forms.ModelMultipleChoiceField)  # noqa: S101 - declared so above
        departments.queryset = Department.objects.filter(authority=draft.authority_id).order_by("pk")
        if stage not in ASKED:
            del self.fields["departments"]
        if stage != DraftStage.PUBLIC_COMMENT:
            del self.fields["comment_until"]
        asked_before = draft.opinions.filter(department__isnull=False).values_list("department", flat=True)
        self.initial = {
            **self.initial,
            "version": draft.version,
            "comment_until": today + timedelta(days=COMMENT_DAYS),
            "departments": list(asked_before) if stage == DraftStage.COUNTERSIGNATURE else [],
        }


class ApproveForm(forms.Form):
    """The decision of the executive meeting (审定印发)."""

    document_number = forms.CharField(label="文号", max_length=60, help_text="如“即政发〔2021〕2号”。")
    valid_from = forms.DateField(label="生效日期", widget=DayInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class NoteForm(forms.Form):
    """Why a draft is returned, or ended (理由)."""

    note = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=400)


class ResponseForm(forms.Form):
    """What became of an opinion (采纳情况)."""

    response = forms.CharField(
        label="采纳情况",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST_COMMENT,
        help_text="采纳、部分采纳或不采纳，并说明理由。",
    )


class DraftOpinionForm(forms.Form):
    """What a department says of a draft (部门意见、会签、合法性审查)."""

    agrees = forms.TypedChoiceField(
        label="结论",
        choices=[("yes", "同意"), ("no", "不同意")],
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="意见",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=LONGEST_COMMENT,
        help_text="不同意须写明理由。",
    )
